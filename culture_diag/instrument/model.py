"""The shape of an instrument: frozen models that check themselves when they are made."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=40)]
"""A name for machines: small letters, digits, ``-`` and ``_``; it becomes a column name."""

SHARE_TOLERANCE = 1e-9
"""Guards a share such as 2/3 against the last bit of a float."""


def _as_share(value: object) -> object:
    if isinstance(value, str):
        try:
            # Two thirds written as 0.667 would ask 7 of 9 items (6.003, rounded up) instead of 6.
            return float(Fraction(value))
        except (ValueError, ZeroDivisionError):
            return value
    return value


Share = Annotated[float, BeforeValidator(_as_share), Field(gt=0, le=1)]


class FrozenModel(BaseModel):
    """What is read from a file that a person writes: a mistyped key is a mistake, and stray spaces are none."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Words(FrozenModel):
    """One text in every language.

    Examples
    --------
    >>> Words(nl="durf", en="courage")["en"]
    'courage'
    """

    nl: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __getitem__(self, lang: str) -> str:
        return str(getattr(self, lang))

    @property
    def texts(self) -> tuple[str, ...]:
        """The text in each language, for who must know it in whichever it stands."""
        return tuple(self[lang] for lang in Words.model_fields)


class Point(FrozenModel):
    """One labelled answer.

    Parameters
    ----------
    code, label
    also : tuple of str
        Other spellings of the same answer that a file may hold, in any language.
    instead : tuple of str
        Labels that other answer scales have in this place ("somewhat agree" for "agree"). They are another degree,
        so they are read only in a file that nowhere uses the label itself, or two of these.
    """

    code: float
    label: Words
    also: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


class ResponseScale(FrozenModel):
    """How every item is answered: declared bounds, labelled points, and what counts as no answer.

    Parameters
    ----------
    minimum, maximum : float
        The bounds *a* and *b*. Reverse-keying uses these, never the data.
    points : tuple of Point
        Labels of codes; may be empty (an unlabelled 0-10 scale) or name the ends only.
    not_applicable : tuple of str
        Texts, in any language, that say the item could not be answered.
    missing_codes : tuple of float
        Numbers outside the bounds that stand for no answer (for example -99). Nothing else is ever taken so.
    continuous : bool
        Whether answers between whole numbers are valid (a slider).
    """

    minimum: float
    maximum: float
    points: tuple[Point, ...] = ()
    not_applicable: tuple[str, ...] = ()
    missing_codes: tuple[float, ...] = ()
    continuous: bool = False

    @property
    def midpoint(self) -> float:
        """Half-way between the bounds: the default cut."""
        return (self.minimum + self.maximum) / 2

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.minimum < self.maximum:
            raise ValueError("minimum_not_below_maximum")
        if any(not self.minimum <= point.code <= self.maximum for point in self.points):
            raise ValueError("point_outside_bounds")
        if any(self.minimum <= code <= self.maximum for code in self.missing_codes):
            raise ValueError("missing_code_inside_bounds")
        if not self.continuous and not (self.minimum.is_integer() and self.maximum.is_integer()):
            raise ValueError("bounds_not_whole")
        _unique((str(point.code) for point in self.points), "double_code")
        return self


class Item(FrozenModel):
    """One statement: id, wording in every language, the facet it belongs to, and whether it is reverse-keyed."""

    id: Id
    wording: Words
    facet: Id | None = None
    reverse_keyed: bool = False


class Facet(FrozenModel):
    """A part of a scale, scored on its own items."""

    id: Id
    name: Words


class Scale(FrozenModel):
    """Items that together measure one thing.

    Parameters
    ----------
    id, name
    meaning : Words
        One plain sentence: what a high score says.
    items : tuple of Item
    facets : tuple of Facet
    min_answered : float or str
        Share (0, 1] of a scale's (or facet's) items that must be answered for a valid score; ``"2/3"`` is exact.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> scale = load_instrument("invitation-challenge").scales[0]
    >>> len(scale.items), scale.needed(8), scale.needed(2)
    (8, 6, 2)
    """

    id: Id
    name: Words
    meaning: Words
    items: tuple[Item, ...] = Field(min_length=1)
    facets: tuple[Facet, ...] = ()
    min_answered: Share = 2 / 3

    def needed(self, k: int) -> int:
        """How many of `k` items must be answered for a valid score: ``ceil(min_answered * k)``."""
        return math.ceil(self.min_answered * k - SHARE_TOLERANCE)

    def items_of(self, facet: str) -> tuple[Item, ...]:
        """Return the items of one facet."""
        return tuple(item for item in self.items if item.facet == facet)

    @model_validator(mode="after")
    def _check(self) -> Self:
        known = {facet.id for facet in self.facets}
        _unique((facet.id for facet in self.facets), "double_facet")
        if any(item.facet is not None and item.facet not in known for item in self.items):
            raise ValueError("unknown_facet")
        if any(not self.items_of(facet) for facet in known):
            raise ValueError("facet_without_items")
        return self


class Quadrant(FrozenModel):
    """One of the four cells: id, name, a short name for the picture, and one sentence that says what it is like."""

    id: Id
    name: Words
    short: Words
    meaning: Words


class AxisEnds(FrozenModel):
    """What stands at the two ends of an axis."""

    low: Words
    high: Words


class Axis(FrozenModel):
    """One axis of the picture: its scale, its ends in words, and the cut between little and much."""

    scale: Id
    ends: AxisEnds
    cut: float | None = None


class Cells(FrozenModel):
    """The four cells by place: first little or much on the horizontal axis, then on the vertical one."""

    low_low: Quadrant
    low_high: Quadrant
    high_low: Quadrant
    high_high: Quadrant


class QuadrantModel(FrozenModel):
    """Two scales that span a plane of four named cells.

    Parameters
    ----------
    id, name
    x, y : Axis
        Horizontal (left to right) and vertical (bottom to top).
    cells : Cells
        ``low_high`` is little of x and much of y: top left.
    """

    id: Id
    name: Words
    x: Axis
    y: Axis
    cells: Cells

    @property
    def quadrants(self) -> tuple[Quadrant, Quadrant, Quadrant, Quadrant]:
        """The four cells in the order of :data:`POSITIONS`."""
        cells = self.cells
        return cells.low_low, cells.low_high, cells.high_low, cells.high_high

    def quadrant(self, identity: str) -> Quadrant:
        """Return the cell with this id."""
        return next(quadrant for quadrant in self.quadrants if quadrant.id == identity)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.x.scale == self.y.scale:
            raise ValueError("axes_share_a_scale")
        _unique((quadrant.id for quadrant in self.quadrants), "double_quadrant")
        if "borderline" in {quadrant.id for quadrant in self.quadrants}:
            raise ValueError("reserved_quadrant")
        return self


POSITIONS = ("low_low", "low_high", "high_low", "high_high")
"""Places of the four cells, x first: bottom left, top left, bottom right, top right."""


class Instrument(FrozenModel):
    """A questionnaire as it is scored: response scale, scales of items, and the quadrant models they span.

    Parameters
    ----------
    id, version : str
    title : Words
    note : Words
        Where the wording, cuts and bounds come from, and what they may not be taken for.
    response_scale : ResponseScale
    scales : tuple of Scale
    quadrants : tuple of QuadrantModel
        May be empty: the instrument is then scored, but teams are not placed.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> instrument = load_instrument("invitation-challenge")
    >>> [scale.id for scale in instrument.scales], len(instrument.items)
    (['invitation', 'challenge'], 16)
    """

    id: Id
    version: str
    title: Words
    note: Words
    response_scale: ResponseScale
    scales: tuple[Scale, ...] = Field(min_length=1)
    quadrants: tuple[QuadrantModel, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, scale by scale."""
        return tuple(item for scale in self.scales for item in scale.items)

    def scale(self, identity: str) -> Scale:
        """Return the scale with this id."""
        return next(scale for scale in self.scales if scale.id == identity)

    def item(self, identity: str) -> Item:
        """Return the item with this id."""
        return next(item for item in self.items if item.id == identity)

    @model_validator(mode="after")
    def _check(self) -> Self:
        _unique((scale.id for scale in self.scales), "double_scale")
        _unique((item.id for item in self.items), "double_item")
        scales = {scale.id for scale in self.scales}
        if {item.id for item in self.items} & (scales | RESERVED_IDS) or scales & RESERVED_IDS:
            raise ValueError("reserved_id")
        # A scale "open_low" beside a scale "open" would be the column of the lower end of its interval.
        taken = (*RESERVED_PREFIXES, *(f"{scale}_" for scale in scales))
        if any(scale.startswith(taken) for scale in scales):
            raise ValueError("reserved_id")
        for model in self.quadrants:
            for axis in (model.x, model.y):
                if axis.scale not in scales:
                    raise ValueError("unknown_axis_scale")
                bounds = self.response_scale
                if axis.cut is not None and not bounds.minimum < axis.cut < bounds.maximum:
                    raise ValueError("cut_outside_bounds")
        return self


RESERVED_IDS = frozenset({
    "board", "school", "team", "wave", "name", "scale", "facet", "item", "respondent", "n", "n_team", "n_rows",
    "response_rate", "df", "pooling", "region_correlation", "quadrant", "runner_up", "label", "suppressed", "reason",
    "cut", "mean", "low", "high", "seconds", "silent", "can_tip", "label_kept", "response_gate", "label_change",
    "verdict", "level", "paired", "used", "n_matched", "n_from", "n_to", "n_only_from", "n_only_to", "wave_from",
    "wave_to", "label_from", "label_to", "p_joint", "rwg", "rwg_skewed", "rwg_lindell", "awg", "ad_mean", "band",
    "bimodal",
})  # fmt: skip
"""Column names every frame may hold, so no scale or item may be called so."""

RESERVED_PREFIXES = ("p_", "share_")
"""Columns of probabilities and shares begin so; columns of a scale are its id and an ending (``_low``, ``_sd``)."""


def _unique(ids: Iterable[str], key: str) -> None:
    if any(count > 1 for count in Counter(ids).values()):
        raise ValueError(key)
