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

    Parameters
    ----------
    teams, schools, boards : DataFrame
        One row a unit and wave, the suppressed included (with empty figures and a `reason`): ``board``, ``school``,
        ``team`` where given, ``name`` (unique, for people), ``wave``, ``n``, ``n_team``, ``response_rate`` (0-1); for
        each axis scale ``<scale>``, ``<scale>_low``, ``<scale>_high`` (95% interval of the mean) and
        ``<scale>_half_width`` (of the joint 95% region of the mean), ``region_correlation``; ``p_<quadrant>``
        (tenths that sum to 1), ``quadrant`` (most probable), ``runner_up``, ``label`` (a quadrant or ``borderline``; NA
        where the response is too low), ``label_kept`` (share of cuts under which it stays, in fifths);
        ``response_gate`` (``fine``, ``caution``, ``no_label``, ``unknown``), ``silent`` (people who did not answer),
        ``<scale>_full_low``, ``<scale>_full_high`` (what the whole unit's mean can still be), ``<scale>_needed`` (mean
        at which the silent would tip the axis; NaN where they cannot), ``can_tip``;
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
    changes, school_changes, board_changes : DataFrame
        One row a step to the next wave: ``name, wave_from, wave_to, paired`` (of matched respondents), ``n_matched``;
        for each axis ``<scale>_change, <scale>_low, <scale>_high`` (95% interval), ``<scale>_p_rose`` (tenths),
        ``<scale>_verdict`` (``changed``, ``changed_little``, ``same``, ``cannot_tell``), ``<scale>_direction`` (``up``,
        ``down``, ``unclear``), ``<scale>_holds`` (still changed when all units are looked at together),
        ``<scale>_half_width`` and ``region_correlation`` (joint 95% region of the move), and ``label_change``:
        ``none``, ``real``, or ``noise`` (another label without a change on either axis); NA where a label is.
    reliability, item_analysis, clustering : DataFrame
        Of the instrument in each wave, as in the diagnosis, with two decimals; no figures under thirty respondents.
    agreement : DataFrame
        ``name, wave, scale, n, rwg, rwg_skewed, rwg_lindell, awg, ad_mean, band, verdict, bimodal, suppressed``; cut
        off to one decimal.
    quality : DataFrame
        One row a wave: ``wave, n`` and a count a kind of flagged answers; NA for one to four.
    cuts : DataFrame
        ``wave, scale, cut, source, n_teams, norm_wave``.
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
