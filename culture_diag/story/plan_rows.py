"""A plan as a short table: for a number of answers, what a measurement can show."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from culture_diag.i18n import check_language, percent, text
from culture_diag.planning import Plan, gate_counts, points_text
from culture_diag.story.tables import chance

ROWS = 8
COLUMNS = ("n", "response", "gate", "half", "change", "label")


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
    rows = shown if len(shown) <= ROWS else _chosen(shown, plan)
    cells = [_cells(row, plan, lang) for row in rows.to_dict("records")]
    return pd.DataFrame(cells, columns=[text(f"report.plan_column.{column}", lang) for column in COLUMNS])


def _cells(row: Mapping[Hashable, Any], plan: Plan, lang: str) -> tuple[str, ...]:
    head = str(int(row["n"])), percent(row["response_rate"], lang)
    no_label = text("report.plan_column.no_label", lang)
    if row["n"] < plan.min_n:
        # Of what is not shown, no margin and no chance may be promised.
        nothing = text("words.no_number", lang)
        return *head, text("report.plan_column.too_few", lang), nothing, nothing, no_label
    return (
        *head,
        text(f"report.code.response_gate_{row['response_gate']}", lang),
        _points(row["half_width"], plan, lang, sign="± "),
        _points(row["smallest_change"], plan, lang),
        no_label if row["response_gate"] == "no_label" else chance(row["firm_label"], lang),
    )


def _chosen(shown: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Take the numbers that mean something, and of the others so many that the steps are about even."""
    counts = shown["n"].tolist()
    kept = {counts[0], counts[-1], *(n for n in gate_counts(plan) if n in counts)}
    while len(kept) < ROWS:
        # The number that lies farthest from those already there.
        kept.add(max(counts, key=lambda n: min(abs(n - other) for other in kept)))
    return shown[shown["n"].isin(kept)]


def _points(value: float, plan: Plan, lang: str, *, sign: str = "") -> str:
    return text("words.no_number", lang) if pd.isna(value) else sign + points_text(value, plan, lang)
