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
    gate : (float, float)
        Response rates below which no label is given, and below which only with caution.
    margin : float
        Difference between waves, in points, up to which a change is too little to matter.
    cut_range : float
        Half the width of the range of cuts under which labels were tried, in points.
    borrow : bool
        Whether teams leaned on each other.
    norm : {"", "mean", "median"}
        Of the reference teams, where the cuts are a norm.
    left_out : bool
        Whether people with flagged answers were left out; they then count as people who did not answer.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(12, 12), seed=1)
    >>> settings = cd.release(cd.diagnose(sample.responses), min_n=8).settings
    >>> settings.min_n, settings.min_n_shares, settings.decimals
    (8, 10, 1)
    """

    target: str
    min_n: int
    min_n_shares: int
    min_class: int
    decimals: int
    gate: tuple[float, float]
    margin: float
    cut_range: float
    borrow: bool
    norm: str
    left_out: bool


@dataclass(frozen=True)
class Release:
    """Suppressed and rounded results; made by :func:`culture_diag.release`.

    The columns of every frame, with unit, rounding and fewest answers, are declared in
    :mod:`culture_diag.disclosure.schema`; ``docs/door.md`` lists them.

    Parameters
    ----------
    teams, schools, boards : DataFrame
        One row a unit and wave, the suppressed included, with empty figures and a `reason`.
    facets, items, distributions, shares : DataFrame
        Of shown teams; means of items as answered, not reversed.
    changes, school_changes, board_changes : DataFrame
        One row a step to the next wave.
    reliability, item_analysis, clustering : DataFrame
        Of the instrument in each wave.
    agreement : DataFrame
        Of shown teams.
    quality : DataFrame
        Of the answers in each wave.
    cuts : DataFrame
        One row a wave and axis.
    instrument : Instrument
    model : QuadrantModel or None
    waves : tuple of str
        In order of time.
    settings : ReleaseSettings

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(12, 12), seed=1)
    >>> release = cd.release(cd.diagnose(sample.responses))
    >>> release.teams[["name", "n", "suppressed"]].values.tolist()
    [['team 1', 12, False], ['team 2', 12, False]]
    """

    teams: pd.DataFrame
    schools: pd.DataFrame
    boards: pd.DataFrame
    facets: pd.DataFrame
    items: pd.DataFrame
    distributions: pd.DataFrame
    shares: pd.DataFrame
    changes: pd.DataFrame
    school_changes: pd.DataFrame
    board_changes: pd.DataFrame
    reliability: pd.DataFrame
    item_analysis: pd.DataFrame
    clustering: pd.DataFrame
    agreement: pd.DataFrame
    quality: pd.DataFrame
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
