"""Whether another label is another culture, or only another side of a line."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.instrument import QuadrantModel

NONE, REAL, NOISE = "none", "real", "noise"


def judge_label_changes(
    before: pd.Series,
    after: pd.Series,
    *,
    changed: NDArray[np.bool_],
    cuts_moved: NDArray[np.bool_],
    model: QuadrantModel,
) -> pd.Series:
    """Say of each step what another label means.

    Parameters
    ----------
    before, after : Series of str
        Labels: ids of quadrants, ``borderline``, or NA.
    changed : (steps, 2) array of bool
        Whether the unit changed on each axis of the model.
    cuts_moved : (steps,) array of bool
        Whether the lines lie elsewhere in the later wave: then another label says nothing of the unit.
    model : QuadrantModel

    Returns
    -------
    Series of str
        ``none`` (same label), ``real`` (changed on an axis on which the two differ; with a borderline label that may be
        either), ``noise``, or NA where a label is missing or the cuts moved.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> model = load_instrument("invitation-challenge").quadrants[0]
    >>> before, after = (pd.Series([label] * 2, dtype="string") for label in ("cosy", "growth"))
    >>> moved = np.array([[True, False], [False, True]])  # more challenge; only more invitation
    >>> judge_label_changes(before, after, changed=moved, cuts_moved=np.zeros(2, bool), model=model).tolist()
    ['real', 'noise']
    """
    place = {quadrant.id: (at // 2, at % 2) for at, quadrant in enumerate(model.quadrants)}
    # A label that is no quadrant lies on neither side: it differs from every other on both axes.
    sides = [np.array([place.get(label, (9, 9)) for label in labels.fillna("")]) for labels in (before, after)]
    differ = (sides[0] != sides[1]) | (sides[0] == 9) | (sides[1] == 9)
    real = (changed & differ.reshape(changed.shape)).any(axis=1)
    same = (before == after).fillna(False).to_numpy(dtype=bool)
    judged = pd.Series(np.select([same, real], [NONE, REAL], NOISE), index=before.index, dtype="string")
    return judged.where(before.notna() & after.notna() & ~cuts_moved)
