"""A folder of results: the pictures, the table and the workbook of one release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.errors import CultureDiagError, is_installed
from culture_diag.i18n import number, text

Step = tuple[str, Callable[[], list[Path]]]
WRITTEN = ".culture-diag-written"
"""Names of the files that a run wrote into a folder, for the next one to remove; nobody else's are touched."""

STEPS = ("quadrants", "trajectories", "profile", "items", "tables")
"""The steps of :func:`write_results` in order."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that starts so is run by a spreadsheet; as the name of a team it must stay text."""


def write_results(
    release: Release, folder: Path, *, lang: str = "nl", style: str = "print", items_of: str | None = None
) -> Iterator[tuple[str, list[Path]]]:
    """Write pictures, table and workbook, step by step.

    Parameters
    ----------
    folder : Path
        Must exist. Results of an earlier time are removed first: a picture of a team that is hidden now must not stay.
    items_of : str, optional
        Team whose item bars are drawn; by default every team shown in the last wave.

    Yields
    ------
    (key, files)
        After each step: its key in the catalogue (``report.step.<key>``) and the files it wrote.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If a file cannot be written, for one because it is open in another program.
    """
    require_release(release, lang=lang)
    try:
        _remove_earlier(folder)
        for key, write in _steps(release, folder, lang, style, items_of):
            files = write()
            with (folder / WRITTEN).open("a", encoding="utf-8") as written:
                written.writelines(f"{file.name}\n" for file in files)
            yield key, files
    except OSError as error:
        file = Path(str(error.filename or folder)).name
        raise CultureDiagError.of("file_unwritable", lang=lang, file=file) from error


def _remove_earlier(folder: Path) -> None:
    """Remove what an earlier run wrote here, and nothing else: a team that is hidden now must not stay in a picture."""
    written = folder / WRITTEN
    for name in written.read_text(encoding="utf-8").splitlines() if written.is_file() else ():
        if Path(name).name == name:
            (folder / name).unlink(missing_ok=True)
    written.unlink(missing_ok=True)


def _steps(release: Release, folder: Path, lang: str, style: str, items_of: str | None) -> Iterator[Step]:
    shown = release.teams[(release.teams["wave"].astype(str) == release.latest) & ~release.teams["suppressed"]]
    names = [items_of] if items_of is not None else shown["name"].tolist()

    def path(key: str, **values: str) -> Path:
        return folder / text(f"report.file.{key}", lang, **values)

    def draw(key: str, **chosen: Any) -> list[Path]:
        names = {"name": file_of[chosen["team"]]} if chosen else {}
        return _draw(key, path(key, **names), release, lang, style, **chosen)

    file_of = dict(zip(names, file_names(names), strict=True))
    plane = release.model is not None
    yield "quadrants", lambda: draw("quadrants") if plane else []
    yield "trajectories", lambda: draw("trajectories") if plane and len(release.waves) > 1 else []
    yield "profile", lambda: draw("profile") if names and any(of.facets for of in release.instrument.scales) else []
    yield "items", lambda: [file for name in names if _has_items(release, name) for file in draw("items", team=name)]
    yield "tables", lambda: _tables(release, path, lang)


def _has_items(release: Release, name: str) -> bool:
    """Tell whether some statement of a team is shown: a picture of nothing but "not shown" helps nobody."""
    items = release.items
    if items.empty:
        return False
    here = (items["name"].astype(str) == name) & (items["wave"].astype(str) == release.latest)
    return bool((here & ~items["suppressed"].astype(bool)).any())


def _draw(kind: str, stem: Path, release: Release, lang: str, style: str, **chosen: Any) -> list[Path]:
    import culture_diag.plotting as plotting

    picture = getattr(plotting, f"plot_{kind}")(release, lang=lang, style=style, **chosen)
    files = [stem.with_name(f"{stem.name}.{ending}") for ending in ("png", "svg")]
    for file in files:
        plotting.save(picture, file)
    return files


def _tables(release: Release, path: Callable[..., Path], lang: str) -> list[Path]:
    from culture_diag.report.workbook import write_workbook

    files = [write_csv(release, path("teams"), lang=lang)]
    # The workbook needs the extra `report`; the CSV holds the same teams without it, and who prints the list says so.
    if is_installed("xlsxwriter"):
        files.append(write_workbook(release, path("workbook"), lang=lang))
    return files


def write_csv(release: Release, path: Path, *, lang: str = "nl") -> Path:
    """Write the teams over all waves, one row a team and wave.

    Column names are those of ``release.teams``, the same in every language. In Dutch the columns are parted by
    semicolons and decimals have a comma, so that a Dutch Excel opens the file as it is.

    Returns
    -------
    Path
        `path`.

    Examples
    --------
    >>> import tempfile, culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_csv(cd.release(cd.diagnose(sample.responses)), Path(folder) / "teams.csv", lang="nl")
    ...     file.read_text(encoding="utf-8-sig").splitlines()[0][:21]
    'team;name;wave;n;n_te'
    """
    require_release(release, lang=lang)
    # As a spreadsheet in that language expects it.
    decimal = number(0.1, lang)[1]
    separator = ";" if decimal == "," else ","
    # The mark at the start tells Excel that the file is UTF-8.
    # Adding 0 leaves no minus sign before a zero.
    figures = release.teams.select_dtypes("float").columns
    table = release.teams.assign(**{str(column): release.teams[column] + 0.0 for column in figures})
    _harmless(table).to_csv(path, index=False, sep=separator, decimal=decimal, encoding="utf-8-sig")
    return path


def _harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run."""
    safe = frame.copy()
    for column in ("board", "school", "team", "name", "wave"):
        if column in safe:
            cells = safe[column].astype(str)
            safe[column] = cells.where(~cells.str.startswith(FORMULA_SIGNS), "'" + cells)
    return safe


def file_names(names: list[str]) -> list[str]:
    """Make a file name of each team's name, with a number where two would be the same.

    Examples
    --------
    >>> file_names(["Groep 1/2", "Groep 1-2", "Noord"])
    ['groep-1-2', 'groep-1-2-2', 'noord']
    """
    made: list[str] = []
    for name in map(file_name, names):
        choices = (name, *(f"{name}-{number}" for number in range(2, len(names) + 2)))
        made.append(next(choice for choice in choices if choice not in made))
    return made


def file_name(name: str) -> str:
    """Make a file name of a team's name: letters and digits of any language, parted by hyphens, at most 60 long.

    Examples
    --------
    >>> file_name("De Ster: groep 1/2"), file_name("../..")
    ('de-ster-groep-1-2', 'team')
    """
    kept = "".join(sign if sign.isalnum() else " " for sign in name.lower())
    return "-".join(kept.split())[:60] or "team"
