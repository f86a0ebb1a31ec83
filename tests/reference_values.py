"""R's reference values: of made-up answers in tests/oracle, always there, and of public data that may lie beside."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

MADE_UP = Path(__file__).parent / "oracle"
# Not ours to hand on: run too wherever the folder is there.
PUBLIC = Path(__file__).parents[2] / "shared" / "oracle"

# By name, so that a file of ours that is gone fails instead of leaving its cases out.
MADE_UP_NAMES = ("balanced", "edges", "staff", "strata", "waves")

Case = TypeVar("Case", str, tuple[Any, ...])


def read_expected(name: str) -> dict[str, Any]:
    file = MADE_UP / f"{name}.json" if name in MADE_UP_NAMES else PUBLIC / "expected" / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))


def read_answers(name: str) -> pd.DataFrame:
    file = MADE_UP / f"{name}.csv" if name in MADE_UP_NAMES else PUBLIC / "data" / f"{name}.csv"
    # Read as text first: the default parser of pandas before 3.1 may miss the last bit of a double.
    return pd.read_csv(file, dtype=str).apply(_numbers)


def of_those_there(cases: Iterable[Case]) -> list[Case]:
    """Return the cases whose reference values are there; a case, or what it begins with, is the name of the values."""
    return [case for case in cases if _is_there((case if isinstance(case, str) else case[0]).split()[0])]


def keyed_items(answers: pd.DataFrame, block: dict[str, Any]) -> pd.DataFrame:
    """Return the items of R's block of reliability, the reverse-keyed ones mirrored by the declared bounds."""
    items = answers[block["item_names"]].copy()
    for column, direction in zip(block["item_names"], block["keys"], strict=True):
        if direction < 0:
            items[column] = block["scale_min"] + block["scale_max"] - items[column]
    return items


def with_gaps(items: pd.DataFrame) -> pd.DataFrame:
    """Return the items of a public scale with the gaps R was given there."""
    row, item = np.indices(items.shape) + 1
    return items.mask((7 * row + 13 * item) % 29 == 0)


def in_order_of(labels: Iterable[str], by_team: pd.Series) -> list[Any]:
    """Return values by team in R's order; R writes numbers as text."""
    by_text = {label_in_r(label): value for label, value in by_team.items()}
    assert set(labels) <= set(by_text)
    return [by_text[label] for label in labels]


def label_in_r(label: object) -> str:
    return f"{label:g}" if isinstance(label, float) else str(label)


def _is_there(name: str) -> bool:
    return name in MADE_UP_NAMES or (PUBLIC / "expected" / f"{name}.json").is_file()


def _numbers(column: pd.Series) -> pd.Series:
    try:
        return column.astype(float)
    except ValueError:
        return column
