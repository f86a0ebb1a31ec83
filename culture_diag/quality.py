"""Signs that answers were not given with attention: flags to look at, never a reason to remove anyone unasked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.errors import Problem, ResponseError
from culture_diag.i18n import check_language, default_language, text
from culture_diag.instrument import Instrument
from culture_diag.reading import NOT_APPLICABLE, Responses
from culture_diag.reading.common.table import Note
from culture_diag.reading.model import account_frame
from culture_diag.statistics.moments import Floats

Counts = NDArray[np.int16]
Flags = NDArray[np.bool_]

MAX_ROWS_LISTED = 10
"""How many rows are listed before the rest is counted."""

FLAGS = ("straight_lining", "fast", "many_missing", "duplicate")
"""The flags, in the order in which reasons name them."""

NOBODY_LEFT = "nobody_left"
"""Kind of the problem that all respondents would be left out."""


@dataclass(frozen=True)
class _Pattern:
    """What the answers of each respondent look like, in the order of the items."""

    answered: Counts
    declined: Counts
    longest_run: Counts
    contradicting_run: Counts
    sd: Floats
    one_place: Flags
    both_keyings: Flags


def flag_respondents(
    responses: Responses,
    *,
    same_answers: int = 8,
    contradicting_run: int = 10,
    long_run: int = 20,
    seconds_per_item: float = 2.0,
    most_missing: float = 0.5,
    identical_answers: int = 12,
    lang: str | None = None,
) -> pd.DataFrame:
    """Flag respondents whose answers show signs of little attention, or of having been entered twice.

    A flag is a question to look into, not a verdict: some who answered with care are flagged (fewer than one in a
    hundred in simulations at the defaults), and careless answers that vary are not found. Nothing is removed; see
    :func:`without_respondents` and :func:`culture_diag.compare_without_flagged`.

    Parameters
    ----------
    responses : Responses
    same_answers : int
        Straight-lining if all answered items, this many or more and of both keyings, have the same answer.
    contradicting_run : int
        Straight-lining also from a run of this many identical answers that holds items of both keyings, and so
        contradicts itself; an answer in the middle of the scale contradicts nothing and does not count.
    long_run : int
        Straight-lining also from any run this long. Well beyond the half of a questionnaire that is sometimes advised
        (Curran 2016), for in a contented team long runs of one answer are meant.
    seconds_per_item : float
        Fast if fewer seconds were taken for each item that was answered or declined (Huang et al. 2012: two).
    most_missing : float
        Many missing if more than this share (0-1) of the items has no answer.
    identical_answers : int
        A duplicate if an earlier row of the same team and wave has the same answer, or none, to each item, and at
        least so many were answered. With fewer items two people agree by chance. Rows with the same place on the scale
        for every item (after reversing) are left out: two who agree fully with everything need not be one.
        A respondent's code that is there already in the team and wave makes a row a duplicate too.
    lang : {"nl", "en"}, optional
        Language of error texts.

    Returns
    -------
    DataFrame
        Index of ``responses.frame``; columns:

        - ``longest_run`` (int): longest string of identical answers as given, in the order of the instrument, items
          without an answer skipped;
        - ``within_sd`` (float, points of the response scale): standard deviation (n - 1) of one's answers as given,
          over all items (intra-individual response variability); NaN under two answers;
        - ``share_missing`` (0-1): of all items; ``seconds`` (float): NaN where not known;
        - ``straight_lining``, ``fast``, ``many_missing``, ``duplicate`` (bool), and ``flagged``: any of them;
        - ``duplicate_of`` (Int64): index of the first such row, which itself is not flagged;
        - ``reasons`` (str): the flags' names joined with ``+``, empty for most.

    Raises
    ------
    ResponseError
        If a threshold lies outside its range.

    References
    ----------
    Curran (2016), doi:10.1016/j.jesp.2015.07.006; Meade & Craig (2012), doi:10.1037/a0028085; Huang, Curran, Keeney,
    Poposki & DeShon (2012), doi:10.1007/s10869-011-9231-8; Dunn, Heggestad, Shanock & Theilgard (2018),
    doi:10.1007/s10869-016-9479-0.

    Examples
    --------
    >>> import culture_diag as cd
    >>> instrument = cd.load_instrument("invitation-challenge")
    >>> frame = cd.simulate(instrument, teams=1, sizes=(6, 6), seed=1).responses.frame
    >>> frame.loc[2, [item.id for item in instrument.items]] = 4.0
    >>> flags = flag_respondents(cd.responses_from_frame(frame, instrument))
    >>> flags.loc[flags["flagged"], ["longest_run", "within_sd", "reasons"]]
       longest_run  within_sd          reasons
    2           16        0.0  straight_lining
    """
    thresholds = {"same_answers": same_answers, "contradicting_run": contradicting_run, "long_run": long_run,
                  "seconds_per_item": seconds_per_item, "identical_answers": identical_answers}  # fmt: skip
    _check(thresholds, most_missing, lang)
    pattern = _patterns(responses)
    items = len(responses.instrument.items)
    same = (pattern.longest_run == pattern.answered) & pattern.both_keyings & (pattern.answered >= same_answers)
    straight = same | (pattern.contradicting_run >= contradicting_run) | (pattern.longest_run >= long_run)
    frame = responses.frame
    seconds = frame["seconds"].to_numpy(dtype=float) if "seconds" in frame else np.full(len(frame), np.nan)
    missing = 1 - pattern.answered / items
    # Straight-liners repeat each other as a matter of course: they are flagged once, for that.
    eligible = (pattern.answered >= max(identical_answers, 1)) & ~straight & ~pattern.one_place
    first = _first_alike(responses, eligible)
    flags = {
        "straight_lining": straight,
        "fast": seconds < seconds_per_item * (pattern.answered + pattern.declined),  # an unknown time is not fast
        "many_missing": missing > most_missing,
        "duplicate": first >= 0,
    }
    index = frame.index
    columns: dict[str, Any] = {
        "longest_run": pattern.longest_run.astype(np.int64),
        "within_sd": pattern.sd,
        "share_missing": missing,
        "seconds": seconds,
        **flags,
        "flagged": np.logical_or.reduce(list(flags.values())),
        "duplicate_of": pd.array(index.to_numpy()[first], dtype="Int64"),
        "reasons": _reasons(flags),
    }
    columns["duplicate_of"][first < 0] = pd.NA
    return pd.DataFrame(columns, index=index)


def without_respondents(
    responses: Responses, flagged: pd.Series[Any] | Sequence[bool] | Flags, *, lang: str | None = None
) -> Responses:
    """Leave respondents out, and say so in the account; nothing else changes, also not which waves there are.

    Parameters
    ----------
    responses : Responses
    flagged : Series or array of bool
        One a respondent: True leaves it out. A Series must have the index of ``responses.frame``, as a column of
        :func:`flag_respondents` has.
    lang : {"nl", "en"}, optional
        Language of error texts.

    Returns
    -------
    Responses
        With a new RangeIndex.

    Raises
    ------
    ResponseError
        If `flagged` is not one True or False a respondent, or leaves nobody.

    Examples
    --------
    >>> import culture_diag as cd
    >>> responses = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(6, 6), seed=1).responses
    >>> left = without_respondents(responses, [True, False, False, False, False, False])
    >>> len(left.frame), left.account["what"].iloc[-1]
    (5, 'respondents_left_out')
    """
    out = _mask(responses, flagged, lang)
    if not out.any():
        return responses
    if out.all():
        raise ResponseError(Problem("nobody_left", {"n": len(out)}, kind=NOBODY_LEFT), lang=lang)
    note = account_frame([("", Note("respondents_left_out", int(np.count_nonzero(out))))])
    return replace(
        responses,
        frame=responses.frame[~out].reset_index(drop=True),
        missing=responses.missing[~out].reset_index(drop=True),
        account=pd.concat([responses.account, note], ignore_index=True),
        origin=None if responses.origin is None else responses.origin[~out].reset_index(drop=True),
    )


def flagged_text(responses: Responses, flags: pd.DataFrame | None = None, *, lang: str | None = None) -> list[str]:
    """Say which rows stand out and why, so that the advisor can look them up; never what anybody answered.

    Parameters
    ----------
    flags : DataFrame, optional
        As :func:`flag_respondents` gives them, which is the default.

    Returns
    -------
    list of str
        A line a reason and file: rows as a spreadsheet counts them where it is known where the answers come from, else
        the order of ``responses.frame``; at most ten, then how many more. One line where nobody stands out. For the
        advisor's eyes alone: a row may be somebody.

    Examples
    --------
    >>> import culture_diag as cd
    >>> instrument = cd.load_instrument("invitation-challenge")
    >>> frame = cd.simulate(instrument, teams=1, sizes=(6, 6), seed=1).responses.frame
    >>> frame.loc[2, [item.id for item in instrument.items]] = 4.0
    >>> flagged_text(cd.responses_from_frame(frame, instrument), lang="en")
    ['Standing out: row 4 (the same answer everywhere, or for very long).']
    """
    lang = check_language(lang or default_language())
    flags = flag_respondents(responses, lang=lang) if flags is None else flags
    where = responses.origin
    if where is None:
        where = pd.DataFrame({"file": "", "row": np.arange(1, len(flags) + 1)})
    several = where["file"].nunique() > 1
    lines = []
    for reason in FLAGS:
        flagged = where[flags[reason].to_numpy(dtype=bool)]
        for file, rows in flagged["row"].groupby(flagged["file"], sort=False, observed=True):
            more = len(rows) - MAX_ROWS_LISTED
            words = {"why": text(f"reading.flagged.{reason}", lang), "file": file,
                     "rows": ", ".join(map(str, rows.tolist()[:MAX_ROWS_LISTED])), "count": len(rows)}  # fmt: skip
            words["rows"] += f" {text('reading.flagged.more', lang, number=more)}" if more > 0 else ""
            kind = "unplaced" if responses.origin is None else "of_file" if several else "of_one"
            lines.append(text(f"reading.flagged.{kind}", lang, **words))
    return lines or [text("reading.flagged.nobody", lang)]


def _patterns(responses: Responses) -> _Pattern:
    """Walk over the items once, in the order of the instrument, for all respondents at the same time."""
    scale, frame = responses.instrument.response_scale, responses.frame
    rows, mirror = len(frame), scale.minimum + scale.maximum
    last, place = np.full(rows, np.nan), np.full(rows, np.nan)
    run, longest, contradicting, answered, declined = (np.zeros(rows, dtype=np.int16) for _ in range(5))
    run_plain, run_reverse, any_plain, any_reverse = (np.zeros(rows, dtype=bool) for _ in range(4))
    one_place, total = np.ones(rows, dtype=bool), np.zeros(rows)
    for item in responses.instrument.items:
        answer = frame[item.id].to_numpy(dtype=float)
        given = ~np.isnan(answer)
        again = answer == last  # never where there is no answer
        begins = given & ~again
        run += given
        run[begins] = 1
        run_plain &= ~begins
        run_reverse &= ~begins
        (run_reverse if item.reverse_keyed else run_plain)[given] = True
        (any_reverse if item.reverse_keyed else any_plain)[given] = True
        np.maximum(longest, run, out=longest)
        counts = run_plain & run_reverse & (answer * 2 != mirror)
        np.maximum(contradicting, run, out=contradicting, where=counts & given)
        keyed = mirror - answer if item.reverse_keyed else answer
        one_place &= ~given | np.isnan(place) | (keyed == place)
        np.copyto(last, answer, where=given)
        np.copyto(place, keyed, where=given)
        np.add(total, answer, out=total, where=given)
        answered += given
        declined += responses.missing[item.id].to_numpy() == NOT_APPLICABLE
    sd = _spread(frame, responses.instrument, total, answered)
    return _Pattern(answered, declined, longest, contradicting, sd, one_place, any_plain & any_reverse)


def _spread(frame: pd.DataFrame, instrument: Instrument, total: Floats, answered: Counts) -> Floats:
    """Return the standard deviation of each respondent's answers, about the mean: exactly 0 where all are alike."""
    mean = total / np.maximum(answered, 1)
    squares = np.zeros(len(frame))
    for item in instrument.items:
        strayed = frame[item.id].to_numpy(dtype=float) - mean
        strayed *= strayed
        np.add(squares, strayed, out=squares, where=~np.isnan(strayed))
    spread: Floats = np.sqrt(squares / np.maximum(answered - 1, 1))
    spread[answered < 2] = np.nan
    return spread


def _first_alike(responses: Responses, eligible: Flags) -> NDArray[np.intp]:
    """Return the position of the first row that a row repeats, within team and wave; -1 for most."""
    frame = responses.frame
    keys = [key for key in ("board", "school", "team", "wave") if key in frame]
    items = [item.id for item in responses.instrument.items]
    first = np.full(len(frame), -1, dtype=np.intp)
    # A sum with random weights tells nearly all rows apart; only those that share one are compared in full.
    at = np.flatnonzero(eligible)
    prints = _fingerprint(frame, items)[at]
    at = at[pd.Series(prints).duplicated(keep=False).to_numpy()]
    _note_repeats(first, frame.iloc[at][[*keys, *items]], at)
    if "respondent" in frame:
        codes = frame["respondent"]
        at = np.flatnonzero((codes != "").to_numpy() & codes.duplicated(keep=False).to_numpy())
        _note_repeats(first, frame.iloc[at][[*keys, "respondent"]], at)
    return first


def _fingerprint(frame: pd.DataFrame, items: Sequence[str]) -> Floats:
    weights = np.random.default_rng(0).uniform(1, 2, size=(len(items), 2))
    prints = np.zeros(len(frame))
    for item, (weight, none) in zip(items, weights, strict=True):
        answer = frame[item].to_numpy(dtype=float)
        prints += np.where(np.isnan(answer), none, weight * answer)
    return prints


def _note_repeats(first: NDArray[np.intp], rows: pd.DataFrame, at: NDArray[np.intp]) -> None:
    """Write into `first`, for each of `rows` (which lie at `at`) that repeats another, where the first one lies."""
    if not len(rows):
        return
    groups = rows.groupby(list(rows.columns), dropna=False, observed=True, sort=False).ngroup().to_numpy()
    _, opens, where = np.unique(groups, return_index=True, return_inverse=True)
    repeats = opens[where] != np.arange(len(rows))
    first[at[repeats]] = at[opens[where][repeats]]


def _reasons(flags: dict[str, Flags]) -> NDArray[np.object_]:
    words = ["+".join(name for bit, name in enumerate(FLAGS) if which >> bit & 1) for which in range(2 ** len(FLAGS))]
    which = np.zeros(len(flags[FLAGS[0]]), dtype=np.intp)
    for bit, name in enumerate(FLAGS):
        which |= flags[name].astype(np.intp) << bit
    reasons: NDArray[np.object_] = np.array(words, dtype=object)[which]
    return reasons


def _mask(responses: Responses, flagged: object, lang: str | None) -> Flags:
    index = responses.frame.index
    right = np.ndim(flagged) == 1 and len(flagged) == len(index)  # type: ignore[arg-type]
    if right and isinstance(flagged, pd.Series):
        right = flagged.index.equals(index)
    values = pd.Series(flagged, index=index) if right else pd.Series(dtype=bool)
    if not right or values.isna().any() or not pd.api.types.is_bool_dtype(values.dtype):
        raise ResponseError.of("flagged_not_a_mask", lang=lang, rows=len(index))
    return values.to_numpy(dtype=bool)


def _check(thresholds: dict[str, float], most_missing: float, lang: str | None) -> None:
    problems = [
        Problem("quality_threshold", {"name": name, "asked": asked})
        for name, asked in thresholds.items()
        if not _at_least_zero(asked)
    ]
    if not (_at_least_zero(most_missing) and most_missing <= 1):
        problems.append(Problem("quality_share", {"name": "most_missing", "asked": most_missing}))
    if problems:
        raise ResponseError(problems, lang=lang)


def _at_least_zero(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and bool(0 <= value < np.inf)
