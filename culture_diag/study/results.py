"""Where the results of a study go: in a customer's folder a new place every time, so that none is lost."""

from __future__ import annotations

import datetime as dt
from itertools import count
from pathlib import Path

from culture_diag.errors import CultureDiagError
from culture_diag.i18n import text
from culture_diag.paths import is_there
from culture_diag.study.sources import AnswersOfFolder
from culture_diag.study.study import Study


def results_folder(study: Study, out: Path | None, *, force: bool = False, today: dt.date | None = None) -> Path:
    """Return the folder for results: the one named, else that of today in the customer's folder.

    Parameters
    ----------
    study : Study
    out : Path or None
    force : bool
        Whether the results of today may be replaced; else a folder that holds something gets a number behind its date.
    today : date, optional

    Raises
    ------
    CultureDiagError
        If no folder is named and there is no customer's folder to put one in.

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.study.start import init_study
    >>> from culture_diag.study.study import open_study
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     study = open_study(init_study(Path(parent) / "school", notebooks=False).folder)
    ...     first = results_folder(study, None, today=dt.date(2026, 11, 2))
    ...     first.mkdir()
    ...     (first / "teams.csv").touch()
    ...     first.name, results_folder(study, None, today=dt.date(2026, 11, 2)).name
    ('2026-11-02', '2026-11-02-2')
    """
    if out is not None:
        return out
    if not isinstance(study.source, AnswersOfFolder):
        example = text("cli.example.diagnose", study.lang)
        raise CultureDiagError.of("usage_option_missing", lang=study.lang, asked="--out", example=example)
    return _free(study.source.folder.out, "", "", force, today)


def results_file(
    study: Study, out: Path | None, default: str, *, force: bool = False, today: dt.date | None = None
) -> Path:
    """Return the file for a result: the one named, else a dated one in the customer's folder, else `default`.

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.study.start import init_study
    >>> from culture_diag.study.study import open_study
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     study = open_study(init_study(Path(parent) / "school", notebooks=False).folder)
    ...     results_file(study, None, "workshop.html", today=dt.date(2026, 11, 2)).name
    'workshop-2026-11-02.html'
    """
    if out is not None:
        return out
    if not isinstance(study.source, AnswersOfFolder):
        return Path(default)
    name = Path(default)
    return _free(study.source.folder.out, f"{name.stem}-", name.suffix, force, today)


def _free(folder: Path, before: str, ending: str, force: bool, today: dt.date | None) -> Path:
    date = (today or dt.date.today()).isoformat()
    for number in count(1):
        place = folder / f"{before}{date}{'' if number == 1 else f'-{number}'}{ending}"
        if force or not is_there(place) or (place.is_dir() and not any(place.iterdir())):
            return place
    raise AssertionError  # counting does not end
