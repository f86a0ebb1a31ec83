"""From scores to findings: exact, for the advisor alone. Nothing above the privacy door sees what is made here."""

from culture_diag.diagnosis.build_diagnosis import diagnose
from culture_diag.diagnosis.result import Diagnosis, Settings
from culture_diag.diagnosis.without_flagged import compare_without_flagged

__all__ = ["Diagnosis", "Settings", "compare_without_flagged", "diagnose"]
