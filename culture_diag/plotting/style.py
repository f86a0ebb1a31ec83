"""How pictures for paper look: sizes for a page and for a room, looks of teams side by side, glyphs that exist.

The colours of quadrants are those of the screen too: :mod:`culture_diag.story.quadrant_looks`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from culture_diag.errors import CultureDiagError
from culture_diag.i18n.safe_text import JOINERS
from culture_diag.story.phrases import clean_name
from culture_diag.story.quadrant_looks import Look

FAMILY = "DejaVu Sans"
"""Bundled with matplotlib, so a picture is the same on every machine."""

TEAM_LOOKS = (
    Look("o", "#0072b2", "#00466e", "#ffffff"),
    Look("s", "#e69f00", "#805800", "#ffffff", 0.85),
    Look("^", "#1f2328", "#000000", "#ffffff", 1.15),
    Look("D", "#cc79a7", "#7d3f61", "#ffffff", 0.75),
    Look("v", "#56b4e9", "#22688f", "#ffffff", 1.15),
    Look("P", "#b3471b", "#6e2a0d", "#ffffff", 1.1),
)
"""Okabe and Ito's colours, for teams side by side."""


@dataclass(frozen=True)
class Style:
    """Sizes in points: of letters, markers, lines, the square plane, and the page of a wide picture.

    `column` is the width of the words beside a square plane; zero puts them below it.
    """

    name: str
    title: float
    base: float
    small: float
    label: float
    least: float
    heading: float
    marker: float
    line: float
    side: float
    column: float
    page: float

    @property
    def labels(self) -> tuple[tuple[int, float], ...]:
        """Up to how many teams which letter: a crowd gets smaller letters, never below `least`."""
        return (8, self.label), (16, (self.label + self.least) / 2), (10**9, self.least)


STYLES = {
    "print": Style("print", 12.5, 8.5, 7.5, 8.5, 7.0, 11.0, 7.0, 1.0, 450, 0, 518),
    "room": Style("room", 25.0, 16.0, 14.0, 16.0, 13.0, 21.0, 14.0, 2.0, 444, 400, 960),
}


def get_style(name: str, lang: str) -> Style:
    """Return the sizes of a style, or say which there are.

    Raises
    ------
    CultureDiagError
        If the style is unknown.

    Examples
    --------
    >>> get_style("room", "en").base > get_style("print", "en").base
    True
    """
    if name not in STYLES:
        raise CultureDiagError.of("plot_unknown_style", lang=lang, asked=name, known=", ".join(STYLES))
    return STYLES[name]


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(findfont(FontProperties(family=FAMILY))).get_charmap())


def drawable(words: str) -> str:
    r"""Make words of any origin fit for one drawn line: clean, and a box for what the font lacks.

    Examples
    --------
    >>> drawable("Team\n$x$ 🎉")
    'Team $x$ □'
    """
    # Marks above or below a letter that have no letter of their own with it are drawn beside it: better without.
    kept = (sign for sign in clean_name(str(words)) if sign not in JOINERS and unicodedata.category(sign) != "Mn")
    return "".join(sign if ord(sign) in _glyphs() else "□" for sign in kept).strip() or "□"
