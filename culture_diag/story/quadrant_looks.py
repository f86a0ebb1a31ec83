"""The colour and shape of each quadrant, by its corner of the plane, on paper and on a screen alike.

A corner is ``low_low`` ... ``high_high``, never a name, so that any instrument can be drawn. Colours differ in
lightness as well as in hue: they stay apart for a colour-blind reader and on a grey printer, and the shape says the
same once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from culture_diag.instrument.model import POSITIONS

if TYPE_CHECKING:
    from culture_diag.instrument import QuadrantModel

INK, QUIET, FAINT, PAPER = "#1f2328", "#5a6068", "#c9cdd2", "#ffffff"


@dataclass(frozen=True)
class Look:
    """Marker (as matplotlib names it), fill, edge (also used for words) and tint of one corner.

    `area` evens out the sizes of the shapes.
    """

    marker: str
    color: str
    dark: str
    tint: str
    area: float = 1.0


QUADRANT_LOOKS = {
    "low_low": Look("s", "#3f3d7d", "#2b2a5c", "#edecf5", 0.85),
    "low_high": Look("^", "#e5ad33", "#7d5800", "#fdf4df", 1.15),
    "high_low": Look("D", "#dc6a43", "#98390f", "#fcece5", 0.75),
    "high_high": Look("o", "#0a7a63", "#00513f", "#e2f1ec", 1.0),
}

NEUTRAL = Look("X", "#8a9098", "#50565e", "#f3f4f5")
"""For a team of whose quadrant nothing is said."""


def looks_of(model: QuadrantModel) -> dict[str, Look]:
    """Map the id of each quadrant to its look.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> model = load_instrument("invitation-challenge").quadrants[0]
    >>> {name: look.marker for name, look in looks_of(model).items()}
    {'apathetic': 's', 'cosy': '^', 'discouraging': 'D', 'growth': 'o'}
    """
    return {cell.id: QUADRANT_LOOKS[corner] for cell, corner in zip(model.quadrants, POSITIONS, strict=True)}
