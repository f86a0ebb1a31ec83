"""The account of a reading: a frame for code, sentences for people."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from culture_diag.i18n import check_language, default_language, number, text
from culture_diag.reading.model import Responses
from culture_diag.reading.sizes import sizes_as_answered

WARNINGS = (
    "codes_for_now", "labels_differ",
    "files_equal", "spelling_joined", "schools_alike", "teams_alike", "waves_alike", "team_renamed_beside",
    "item_text_differs", "item_continued", "role_in_some", "order_unknown", "rows_summary", "sheets_not_read",
    "wave_not_used", "encoding", "seconds_too_short", "minutes_too_short", "mapping_new_columns",
    "respondents_left_out", "respondent_numbers", "wording_differs", "team_swapped", "teams_changed",
)  # fmt: skip
"""What an advisor must have seen before believing the picture."""


def account_text(responses: Responses, lang: str | None = None, *, leave_out: Collection[str] = ()) -> list[str]:
    """Say what was understood: files, teams, waves, items, missing answers, and all that was dropped or converted.

    Parameters
    ----------
    responses : Responses
    lang : {"nl", "en"}, optional
        By default the user's language.
    leave_out : collection of str
        What in the account is told elsewhere, as in its column ``what``.

    Returns
    -------
    list of str
        One sentence each: first the whole, then file by file. For the advisor: it names teams and their exact n.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> from culture_diag.reading.responses import responses_from_frame
    >>> instrument = load_instrument("invitation-challenge")
    >>> answers = {item.id: [4, 2] for item in instrument.items}
    >>> frame = pd.DataFrame({"team": ["noord", "zuid"], "wave": ["2024", "2024"], **answers})
    >>> print(account_text(responses_from_frame(frame, instrument), "en")[1])
    2 teams in 1 wave.
    """
    lang = check_language(lang or default_language())
    frame = responses.frame
    levels = [level for level in ("board", "school", "team") if level in frame]
    waves = list(frame["wave"].cat.categories)
    teams = len(frame[levels].drop_duplicates())
    lines = [
        text(
            "reading.summary.title", lang, title=responses.instrument.title[lang], items=len(responses.instrument.items)
        ),
        text(
            "reading.summary.teams",
            lang,
            teams=count_text("counted.teams", teams, lang),
            waves=count_text("counted.waves", len(waves), lang),
        ),
    ]
    if len(waves) > 1:
        lines.append(text("reading.summary.order", lang, waves=" → ".join(map(str, waves))))
    for wave in waves:
        here = frame.loc[frame["wave"] == wave, levels]
        counts = here.groupby(levels, sort=True).size()
        each = ", ".join(
            f"{' – '.join(_names(unit))} ({number(count, lang, decimals=0)})" for unit, count in counts.items()
        )
        lines.append(
            text("reading.summary.wave", lang, wave=wave, rows=count_text("counted.rows", len(here), lang), each=each)
        )
    lines += _codes(frame, lang)
    for file, rows in responses.account.groupby("file", sort=False):
        indent = "  " if file else ""  # what was done after reading belongs to no file
        lines += [text("reading.summary.file", lang, file=file)] if file else []
        shown = rows[~rows["what"].isin(list(leave_out))]
        lines += [f"{indent}{_sentence(row, lang)}" for row in shown.itertuples()]
    return lines


def warning_text(responses: Responses, sizes: pd.DataFrame | None = None, lang: str | None = None) -> list[str]:
    """Say what may be a mistake: names that are nearly the same, a guess at the encoding, sizes that meet no answers.

    Parameters
    ----------
    responses : Responses
    sizes : DataFrame, optional
        As :func:`culture_diag.read_team_sizes` gives them.
    lang : {"nl", "en"}, optional

    Returns
    -------
    list of str
        One sentence each; empty where nothing looks odd.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> from culture_diag.reading.responses import responses_from_frame
    >>> instrument = load_instrument("invitation-challenge")
    >>> frame = pd.DataFrame({"team": ["noord"], **{item.id: [4] for item in instrument.items}})
    >>> sizes = pd.DataFrame({"team": ["Nord"], "n_team": [9]})
    >>> warning_text(responses_from_frame(frame, instrument), sizes, "en")[0]
    'In the team sizes but without answers: Nord.'
    """
    lang = check_language(lang or default_language())
    warnings = responses.account[responses.account["what"].isin(WARNINGS)]
    lines = [_sentence(row, lang) for row in warnings.itertuples()]
    if sizes is None:
        return lines
    sizes = sizes_as_answered(sizes, responses)
    on = [key for key in ("school", "team", "wave") if key in sizes and key in responses.frame]
    listed, answered = (
        set(frame[on].astype(str).drop_duplicates().itertuples(index=False, name=None))
        for frame in (sizes, responses.frame)
    )
    if "wave" in on:  # a list of sizes holds for years: waves that are not here are told once
        other = {unit[-1] for unit in listed} - {unit[-1] for unit in answered}
        listed = {unit for unit in listed if unit[-1] not in other}
        if other:
            lines.append(text("reading.summary.sizes_of_other_waves", lang, names=", ".join(sorted(other))))
    for key, units in (("sizes_without_answers", listed - answered), ("answers_without_size", answered - listed)):
        if units:
            names = ", ".join(" – ".join(unit) for unit in sorted(units))
            lines.append(text(f"reading.summary.{key}", lang, names=names))
    return lines


def account_table(responses: Responses, *, lang: str | None = None) -> pd.DataFrame:
    """Tell file by file what was read, converted or left out.

    Parameters
    ----------
    responses : Responses
    lang : {"nl", "en"}, optional
        By default the user's language.

    Returns
    -------
    DataFrame of str
        A sentence a row, indexed by file; what was done after reading belongs to no file.

    Examples
    --------
    >>> from culture_diag.sample import load_sample
    >>> account_table(load_sample()[0], lang="en").loc["2025-10.xlsx"].iloc[0].tolist()
    ['16 items found.']
    """
    lang = check_language(lang or default_language())
    account = responses.account
    # What was done to several files at once comes last in the account; here it stands with its file.
    account = account.iloc[pd.factorize(account["file"])[0].argsort(kind="stable")]
    sentences = [_sentence(row, lang) for row in account.itertuples()]
    index = pd.Index(account["file"], name=text("tables.column.file", lang))
    return pd.DataFrame({text("tables.column.read", lang): sentences}, index=index)


def _codes(frame: pd.DataFrame, lang: str) -> list[str]:
    """Say whether people can be followed over waves by their code."""
    if "respondent" not in frame:
        return []
    known = frame.loc[frame["respondent"] != "", ["respondent", "wave"]]
    waves = known.groupby("respondent", observed=True)["wave"].nunique()
    several = int((waves > 1).sum())
    if waves.empty:
        return []
    if frame["wave"].nunique() < 2:
        return [count_text("codes.one_wave", len(waves), lang)]
    if not several:
        return [text("reading.codes.none_match", lang)]
    return [count_text("codes.match", several, lang)]


def _names(unit: object) -> list[str]:
    return [str(name) for name in unit if name] if isinstance(unit, tuple) else [str(unit)]


def count_text(key: str, count: int, lang: str, **values: object) -> str:
    """Say a text of the catalogue that counts something, with the number as the language writes it."""
    return text(f"reading.{key}", lang, count=count, number=number(count, lang, decimals=0), **values)


def _sentence(row: Any, lang: str) -> str:
    # The header of a column often ends as a sentence does, and so does ours.
    values: dict[str, object] = {"detail": row.detail.removesuffix(".")}
    if row.what in ("seconds_too_short", "minutes_too_short"):
        decimals = 0 if float(row.value).is_integer() else 1
        values |= {"header": row.detail, "middle": number(row.value, lang, decimals=decimals)}
    if row.what == "platform":
        name = text(f"reading.platform.{row.detail}", lang)
        values["detail"] = f"{name} ({row.value})" if row.value else name
    return count_text(f"account.{row.what}", row.count, lang, **values)
