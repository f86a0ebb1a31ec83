"""The figures of a release as files a spreadsheet opens: CSV as the language's Excel expects it, and a workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.i18n import catalogue, text

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that starts so is run by a spreadsheet; as the name of a team it must stay text."""

SHEETS = ("teams", "schools", "boards", "changes", "facets", "items", "shares")


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
    separator, decimal = (";", ",") if lang == "nl" else (",", ".")
    # The mark at the start tells Excel that the file is UTF-8.
    # Adding 0 leaves no minus sign before a zero.
    figures = release.teams.select_dtypes("float").columns
    table = release.teams.assign(**{str(column): release.teams[column] + 0.0 for column in figures})
    _harmless(table).to_csv(path, index=False, sep=separator, decimal=decimal, encoding="utf-8-sig")
    return path


def write_workbook(release: Release, path: Path, *, lang: str = "nl") -> Path:
    """Write all figures of a release to one Excel workbook, a sheet a kind, with headings in words and an explanation.

    Parameters
    ----------
    release : Release
    path : Path
        Ends in ``.xlsx``.
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
    ...     write_workbook(cd.release(cd.diagnose(sample.responses)), Path(folder) / "results.xlsx").name
    'results.xlsx'
    """
    import xlsxwriter

    require_release(release, lang=lang)
    # Text stays text: no formula, no link and no number is made of what a cell says.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # Opened here, so that a file that is open in another program is an OSError like any other.
    with path.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
        # A date of making would make each run's file another.
        book.set_properties({"created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for key in SHEETS:
            frame = _in_words(getattr(release, key), release, lang)
            if frame.empty:
                continue
            sheet = book.add_worksheet(text(f"report.sheet.{key}", lang))
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, list(frame.columns), bold)
            for row, values in enumerate(frame.astype(object).where(frame.notna(), None).to_numpy().tolist(), start=1):
                sheet.write_row(row, 0, values)
            sheet.autofit()
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(text("report.sheet.explanation", lang))
        sheet.set_column(0, 0, 110, wrapped)
        sheet.write_column(0, 0, explanation(release, lang))
    return path


def explanation(release: Release, lang: str) -> list[str]:
    """Say how to read the figures, and what they may not be taken for.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> len(explanation(cd.release(cd.diagnose(sample.responses)), "en"))
    5
    """
    settings = release.settings
    return [
        f"{release.instrument.title[lang]} ({release.instrument.id} {release.instrument.version})",
        release.instrument.note[lang],
        text(f"report.explain.{settings.target}", lang),
        text("report.explain.privacy", lang, min_n=settings.min_n, min_n_shares=settings.min_n_shares),
        text("report.explain.label", lang),
    ]


def _in_words(frame: pd.DataFrame, release: Release, lang: str) -> pd.DataFrame:
    """Give the columns headings and the ids names, in `lang`."""
    shown = frame.drop(columns="region_correlation", errors="ignore")
    if {"team", "name"} <= set(shown.columns):
        shown = shown.drop(columns="name")
    words = _names(release, lang)
    for column in shown.columns.intersection(["scale", "facet", "quadrant", "runner_up", "label"]):
        shown[column] = shown[column].map(lambda cell: words.get(cell, cell), na_action="ignore")
    if "reason" in shown:
        why = {k: text(f"report.reason.{k}", lang, min_n=release.settings.min_n) for k in shown["reason"].unique() if k}
        shown["reason"] = shown["reason"].map(lambda reason: why.get(reason, ""))
        shown = shown.drop(columns="suppressed")
    elif "suppressed" in shown:
        shown = shown[~shown["suppressed"].astype(bool)].drop(columns="suppressed")
    if "item" in shown:
        wording = {item.id: item.wording[lang] for item in release.instrument.items}
        shown.insert(list(shown.columns).index("item") + 1, "wording", shown["item"].map(wording))
    if "quadrants" in shown:
        parts = shown["quadrants"].str.split("+")
        shown["quadrants"] = [text("report.or", lang).join(words[f"{part}/short"] for part in cell) for cell in parts]
    for column in shown.columns[shown.columns.str.endswith("_direction")]:
        shown[column] = [text(f"report.direction.{cell}", lang) for cell in shown[column]]
    return shown.rename(columns=lambda column: _heading(str(column), release, lang))


def _names(release: Release, lang: str) -> dict[str, str]:
    words = {scale.id: scale.name[lang] for scale in release.instrument.scales}
    words |= {facet.id: facet.name[lang] for scale in release.instrument.scales for facet in scale.facets}
    if release.model is not None:
        words |= {quadrant.id: quadrant.name[lang] for quadrant in release.model.quadrants}
        words |= {f"{quadrant.id}/short": quadrant.short[lang] for quadrant in release.model.quadrants}
    return words | {"borderline": text("report.borderline", lang)}


def _heading(column: str, release: Release, lang: str) -> str:
    """Give the heading of a column: from the catalogue, or made of the scale's or quadrant's name and its ending."""
    if f"report.column.{column}" in catalogue(lang):
        return text(f"report.column.{column}", lang)
    names = _names(release, lang)
    if column.removeprefix("p_") in names and column.startswith("p_"):
        return text("report.column_of.p", lang, name=names[column.removeprefix("p_")])
    scale, _, ending = column.rpartition("_")
    if scale in names:
        return text(f"report.column_of.{ending}", lang, name=names[scale])
    return names.get(column, column)


def _harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run."""
    safe = frame.copy()
    for column in ("board", "school", "team", "name", "wave"):
        if column in safe:
            cells = safe[column].astype(str)
            safe[column] = cells.where(~cells.str.startswith(FORMULA_SIGNS), "'" + cells)
    return safe
