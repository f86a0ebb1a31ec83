"""Where the results of a project go: a new place every time, so that none is lost."""

from __future__ import annotations

import datetime as dt
from itertools import count
from pathlib import Path

from culture_diag.paths import is_there
from culture_diag.study.load import Project


def results_folder(project: Project, *, force: bool = False, today: dt.date | None = None) -> Path:
    """Give the folder for the results of today: that of the date, with a number where it holds something.

    Parameters
    ----------
    project : Project
    force : bool
        Whether the results of today may be replaced.
    today : date, optional

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.study.start import init_project
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     project = init_project(Path(parent) / "school", notebooks=False)
    ...     first = results_folder(project, today=dt.date(2026, 11, 2))
    ...     first.mkdir()
    ...     (first / "teams.csv").touch()
    ...     first.name, results_folder(project, today=dt.date(2026, 11, 2)).name
    ('2026-11-02', '2026-11-02-2')
    """
    return _free(project, "", "", force, today)


def results_file(
    project: Project, name: str, ending: str, *, force: bool = False, today: dt.date | None = None
) -> Path:
    """Give the file for a result of today: its name and the date, with a number where it is there already.

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.study.start import init_project
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     project = init_project(Path(parent) / "school", notebooks=False)
    ...     results_file(project, "workshop", ".html", today=dt.date(2026, 11, 2)).name
    'workshop-2026-11-02.html'
    """
    return _free(project, f"{name}-", ending, force, today)


def _free(project: Project, before: str, ending: str, force: bool, today: dt.date | None) -> Path:
    date = (today or dt.date.today()).isoformat()
    for number in count(1):
        place = project.out / f"{before}{date}{'' if number == 1 else f'-{number}'}{ending}"
        if force or not is_there(place) or (place.is_dir() and not any(place.iterdir())):
            return place
    raise AssertionError  # counting does not end
