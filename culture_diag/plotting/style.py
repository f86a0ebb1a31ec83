"""How every picture looks: colours and shapes by place, sizes for paper and for a room, glyphs that exist.

A place is a corner of the plane (``low_low`` ... ``high_high``), never a name, so that any instrument can be drawn.
Colours differ in lightness as well as in hue: they stay apart for a colour-blind reader and on a grey printer, and
the shape says the same once more.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from culture_diag.errors import CultureDiagError
from culture_diag.instrument.model import POSITIONS

if TYPE_CHECKING:
    from culture_diag.instrument import QuadrantModel

FAMILY = "DejaVu Sans"
"""Bundled with matplotlib, so a picture is the same on every machine."""

INK, QUIET, FAINT, PAPER = "#1f2328", "#5a6068", "#c9cdd2", "#ffffff"

HOLLOW = "borderline"
"""The label of a team whose place is not sure: its marker is drawn hollow."""


@dataclass(frozen=True)
class Look:
    """Marker, fill, edge (also used for words) and tint of one corner; `area` evens out the sizes of the shapes."""

    marker: str
    color: str
    dark: str
    tint: str
    area: float = 1.0


LOOKS = {
    "low_low": Look("s", "#3f3d7d", "#2b2a5c", "#edecf5", 0.85),
    "low_high": Look("^", "#e5ad33", "#7d5800", "#fdf4df", 1.15),
    "high_low": Look("D", "#dc6a43", "#98390f", "#fcece5", 0.75),
    "high_high": Look("o", "#0a7a63", "#00513f", "#e2f1ec", 1.0),
}

NEUTRAL = Look("X", "#8a9098", "#50565e", "#f3f4f5")
"""For a team without a label."""

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
    """Give the sizes of a style, or say which there are.

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


def looks_of(model: QuadrantModel) -> dict[str, Look]:
    """Give the look of each quadrant by its id.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> model = load_instrument("invitation-challenge").quadrants[0]
    >>> {name: look.marker for name, look in looks_of(model).items()}
    {'apathetic': 's', 'cosy': '^', 'discouraging': 'D', 'growth': 'o'}
    """
    return {cell.id: LOOKS[place] for cell, place in zip(model.quadrants, POSITIONS, strict=True)}


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(findfont(FontProperties(family=FAMILY))).get_charmap())


def printable(words: str) -> str:
    r"""Make words of any origin fit for one drawn line: no control signs, and a box for what the font lacks.

    Examples
    --------
    >>> printable("Team\n$x$ 🎉")
    'Team $x$ □'
    """
    whole = unicodedata.normalize("NFC", " ".join(str(words).split()))
    kept = (sign for sign in whole if unicodedata.category(sign) not in ("Cc", "Cf", "Mn"))
    return "".join(sign if ord(sign) in _glyphs() else "□" for sign in kept).strip() or "□"


def shorten(words: str, limit: int) -> str:
    """Cut the middle out of words longer than `limit` signs: names of teams differ at either end.

    Examples
    --------
    >>> shorten("Basisschool De Regenboog – onderbouw", 24)
    'Basisschool … onderbouw'
    """
    if len(words) <= limit:
        return words
    half = (limit - 1) // 2
    head, tail = words[: limit - 1 - half], words[len(words) - half :]
    # A cut between words reads better than one through a word, where that costs little.
    if " " in head and len(head) - head.rindex(" ") <= limit // 4:
        head = head[: head.rindex(" ") + 1]
    if " " in tail and tail.index(" ") <= limit // 4:
        tail = tail[tail.index(" ") :]
    return f"{head}…{tail}"


def short_names(names: list[str], limit: int = 28) -> dict[str, str]:
    """Give each name a drawable short form; names that would come out alike are cut less.

    Examples
    --------
    >>> list(short_names(["A" * 40, "A" * 20 + "B" + "A" * 19, "De Ster"], 9).values())[-1]
    'De Ster'
    """
    shown = {name: shorten(printable(name), limit) for name in names}
    for more in (2 * limit, 4 * limit, 8 * limit):
        seen = list(shown.values())
        alike = [name for name in names if seen.count(shown[name]) > 1]
        shown.update({name: shorten(printable(name), more) for name in alike})
    return shown
