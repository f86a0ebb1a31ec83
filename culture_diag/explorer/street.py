"""The whole street in one call, for whoever starts with files and may see only a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

# By the public names, as a user would: a diagnosis goes straight from hand to door, and nothing here looks into it.
import culture_diag as cd

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import Instrument
    from culture_diag.reading import Responses
    from culture_diag.study import Project


def through(
    files: Sequence[Path],
    instrument: Instrument,
    *,
    project: Project | None = None,
    mapping: Mapping[str, str | None] | None = None,
    renamed: Mapping[str, str] | None = None,
    team_sizes: Path | None = None,
    min_n: int = 5,
    lang: str = "nl",
) -> Release:
    """Read answers, diagnose, and go through the door.

    The answers are those of the files; without any, those of the project. Its choices hold for both.

    Raises
    ------
    CultureDiagError
        Everything that is wrong with the files.

    Examples
    --------
    >>> from culture_diag.sample import sample_files
    >>> through(sample_files()[:1], cd.load_instrument("invitation-challenge")).waves
    ('2024-10',)
    """
    if project is not None and not files:
        responses, sizes = cd.read_project(project, lang=lang)
    else:
        names = project.names if project is not None else renamed or {}
        responses = _read(files, instrument, mapping=mapping or None, renamed=names, lang=lang)
        sizes = None if team_sizes is None else cd.read_team_sizes(team_sizes, lang=lang)
    used, choices = cd.project_choices(project, responses, lang=lang)
    return cd.release(cd.diagnose(used, team_sizes=sizes, lang=lang, **choices), min_n=min_n, lang=lang)


def _read(files: Sequence[Path], instrument: Instrument, *, renamed: Mapping[str, str], **choices: Any) -> Responses:
    """Read answers under the names that teams have now; a name that these files do not have is no mistake in them."""
    try:
        return cd.read_responses(list(files), instrument, renamed=renamed or None, **choices)
    except cd.CultureDiagError as error:
        absent = {str(problem.values["team"]) for problem in error.problem_list if problem.key == "renamed_absent"}
        if not absent or len(absent) < len(error.problem_list):
            raise
        return _read(files, instrument, renamed={old: renamed[old] for old in renamed if old not in absent}, **choices)
