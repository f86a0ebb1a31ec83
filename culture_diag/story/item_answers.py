"""What the people of a team answered, item by item, and what their answers are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from culture_diag.i18n import number
from culture_diag.story.selection import records_of

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument.model import ResponseScale


@dataclass(frozen=True)
class ItemAnswers:
    """What may be shown of one team's answers to one item; None where a figure is unknown."""

    n: int | None
    not_applicable: int | None
    mean: float | None
    classes: tuple[tuple[float, float, float], ...]
    """Lowest code, highest code and share of each class of answers, in order of their codes."""


def shown_answers(release: Release, wave: str, name: str | None = None) -> dict[str, dict[str, ItemAnswers]]:
    """Gather the answers of one wave that may be shown, by name of the team and id of the item.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> answers = shown_answers(release(diagnose(responses, team_sizes=sizes)), "2026-04")
    >>> answers["Esdoorn"]["inv1"].mean, "Zorgteam" in answers
    (4.0, False)
    """
    classes: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for row in records_of(release.distributions, wave, name):
        part = float(row["low_code"]), float(row["high_code"]), float(row["share"])
        classes.setdefault((str(row["name"]), str(row["item"])), []).append(part)
    answers: dict[str, dict[str, ItemAnswers]] = {}
    for row in records_of(release.items, wave, name):
        team, item = str(row["name"]), str(row["item"])
        if bool(row["suppressed"]) or (pd.isna(row["mean"]) and (team, item) not in classes):
            continue
        n, not_applicable = (None if pd.isna(row[key]) else int(row[key]) for key in ("n", "n_not_applicable"))
        mean = None if pd.isna(row["mean"]) else float(row["mean"])
        shares = tuple(sorted(classes.get((team, item), ())))
        answers.setdefault(team, {})[item] = ItemAnswers(n, not_applicable, mean, shares)
    return answers


def class_name(answers: ResponseScale, low: float, high: float, lang: str) -> str:
    """Name a class of answers: its label if it is one labelled code, else its codes.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> answers = load_instrument("invitation-challenge").response_scale
    >>> class_name(answers, 5, 5, "en"), class_name(answers, 1, 3, "en")
    ('strongly agree', '1–3')
    """
    label = next((point.label[lang] for point in answers.points if low == high == point.code), None)
    return label or codes_of(low, high, lang)


def codes_of(low: float, high: float, lang: str) -> str:
    """Write the codes of a class.

    Examples
    --------
    >>> codes_of(1, 3, "nl"), codes_of(4, 4, "nl"), codes_of(2.5, 3, "nl")
    ('1–3', '4', '2,5–3')
    """
    ends = [number(code, lang, decimals=0 if float(code).is_integer() else 1) for code in (low, high)]
    return ends[0] if low == high else "–".join(ends)
