"""Where a team's true mean may lie: intervals, the joint region, and the probability of each quadrant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from culture_diag.statistics.moments import Floats, GroupMoments, finite_population_factor, group_moments
from culture_diag.statistics.pooling import choose_pooling, pooled_covariance

Target = Literal["culture", "members"]


@dataclass(frozen=True)
class MeanPosterior:
    r"""What the answers say of each team's mean: a (multivariate) t about the observed mean.

    Parameters
    ----------
    teams : tuple
        Labels, in the order of every array below.
    n : (teams,) array of int
    mean : (teams, d) array
    covariance : (teams, d, d) array
        :math:`V = S^* c / n`; NaN where nothing can be said (n = 1, or n = 2 without pooling).
    df : (teams,) array
        :math:`v = n - 1 + v_0`.
    pooling : (teams,) array
        :math:`v_0` as applied to each team.

    Examples
    --------
    >>> posterior = mean_posterior(np.array([[3.0, 4.0], [5.0, 2.0], [4.0, 3.0]]), ["a"] * 3, pooling=0)
    >>> posterior.n.tolist(), posterior.mean.tolist(), posterior.df.tolist()
    ([3], [[4.0, 3.0]], [2.0])
    """

    teams: tuple[object, ...]
    n: NDArray[np.intp]
    mean: Floats
    covariance: Floats
    df: Floats
    pooling: Floats

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Interval of each axis by itself: mean -+ t(v) sqrt(V_jj); two (teams, d) arrays."""
        half_width = stdtrit(self.df, (1 + level) / 2)[:, None] * np.sqrt(_diagonal(self.covariance))
        return self.mean - half_width, self.mean + half_width

    def region(self, level: float = 0.95) -> Floats:
        """Joint region of a mean on two axes, as the matrix M of {mu: (m - mu)' M^-1 (m - mu) <= 1}.

        The radius is 2 v/(v - 1) F(level; 2, v - 1), which without pooling is Hotelling's 2(n-1)/(n-2) F(2, n-2);
        with two numerator degrees of freedom the quantile has the closed form used here.
        """
        radius = self.df * np.expm1(-2 * np.log1p(-level) / (self.df - 1))
        region: Floats = self.covariance * radius[:, None, None]
        return region


def mean_posterior(
    scores: ArrayLike,
    teams: ArrayLike,
    *,
    sizes: ArrayLike | None = None,
    target: Target = "culture",
    pooling: float | Literal["auto"] = "auto",
) -> MeanPosterior:
    """Say what respondents' scores tell of the mean of each team.

    Parameters
    ----------
    scores : (respondents, d) array or frame
        Rows with a missing score on any axis are left out.
    teams : (respondents,) array
        One label a row.
    sizes : (teams,) array, optional
        Team size N in the sorted order of the labels; needed for ``target="members"``.
    target : {"culture", "members"}
        ``"culture"``: members are draws from a process. ``"members"``: the mean of these N people, so V is multiplied
        by 1 - n/N.
    pooling : float or "auto"
        Strength v0; ``"auto"`` chooses it by marginal likelihood, 0 uses each team's own spread alone.

    Returns
    -------
    MeanPosterior
        Teams in sorted order.

    References
    ----------
    Hotelling (1931), doi:10.1214/aoms/1177732979; Gelman et al. (2013), Bayesian Data Analysis, section 3.6.

    Examples
    --------
    >>> rows = np.array([[3.0, 4.0], [4.0, 4.0], [5.0, 2.0], [4.0, 3.0]])
    >>> posterior = mean_posterior(rows, ["a"] * 4, pooling=0)
    >>> low, high = posterior.interval()
    >>> posterior.mean[0].tolist(), low[0].round(2).tolist()
    ([4.0, 3.25], [2.7, 1.73])
    """
    labels, codes = np.unique(np.asarray(teams), return_inverse=True)
    moments = group_moments(np.asarray(scores, dtype=float), codes, groups=len(labels))
    strength = choose_pooling(moments.scatter, moments.n) if pooling == "auto" else float(pooling)
    return posterior_of_moments(
        moments,
        teams=tuple(labels.tolist()),
        sizes=None if sizes is None else np.asarray(sizes, dtype=float),
        target=target,
        pooling=strength,
    )


def posterior_of_moments(
    moments: GroupMoments,
    *,
    teams: tuple[object, ...],
    sizes: Floats | None = None,
    target: Target = "culture",
    pooling: float = 0.0,
) -> MeanPosterior:
    """As :func:`mean_posterior`, from the moments of teams that share one pooled covariance (one wave).

    The strength is capped for each team at the degrees of freedom of the *other* teams: a spread known from few
    others cannot count for more than they are, and a team alone has nothing to lean on.

    Raises
    ------
    ValueError
        If ``target="members"`` comes without sizes, or a size is below n.

    Examples
    --------
    >>> moments = group_moments(np.array([[3.0], [4.0], [5.0]]), np.array([0, 0, 0]), groups=1)
    >>> posterior_of_moments(moments, teams=("a",), pooling=50.0).pooling.tolist()
    [0.0]
    """
    n, d = moments.n, moments.mean.shape[1]
    own = np.maximum(n - 1.0, 0.0)
    strength = np.minimum(pooling, own.sum() - own)
    pooled = pooled_covariance(moments.scatter, n)
    df = own + strength
    # On fewer degrees of freedom a covariance of d axes cannot be inverted: two answers on two axes say nothing.
    known = (n > 1) & (df > d - 1)
    drawn = moments.scatter + strength[:, None, None] * np.where(strength[:, None, None] > 0, pooled, 0.0)
    if target == "members" and sizes is None:
        raise ValueError('target="members" needs the size of every team')
    factor = finite_population_factor(n, sizes) if target == "members" and sizes is not None else 1.0
    scale = np.divide(factor, df * n, out=np.full(len(n), np.nan), where=known)
    return MeanPosterior(
        teams=teams,
        n=n,
        mean=moments.mean,
        covariance=drawn * scale[:, None, None],
        df=np.where(known, df, np.nan),
        pooling=strength,
    )


def quadrant_probabilities(
    mean: ArrayLike, covariance: ArrayLike, df: ArrayLike, cuts: ArrayLike = (3.0, 3.0)
) -> Floats:
    r"""Return the probability that the true mean lies in each of the four quadrants about the cuts.

    The mass of a bivariate t with df - 1 degrees of freedom and scale matrix V df/(df - 1). In polar coordinates the
    radial tail of that density is :math:`(1 + r^2/\nu)^{-\nu/2}`, so the mass of a quadrant is an integral along its
    two edges, done here by fixed Gauss-Legendre quadrature: the same inputs always give the same numbers, within
    1e-7 of the exact ones.

    Parameters
    ----------
    mean : (teams, 2) array
    covariance : (teams, 2, 2) array
        V, the covariance of the mean. An axis without variance is a point: on or above its cut counts as much.
    df : (teams,) array
        Degrees of freedom v; must exceed 1 where the covariance is finite.
    cuts : (2,) or (teams, 2) array
        Cut of the first and the second axis.

    Returns
    -------
    (teams, 4) array
        In the order little-little, little-much, much-little, much-much (first axis first); rows sum to 1; NaN where
        the covariance or df is NaN.

    References
    ----------
    Owen (1956), doi:10.1214/aoms/1177728074, for the normal case; Genz (2004), doi:10.1023/B:STCO.0000035304.20635.31.

    Examples
    --------
    >>> quadrant_probabilities([[3.0, 3.0]], [np.eye(2)], [9.0]).round(6).tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """
    mean, covariance = np.atleast_2d(np.asarray(mean, float)), np.atleast_3d(np.asarray(covariance, float))
    nu = np.asarray(df, float) - 1
    away = np.broadcast_to(np.asarray(cuts, float), mean.shape) - mean
    away = np.where(np.abs(away) < CUT_EPS, 0.0, away)
    variance = _diagonal(covariance) * ((nu + 1) / nu)[:, None]
    scale = np.sqrt(variance)
    point = scale <= NO_STANDARD_ERROR
    standard = np.divide(away, scale, out=np.where(away > 0, np.inf, -np.inf), where=~point)
    correlation = np.divide(
        covariance[:, 0, 1] * (nu + 1) / nu, scale.prod(axis=1), out=np.zeros(len(nu)), where=~point.any(axis=1)
    )
    much = stdtr(nu[:, None], -standard)
    both = _both_above(standard[:, 0], standard[:, 1], correlation, nu, much)
    cells = np.stack([1 - much[:, 0] - much[:, 1] + both, much[:, 1] - both, much[:, 0] - both, both], axis=1)
    # Of four differences of nearly equal numbers one may end up a bit below 0.
    clipped: Floats = np.clip(cells, 0.0, 1.0)
    return clipped


def share_of_cuts(
    mean: ArrayLike,
    covariance: ArrayLike,
    df: ArrayLike,
    quadrants: ArrayLike,
    cuts: ArrayLike = (3.0, 3.0),
    *,
    half_width: float = 0.5,
    steps: int = 11,
    probability: float = 0.70,
) -> Floats:
    """Return the share of defensible cuts at which a quadrant keeps at least a probability.

    No cut is given by nature. So every pair of cuts from `half_width` below to `half_width` above the ones used is
    tried, on a grid of `steps` by `steps`, each as likely as another.

    Parameters
    ----------
    mean : (teams, 2) array
        As for :func:`quadrant_probabilities`, like what follows.
    covariance : (teams, 2, 2) array
    df : (teams,) array
    quadrants : (teams,) array of int
        The quadrant to be kept, 0 to 3 in the order of that function; -1 for none.
    cuts : (2,) or (teams, 2) array
    half_width : float
        Half the width of the declared range, in points of the scores, on both axes.
    steps : int
        Cuts tried on each axis, at least 2.
    probability : float
        That the quadrant must keep, above 0.5 and below 1.

    Returns
    -------
    (teams,) array
        0 to 1; NaN where there is no quadrant or no covariance.

    References
    ----------
    Steegen et al. (2016), doi:10.1177/1745691616658637: show the result under all defensible choices.

    Examples
    --------
    >>> near, far = [3.4, 3.4], [4.2, 4.2]
    >>> share_of_cuts([near, far], [0.01 * np.eye(2)] * 2, [12.0, 12.0], [3, 3]).round(2).tolist()
    [0.66, 1.0]
    """
    mean, covariance = np.atleast_2d(np.asarray(mean, float)), np.asarray(covariance, float)
    df, wanted = np.asarray(df, float), np.asarray(quadrants, dtype=int)
    known = (wanted >= 0) & ~np.isnan(covariance).any(axis=(1, 2)) & ~np.isnan(df)
    # For "much" a higher cut is harder, for "little" a lower one: seen from easy to hard, the probability only falls.
    sign = np.column_stack([np.where(wanted >= 2, 1.0, -1.0), np.where(wanted % 2 == 1, 1.0, -1.0)])
    offsets = np.linspace(-half_width, half_width, steps)
    tried = np.broadcast_to(np.asarray(cuts, float), mean.shape)[:, :, None] + sign[:, :, None] * offsets
    alone = _axis_probability(tried, mean, covariance, df, sign)
    needed = probability - PROBABILITY_TOLERANCE
    kept = np.zeros(len(mean))
    x, y = np.zeros(len(mean), dtype=int), np.full(len(mean), steps - 1)
    # A walk along the staircase where the probability is lost: a step right adds a whole column of kept cuts.
    rows = np.flatnonzero(known)
    while len(rows):
        px, py = alone[rows, 0, x[rows]], alone[rows, 1, y[rows]]
        # Each axis by itself bounds both together from above and below; only between those is the integral needed.
        held: NDArray[np.bool_] = px + py - 1 >= needed
        asked = np.flatnonzero(~held & (np.minimum(px, py) >= needed))
        at = rows[asked]
        pair = np.column_stack([tried[at, 0, x[at]], tried[at, 1, y[at]]])
        p = quadrant_probabilities(mean[at], covariance[at], df[at], pair)
        held[asked] = p[np.arange(len(at)), wanted[at]] >= needed
        kept[rows[held]] += y[rows[held]] + 1
        x[rows[held]] += 1
        y[rows[~held]] -= 1
        rows = rows[(x[rows] < steps) & (y[rows] >= 0)]
    return np.where(known, kept / steps**2, np.nan)


CUT_EPS = 1e-9
"""A score or mean this close to a cut is on it: sums of floats miss a whole number by a bit or two."""

NO_STANDARD_ERROR = 1e-12
"""A standard error below this is none: the mean is a point."""

PROBABILITY_TOLERANCE = 1e-9
"""A probability this close to the one asked for has reached it."""

# Nodes enough for 1e-7 (tests/statistics/test_placement.py): a general multivariate t by Monte Carlo would say
# something else on every run.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
_INTEGRATED_TO = 22.0
"""Beyond this many e-folds the integrand is below 1e-9."""


def _axis_probability(tried: Floats, mean: Floats, covariance: Floats, df: Floats, sign: Floats) -> Floats:
    """Probability that the mean lies on the wanted side of each cut, for each axis by itself: (teams, 2, steps)."""
    away = tried - mean[:, :, None]
    away = np.where(np.abs(away) < CUT_EPS, 0.0, away)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2) * (df / (df - 1))[:, None])[:, :, None]
        standard = np.where(scale > NO_STANDARD_ERROR, away / scale, np.where(away > 0, np.inf, -np.inf))
    much = stdtr((df - 1)[:, None, None], -standard)
    alone: Floats = np.where(sign[:, :, None] > 0, much, 1 - much)
    return alone


def _both_above(h: Floats, k: Floats, correlation: Floats, nu: Floats, much: Floats) -> Floats:
    """Probability that both standardised axes are at or above h and k."""
    both = np.full(len(h), np.nan)
    # With a point on one axis (h or k infinite) the other axis alone decides.
    point = np.isinf(h) | np.isinf(k)
    both[point] = (much[point, 0] * much[point, 1]).clip(0, 1)
    usual = ~point & np.isfinite(correlation) & np.isfinite(nu)
    h, k, nu = _off_zero(h[usual]), _off_zero(k[usual]), nu[usual]
    r = np.clip(correlation[usual], -1 + 1e-12, 1 - 1e-12)
    root = np.sqrt((1 - r) * (1 + r))
    edges = _edge(h, (k - r * h) / root, nu) + _edge(k, (h - r * k) / root, nu)
    both[usual] = np.where((h < 0) & (k < 0), 1.0, 0.0) + edges
    return both


def _edge(h: Floats, start: Floats, nu: Floats) -> Floats:
    """Integrate the radial tail along an edge at signed distance `h` from the centre, from `start` outwards.

    With x = |h| sinh u the integrand is (1 + h^2 cosh^2 u / nu)^(-nu/2) / cosh u, smooth on the scale of 1.
    """
    distance = np.abs(h)
    low = np.arcsinh(np.abs(start) / distance)
    u = low[:, None] + _INTEGRATED_TO / 2 * (_NODES + 1)
    cosh = np.cosh(u)
    tail = np.exp(-0.5 * nu[:, None] * np.log1p((distance[:, None] * cosh) ** 2 / nu[:, None])) / cosh
    part = tail @ _WEIGHTS * (_INTEGRATED_TO / 2) / (2 * np.pi)
    # The whole line holds the one-sided tail of a univariate t: what lies before the start is the rest of it.
    part = np.where(start < 0, stdtr(nu, -distance) - part, part)
    return np.sign(h) * part


def _off_zero(x: Floats) -> Floats:
    # An edge exactly through the centre is the limit of edges beside it.
    return np.where(np.abs(x) < NO_STANDARD_ERROR, NO_STANDARD_ERROR, x)


def _diagonal(matrices: Floats) -> Floats:
    return np.diagonal(matrices, axis1=1, axis2=2)
