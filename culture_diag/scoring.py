"""From answers to scores: reverse by declared bounds, average what was answered, leave out who answered too little."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.instrument import Instrument, Item
from culture_diag.reading import Responses
from culture_diag.statistics.moments import Floats
from culture_diag.statistics.placement import CUT_EPS


def score(responses: Responses) -> pd.DataFrame:
    """Score every respondent on every scale.

    A reverse-keyed answer r becomes a + b - r, with a and b the instrument's declared bounds. The composite is the
    mean of the answered items, and missing where fewer than ``ceil(min_answered * k)`` of the k items were answered.

    Returns
    -------
    DataFrame
        Index of ``responses.frame``; one column a scale, in response-scale points (a to b), NaN where not valid.

    Examples
    --------
    >>> from culture_diag import load_instrument, responses_from_frame
    >>> instrument = load_instrument("learning-process-outcome")
    >>> answers = dict.fromkeys(["pro1", "pro2", "pro3", "pro4", "out1", "out2", "out3"], [4.0]) | {"out4": [None]}
    >>> frame = pd.DataFrame({"team": ["a"], "wave": ["1"], **answers})
    >>> score(responses_from_frame(frame, instrument)).round(2).to_dict("list")
    {'process': [3.25], 'outcome': [4.0]}
    """
    instrument = responses.instrument
    columns = {
        scale.id: composite(responses.frame, scale.items, needed=scale.needed(len(scale.items)), instrument=instrument)
        for scale in instrument.scales
    }
    return pd.DataFrame(columns, index=responses.frame.index, copy=False)


def score_facets(responses: Responses) -> pd.DataFrame:
    """Score every respondent on every facet, by the same rule on the facet's own items.

    Returns
    -------
    DataFrame
        Index of ``responses.frame``; columns a MultiIndex (``scale``, ``facet``); empty of columns without facets.

    Examples
    --------
    >>> from culture_diag import load_instrument, responses_from_frame
    >>> instrument = load_instrument("invitation-challenge")
    >>> frame = pd.DataFrame({"team": ["a"], "wave": ["1"], **{item.id: [4.0] for item in instrument.items}})
    >>> score_facets(responses_from_frame(frame, instrument))[("invitation", "mistakes")].tolist()
    [3.0]
    """
    instrument = responses.instrument
    columns: dict[tuple[str, str], Floats] = {}
    for scale in instrument.scales:
        for facet in scale.facets:
            items = scale.items_of(facet.id)
            needed = scale.needed(len(items))
            columns[scale.id, facet.id] = composite(responses.frame, items, needed=needed, instrument=instrument)
    names = pd.MultiIndex.from_tuples(list(columns), names=["scale", "facet"])
    return pd.DataFrame(dict(enumerate(columns.values())), index=responses.frame.index).set_axis(names, axis=1)


def composite(frame: pd.DataFrame, items: Sequence[Item], *, needed: int, instrument: Instrument) -> Floats:
    """Average the answered items of one scale or facet, reverse-keyed ones mirrored in the declared bounds.

    Parameters
    ----------
    frame : DataFrame
        One float column an item, as answered.
    needed : int
        Fewest answered items for a valid composite.
    instrument : Instrument
        Declares the bounds.

    Returns
    -------
    (rows,) array
        NaN where fewer than `needed` items were answered.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> frame = pd.DataFrame({"inv1": [5.0, np.nan], "inv2": [2.0, 2.0]})
    >>> composite(frame, instrument.scales[0].items[:2], needed=2, instrument=instrument).tolist()
    [4.5, nan]
    """
    total = np.zeros(len(frame))
    answered: NDArray[np.int16] | None = None
    for item in items:
        # Column by column: a matrix of all items would hold the whole answers a second time.
        answer = keyed_answer(frame, item, instrument=instrument)
        gaps = np.isnan(answer)
        if gaps.any():
            if answered is None:
                answered = np.full(len(frame), len(items), dtype=np.int16)
            answered -= gaps
            answer = np.where(gaps, 0.0, answer)
        total += answer
    if answered is None:
        return total / len(items)
    unknown = np.full(len(frame), np.nan)
    # At least one, whatever is needed: of no answers there is no mean.
    mean: Floats = np.divide(total, answered, out=unknown, where=answered >= max(needed, 1))
    return mean


def keyed_answer(frame: pd.DataFrame, item: Item, *, instrument: Instrument) -> Floats:
    """Return the answers to one item, mirrored in the declared bounds where it is reverse-keyed.

    Parameters
    ----------
    frame : DataFrame
        One float column an item, as answered.
    instrument : Instrument
        Declares the bounds.

    Returns
    -------
    (rows,) array
        NaN where there is no answer.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> frame = pd.DataFrame({"inv2": [2.0, np.nan]})
    >>> keyed_answer(frame, instrument.item("inv2"), instrument=instrument).tolist()
    [4.0, nan]
    """
    answer = frame[item.id].to_numpy(dtype=float)
    bounds = instrument.response_scale
    # Never by the lowest and highest answer found, as psych does: where nobody chose 5, every score would shift.
    return bounds.minimum + bounds.maximum - answer if item.reverse_keyed else answer


def quadrant_of(x: Floats, y: Floats, *, cuts: tuple[Floats | float, Floats | float]) -> NDArray[np.int8]:
    """Return the cell of each point: 0 to 3 as little-little, little-much, much-little, much-much; -1 where unknown.

    A score on the cut counts as much.

    Examples
    --------
    >>> quadrant_of(np.array([3.0, 2.9, np.nan]), np.array([2.0, 3.0, 4.0]), cuts=(3.0, 3.0)).tolist()
    [2, 1, -1]
    """
    cells = 2 * (x >= cuts[0] - CUT_EPS) + (y >= cuts[1] - CUT_EPS)
    return np.where(np.isnan(x) | np.isnan(y), -1, cells).astype(np.int8)
