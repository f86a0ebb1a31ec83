"""The teams of a release as a table for other programs: CSV as the language's Excel expects it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.i18n import number

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that starts so is run by a spreadsheet; as the name of a team it must stay text."""


def write_csv(release: Release, path: Path, *, lang: str = "nl") -> Path:
    """Write the teams over all waves, one row a team and wave.

    Column names are those of ``release.teams``, the same in every language. In Dutch the columns are parted by
    semicolons and decimals have a comma, so that a Dutch Excel opens the file as it is.

    Parameters
    ----------
    release : Release
    path : Path
    lang : {"nl", "en"}

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
