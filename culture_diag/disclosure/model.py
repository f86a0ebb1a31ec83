"""What may leave the advisor's machine: the one type that plots, pages and files take."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from culture_diag.errors import DisclosureError
from culture_diag.instrument import Instrument, QuadrantModel


@dataclass(frozen=True)
class ReleaseSettings:
    """How a release was made: what its reader must know to read it.

    Parameters
    ----------
    target : {"culture", "members"}
        Which question the uncertainty answers.
    min_n : int
        Fewest answers behind a shown score.
    min_n_shares : int
        Fewest answers behind a shown distribution or share.
    min_class : int
        Fewest answers in a shown class of a distribution.
    decimals : int
        Decimals of every shown figure.
    """

    target: str
    min_n: int
    min_n_shares: int
    min_class: int
    decimals: int


@dataclass(frozen=True)
class Release:
    """Suppressed and rounded results; made by :func:`culture_diag.release`.

    Parameters
    ----------
    teams, schools, boards : DataFrame
        One row a unit and wave, the suppressed included (with empty figures and a `reason`): ``board``, ``school``,
        ``team`` where given, ``name`` (unique, for people), ``wave``, ``n``, ``n_team``, ``response_rate`` (0-1); for
        each axis scale ``<scale>``, ``<scale>_low``, ``<scale>_high`` (95% interval of the mean), ``<scale>_reach``
        (half the width of the joint 95% region of the mean), ``region_correlation``; ``p_<quadrant>`` (tenths that
        sum to 1), ``quadrant`` (most probable), ``runner_up``, ``label`` (a quadrant or ``borderline``),
        ``suppressed``, ``reason`` (``too_few``, ``protected``, ``no_answers`` or empty).
    facets : DataFrame
        ``name, wave, scale, facet, n, mean, low, high, suppressed``.
    items : DataFrame
        ``name, wave, scale, facet, item, n, n_not_applicable, mean, suppressed``; means as answered, not reversed.
    distributions : DataFrame
        ``name, wave, item, low_code, high_code, share`` (0-1); neighbouring answers merged until each class is large
        enough.
    shares : DataFrame
        ``name, wave, quadrants, share`` (0-1): where respondents stand; small classes merged (ids joined by ``+``).
    changes : DataFrame
        ``name, wave_from, wave_to`` and for each axis scale ``<scale>_change, <scale>_low, <scale>_high`` (95%
        interval), ``<scale>_direction`` (``up``, ``down``, ``unclear``).
    cuts : DataFrame
        ``wave, scale, cut``.
    instrument : Instrument
    model : QuadrantModel or None
    waves : tuple of str
        In order of time.
    settings : ReleaseSettings
    """

    teams: pd.DataFrame
    schools: pd.DataFrame
    boards: pd.DataFrame
    facets: pd.DataFrame
    items: pd.DataFrame
    distributions: pd.DataFrame
    shares: pd.DataFrame
    changes: pd.DataFrame
    cuts: pd.DataFrame
    instrument: Instrument
    model: QuadrantModel | None
    waves: tuple[str, ...]
    settings: ReleaseSettings

    @property
    def latest(self) -> str:
        """The last wave."""
        return self.waves[-1]


def require_release(thing: object, *, lang: str | None = None) -> Release:
    """Let a release through, and nothing else: every plot, page and file asks this first.

    Raises
    ------
    DisclosureError
        If `thing` is anything but a :class:`Release`; the repair names ``culture_diag.release``.

    Examples
    --------
    >>> require_release({"scores": [4.25]}, lang="en")
    Traceback (most recent call last):
    ...
    culture_diag.errors.DisclosureError: only a Release can be shown or written, not a dict
    Repair: Make one first: release = culture_diag.release(diagnosis)
    """
    if not isinstance(thing, Release):
        raise DisclosureError.of("not_a_release", lang=lang, kind=type(thing).__name__)
    return thing
