"""The instrument as a questionnaire that a survey platform imports, that prints, or that is filled in as a sheet.

What each asks is the same (:mod:`~culture_diag.questionnaire.content`); a module a platform writes it down. What comes
back is read by :func:`culture_diag.read_responses` without a mapping.
"""

from culture_diag.questionnaire.write import PLATFORMS, make_questionnaire, next_step, read_privacy, write_questionnaire

__all__ = ["PLATFORMS", "make_questionnaire", "next_step", "read_privacy", "write_questionnaire"]
