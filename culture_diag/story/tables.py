"""The short tables, in words and rounded figures: the teams of a wave, the sentences of each unit, and a plan."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from culture_diag.disclosure import Release, require_release
from culture_diag.i18n import check_language, number, percent, text
from culture_diag.planning import Plan, gate_counts
from culture_diag.story.phrases import chance_text, clean_name, join_words, why_hidden
from culture_diag.story.plans import points_text
from culture_diag.story.selection import hidden_reason, records_of
from culture_diag.story.team_point import BORDERLINE
from culture_diag.story.team_sentences import team_parts
from culture_diag.story.units import UNITS, Level, Lookup, scales_in_order

if TYPE_CHECKING:
    from culture_diag.instrument import QuadrantModel

PLAN_ROWS = 8
PLAN_COLUMNS = ("n", "response", "gate", "half", "change", "label")


def summary_table(release: Release, *, wave: str | None = None, lang: str = "nl") -> pd.DataFrame:
    """Put each team of a wave on one line: n, response, scores, quadrant with its probability, change.

    Parameters
    ----------
    release : Release
    wave : str, optional
        By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        One row a team, in the order of the release; headings and cells in `lang`. A hidden team has its name and the
        reason, and no figures.

    Raises
    ------
    DisclosureError
        If `release` is no release.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> summary_table(cd.release(cd.diagnose(sample.responses)), lang="en").columns.tolist()
    ['team', 'n', 'response', 'invitation', 'challenge', 'culture of the team (probability)', 'since last time']
    """
    require_release(release, lang=lang)
    asked = release.latest if wave is None else wave
    rows = release.teams[release.teams["wave"].astype(str) == asked]
    scales = scales_in_order(release)
    head = [text(f"story.heading.{key}", lang) for key in ("team", "n", "response")]
    head += [release.instrument.scale(scale).name[lang] for scale in scales]
    if release.model is not None:
        head.append(text("story.heading.quadrant", lang, name=release.model.name[lang]))
    head.append(text("story.heading.change", lang))
    lookup = Lookup(release)
    lines = [_line(row, lookup, scales, str(asked), lang) for row in rows.to_dict("records")]
    return pd.DataFrame(lines, columns=head)


def quadrant_words(row: Mapping[Hashable, Any], model: QuadrantModel, lang: str) -> str:
    """Say where a unit stands and how probable that is; between two quadrants both are named.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> model = load_instrument("invitation-challenge").quadrants[0]
    >>> row = {"label": "borderline", "quadrant": "cosy", "runner_up": "growth", "p_cosy": 0.6, "p_growth": 0.4}
    >>> quadrant_words(row, model, "nl")
    'tussen knus (6 op 10) en groei (4 op 10)'
    """
    if pd.isna(row["label"]):
        low = row.get("response_gate") == "no_label"
        return text("story.low_response" if low else "story.no_label", lang)

    def likely(quadrant: str) -> str:
        chance = chance_text(float(row[f"p_{quadrant}"]), lang)
        return text("story.quadrant", lang, name=model.quadrant(quadrant).short[lang], chance=chance)

    first, second = likely(row["quadrant"]), likely(row["runner_up"])
    return text("story.between", lang, first=first, second=second) if row["label"] == BORDERLINE else first


def change_words(row: Mapping[str, Any], release: Release, scales: list[str], lang: str) -> str:
    """Say which scales went up or down beyond doubt."""
    changes = []
    for scale in scales:
        direction, name = row[f"{scale}_direction"], release.instrument.scale(scale).name[lang]
        if direction != "unclear":
            change = number(row[f"{scale}_change"], lang, decimals=release.settings.decimals, signed=True)
            changes.append(text(f"story.change.{direction}", lang, scale=name, change=change))
    return join_words(changes, lang) if changes else text("story.change.unclear", lang)


def _line(row: Mapping[Hashable, Any], lookup: Lookup, scales: list[str], wave: str, lang: str) -> list[str]:
    release = lookup.release
    name = clean_name(str(row["name"]))
    blanks = [""] * len(scales)
    if row["suppressed"]:
        why = why_hidden(hidden_reason(row), lang, min_n=release.settings.min_n)
        return [name, "", "", *blanks, *([why, ""] if release.model is not None else [why])]
    rate = row["response_rate"]
    cells = [name, str(row["n"]), "" if pd.isna(rate) else percent(float(rate), lang)]
    cells += [number(float(row[scale]), lang, decimals=release.settings.decimals) for scale in scales]
    if release.model is not None:
        cells.append(quadrant_words(row, release.model, lang))
    moved = lookup.move("team", str(row["name"]), wave)
    return [*cells, "" if moved is None else change_words(moved, release, scales, lang)]


def sentence_table(release: Release, lang: str) -> pd.DataFrame:
    """Put what is said of each team, school and board in the last wave on one row.

    Returns
    -------
    DataFrame
        ``level, name, wave, said``; the sentences are parted by line ends.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> sentence_table(cd.release(cd.diagnose(sample.responses)), "en")[["level", "name"]].to_numpy().tolist()
    [['team', 'team 1'], ['team', 'team 2']]
    """
    rows, lookup = [], Lookup(release)
    for key, column in UNITS.items():
        level = cast(Level, key)
        for row in records_of(getattr(release, column), release.latest):
            parts = team_parts(release, str(row["name"]), level=level, lang=lang, lookup=lookup)
            said = "\n".join(sentence for part in parts.values() for sentence in part)
            rows.append((level, str(row["name"]), release.latest, said))
    return pd.DataFrame(rows, columns=["level", "name", "wave", "said"])


def plan_table(plan: Plan, *, lang: str = "nl") -> pd.DataFrame:
    """Put some numbers of answers on a row each: from the least that is shown to everyone.

    Parameters
    ----------
    plan : Plan
        As :func:`culture_diag.plan` gives it.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame of str
        At most eight rows, among them the numbers from which a label is given and the response is fine. Columns, in
        words: answers, response, whether that is enough, margin of the mean, smallest difference between two
        measurements that counts, and the chance of a label at the distance of the plan.

    Examples
    --------
    >>> from culture_diag.planning import plan
    >>> table = plan_table(plan(12), lang="en")
    >>> table.iloc[:, 0].tolist(), table.iloc[-1].tolist()
    (['5', '6', '7', '8', '9', '10', '11', '12'], ['12', '100%', 'good', '± 0.4', '0.5', 'nearly 10 in 10'])
    """
    check_language(lang)
    shown = plan.frame[plan.frame["n"] >= min(plan.min_n, plan.team_size)]
    rows = shown if len(shown) <= PLAN_ROWS else _even_rows(shown, plan)
    cells = [_plan_cells(row, plan, lang) for row in rows.to_dict("records")]
    return pd.DataFrame(cells, columns=[text(f"story.plan_column.{column}", lang) for column in PLAN_COLUMNS])


def _plan_cells(row: Mapping[Hashable, Any], plan: Plan, lang: str) -> tuple[str, ...]:
    head = str(int(row["n"])), percent(row["response_rate"], lang)
    no_label = text("story.plan_column.no_label", lang)
    if row["n"] < plan.min_n:
        # Of what is not shown, no margin and no chance may be promised.
        nothing = text("words.no_number", lang)
        return *head, text("story.plan_column.too_few", lang), nothing, nothing, no_label
    return (
        *head,
        text(f"story.code.response_gate_{row['response_gate']}", lang),
        _plan_points(row["half_width"], plan, lang, sign="± "),
        _plan_points(row["smallest_change"], plan, lang),
        no_label if row["response_gate"] == "no_label" else chance_text(row["firm_label"], lang),
    )


def _even_rows(shown: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Take the numbers that mean something, and of the others so many that the steps are about even."""
    counts = shown["n"].tolist()
    kept = {counts[0], counts[-1], *(n for n in gate_counts(plan) if n in counts)}
    while len(kept) < PLAN_ROWS:
        # The number that lies farthest from those already there.
        kept.add(max(counts, key=lambda n: min(abs(n - other) for other in kept)))
    return shown[shown["n"].isin(kept)]


def _plan_points(value: float, plan: Plan, lang: str, *, sign: str = "") -> str:
    return text("words.no_number", lang) if pd.isna(value) else sign + points_text(value, plan, lang)
