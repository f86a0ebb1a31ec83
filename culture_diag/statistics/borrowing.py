r"""Teams of one wave that lend each other strength: what is said of a team when the others count too.

The per-team posterior (:func:`culture_diag.statistics.mean_posterior`) looks at a team's own answers alone. Where
teams differ little and few answer, that is wild: the highest mean is partly the luckiest. Here a team's true mean is
taken as a draw from the wave's other teams, and its estimate moves towards theirs, the more so the fewer answered and
the less teams differ. In waves of 40 teams (``benchmarks/borrowing.py``) the Brier score of the quadrants is 12%
better at an ICC(1) of .10, 5% at .20 and 2% at .35; for the members, who answered in large part, 4%, 2% and 1%.

The model, for teams t of one wave on d axes:

- means: :math:`\theta_t \sim N(\mu, T)`; :math:`\mu` has a flat prior and is integrated out exactly;
- answers: :math:`m_t \mid \theta_t` is the (multivariate) t of the per-team posterior, with the team's covariance drawn
  towards the pooled one as there. It is a normal mixed over its scale, so that a team whose spread is known from few
  answers keeps its heavy tails;
- differences between teams: with S the pooled covariance within teams, the logarithm of the symmetric matrix
  :math:`S^{-1/2} T S^{-1/2}` is normal: in any direction the log of the variance between over that within has mean
  :data:`PRIOR_MEAN` and standard deviation :data:`PRIOR_SD`, an ICC(1) of .20, in 95 of 100 waves between .03 and .64.
  Published ones lie mostly between .05 and .20, seldom above .30 (Bliese 2000); the prior leans to the high side,
  since to believe in too small differences is to pull teams too far. It is proper, does not depend on the unit or the
  direction of the axes, and matters in waves of few teams. A logarithm has no boundary to stick to, as the maximum
  likelihood of T has at 0 (Leonard & Hsu 1992; Gelman 2006).

The doubt of :math:`\mu` and T is counted (Kass & Steffey 1989): answers are weighed over nodes of T about the mode of
its posterior, as in Rue, Martino & Chopin (2009), each node by its exact posterior; no random numbers are drawn. In
the posterior of T a *neighbour's* mean counts with covariance S/n, the team's own with its own t. Of the mixture over
nodes and scales one t is kept: with its mean, the shape of its covariance, and the scale and degrees of freedom
that give the log of its scale the same mean and variance (exact where the mixture is a t; else a probability of a
quadrant moves by 0.001 on average and hardly ever by more than 0.02).

When not to use it:

- for one special team among many (a newcomer, a special school, a team in crisis): it is pulled to teams it does
  not belong with. Borrow only among teams that, before their answers are seen, are alike for all one knows;
- with few teams: the prior then says much of how far they differ. With ten or fewer, what is said was up to 0.06 from
  what is right, and at an ICC(1) of .35 nothing was gained. With one, or without spread within teams in some
  direction, nothing is borrowed and the per-team posterior is given;
- to compare or reward teams or schools, or to draw their spread: a small team's estimate lies nearer the others than
  its answers do, so that small teams cannot stand out, and the estimates together vary less than the true means;
- to compare waves: use the answers themselves. What the other teams did would be told as the team's own change;
- when a team must be judged by its own answers only. It is right about *teams*, on average over the wave (Efron &
  Morris 1975), not about each: those that truly stand out are said to stand out less than they do, and a divided
  team's spread is drawn to the others' too.

References
----------
Efron & Morris (1975), doi:10.1080/01621459.1975.10479864. Kass & Steffey (1989), doi:10.1080/01621459.1989.10478825.
Leonard & Hsu (1992), doi:10.1214/aos/1176348885. Gelman (2006), doi:10.1214/06-BA117A. Rue, Martino & Chopin (2009),
doi:10.1111/j.1467-9868.2008.00700.x. Bliese (2000), in Klein & Kozlowski (eds.),
Multilevel Theory, Research, and Methods in Organizations. Smyth (2004), doi:10.2202/1544-6115.1027.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, polygamma

from culture_diag.statistics.moments import Floats, GroupMoments
from culture_diag.statistics.placement import MeanPosterior, Target, posterior_of_moments
from culture_diag.statistics.pooling import choose_pooling, pooled_covariance

PRIOR_MEAN = float(np.log(0.2 / 0.8))
"""Prior mean of the log of the variance between teams over that within: an ICC(1) of .20."""

PRIOR_SD = 1.0
"""Prior standard deviation of that log."""

MAX_DF = 1e6
"""Degrees of freedom are kept below this, where a t has long been a normal."""

_MAX_EVALUATIONS = 100_000
"""Teams times nodes: many teams leave T so little doubt that few nodes do."""

_SCALE_NODES = 7
"""Nodes over the scale of a team's own covariance."""


def borrowed_posterior(
    moments: GroupMoments,
    *,
    teams: tuple[object, ...],
    sizes: Floats | None = None,
    target: Target = "culture",
    pooling: float = 2.0,
) -> MeanPosterior:
    """Say what the answers of a team, and of the other teams of its wave, tell of the team's true mean.

    Parameters
    ----------
    moments : GroupMoments
        Teams of one wave that are, for all one knows, alike; see the module for when they are not.
    teams : tuple
        Labels, in the order of the moments.
    sizes : (teams,) array, optional
        Team size N; needed for ``target="members"``. NaN where unknown: nothing is said of that team.
    target : {"culture", "members"}
        ``"culture"``: the process behind the answers. ``"members"``: the mean of these N people: the n who answered
        count with their own mean, the N - n who did not with what is expected of them, (n m + (N - n) u)/N; with n = N
        the mean is known exactly and nothing is borrowed.
    pooling : float
        The least strength v0 with which a team's own covariance is drawn towards the pooled one. Spread is borrowed
        too: where the wave's teams are so alike in it that :func:`culture_diag.statistics.choose_pooling` finds a
        greater strength, that one counts (``pooling`` of what is returned).

    Returns
    -------
    MeanPosterior
        ``mean`` is the borrowed estimate, not the observed mean; ``covariance`` and ``df`` are such that the interval,
        the region and :func:`culture_diag.statistics.quadrant_probabilities` are used as they are for a team alone; df
        is no count of answers here. NaN covariance, and the observed mean (NaN without answers), where the per-team
        posterior says nothing: n = 0, n = 1, n = 2 on two axes without pooling, or an unknown size for the members.

    Raises
    ------
    ValueError
        If ``target="members"`` comes without sizes, or a size is below n.

    Examples
    --------
    Three teams; the small one borrows most:

    >>> from culture_diag.statistics import group_moments
    >>> answers = np.array([[4.0], [5.0], [4.5], [3.0], [2.0], [3.5], [2.5], [3.0], [2.8], [3.2], [3.4], [2.6]])
    >>> moments = group_moments(answers, np.repeat([0, 1, 2], [3, 4, 5]), groups=3)
    >>> posterior = borrowed_posterior(moments, teams=("a", "b", "c"))
    >>> moments.mean[:, 0].round(2).tolist(), posterior.mean[:, 0].round(2).tolist()
    ([4.5, 2.75, 3.0], [3.99, 2.95, 3.07])
    """
    pooling = max(pooling, choose_pooling(moments.scatter, moments.n))
    own = posterior_of_moments(moments, teams=teams, sizes=sizes, target=target, pooling=pooling)
    process = posterior_of_moments(moments, teams=teams, pooling=pooling)
    # A mean that is known (all answered, or no spread) stays as it is, to the last bit; as does one that is not said.
    rows = np.flatnonzero(np.trace(own.covariance, axis1=1, axis2=2) > 0)
    answered = np.flatnonzero(moments.n > 0)
    root = _root(pooled_covariance(moments.scatter, moments.n))
    if root is None or not len(rows) or len(answered) < 2:
        return own
    # In units of the pooled spread within teams every answer has covariance I, whatever the axes.
    n, middle = moments.n[rows], moments.mean[answered].mean(axis=0)
    mean = np.linalg.solve(root, (moments.mean[rows] - middle).T).T
    covariance = np.linalg.solve(root, np.linalg.solve(root, process.covariance[rows]).swapaxes(1, 2))
    hyper = _hyperposterior(np.linalg.solve(root, (moments.mean[answered] - middle).T).T, moments.n[answered])
    mixture = _mixture(hyper, mean, n, covariance, process.df[rows])
    if target == "members":
        assert sizes is not None
        mixture = _for_members(mixture, mean, n, sizes[rows], covariance)
    centre, spread, df = _moment_matched_t(mixture, len(root))
    posterior = replace(own, mean=own.mean.copy(), covariance=own.covariance.copy(), df=own.df.copy())
    posterior.mean[rows] = middle + centre @ root.T
    posterior.covariance[rows] = root @ spread @ root.T
    posterior.df[rows] = df
    return posterior


@dataclass(frozen=True)
class _Hyperposterior:
    """What teams have in hyper, at each of k nodes of T, in units of the pooled spread within teams.

    At a node T has eigenvalues `spread` (k, d) along the columns of `axes` (k, d, d). Along these axes, teams add up to
    the precision `precision` (k, d) of mu and the weighted sum of means `total` (k, d). `weight` (k,) is the log of the
    node's posterior weight.
    """

    spread: Floats
    axes: Floats
    precision: Floats
    total: Floats
    weight: Floats


@dataclass(frozen=True)
class _Mixture:
    """Normals whose mixture is the posterior of each team: weights (teams, c), means (.., d), covariances (.., d, d).

    `scale` (teams, c) is the scale of the team's own covariance that goes with each.
    """

    weight: Floats
    scale: Floats
    mean: Floats
    covariance: Floats


def _root(pooled: Floats) -> Floats | None:
    """Lower triangular root of the pooled covariance; None if it has no spread in some direction."""
    deviation: Floats = np.sqrt(np.diagonal(pooled))
    if not (np.isfinite(pooled).all() and (deviation > 0).all()):
        return None
    if np.linalg.eigvalsh(pooled / np.outer(deviation, deviation))[0] < 1e-10:
        return None
    root: Floats = np.linalg.cholesky(pooled).astype(float)
    return root


def _hyperposterior(mean: Floats, n: NDArray[np.intp]) -> _Hyperposterior:
    """Find the posterior of T on nodes about its mode.

    Coordinates are those of the symmetric matrix log T in an orthonormal basis, so that turning the axes turns the
    nodes with them. Gauss-Hermite nodes along the principal directions of the curvature at the mode, weighed by the
    posterior itself, not by its normal approximation.
    """
    d = mean.shape[1]
    statistics = _SufficientStatistics.of(mean, n)
    basis = _symmetric_basis(d)
    mode, curvature = _mode(statistics, basis, _moment_estimate(mean, n, basis))
    values, vectors = np.linalg.eigh(curvature)
    per_side = int(np.clip((_MAX_EVALUATIONS / len(mean)) ** (1 / len(basis)) + 1e-9, 1, 5 if d < 3 else 3))
    z, log_weight = _hermite(per_side, len(basis))
    nodes = mode + (z / np.sqrt(values)) @ vectors.T
    log_posterior, hyper = _log_posterior(nodes, statistics, basis)
    weight = log_weight + 0.5 * (z**2).sum(axis=1) + log_posterior
    return replace(hyper, weight=weight - weight.max())


@dataclass(frozen=True)
class _SufficientStatistics:
    """All that the posterior of T asks of the teams: for each number of answers, how many teams and what means."""

    n: Floats
    teams: Floats
    total: Floats
    square: Floats

    @classmethod
    def of(cls, mean: Floats, n: NDArray[np.intp]) -> _SufficientStatistics:
        numbers, at = np.unique(n, return_inverse=True)
        total = np.zeros((len(numbers), mean.shape[1]))
        square = np.zeros((len(numbers), mean.shape[1], mean.shape[1]))
        np.add.at(total, at, mean)
        np.add.at(square, at, mean[:, :, None] * mean[:, None, :])
        return cls(numbers.astype(float), np.bincount(at).astype(float), total, square)


def _log_posterior(
    coordinates: Floats, statistics: _SufficientStatistics, basis: Floats
) -> tuple[Floats, _Hyperposterior]:
    """Log posterior of T at each row of coordinates, mu integrated out, and what teams have in hyper there."""
    matrices = np.tensordot(coordinates, basis, 1) + PRIOR_MEAN * np.eye(basis.shape[1])
    logs, axes = np.linalg.eigh(matrices)
    spread = np.exp(logs.clip(-80, 80))
    precision = 1 / (spread[:, None, :] + 1 / statistics.n[:, None])
    totals = np.einsum("gi,bij->bgj", statistics.total, axes)
    squares = np.einsum("bij,gik,bkj->bgj", axes, statistics.square, axes, optimize=True)
    overall, total = (statistics.teams[:, None] * precision).sum(axis=1), (precision * totals).sum(axis=1)
    twice = (statistics.teams[:, None] * np.log(precision) - precision * squares).sum(axis=(1, 2))
    twice += (total**2 / overall - np.log(overall)).sum(axis=1) - (coordinates**2).sum(axis=1) / PRIOR_SD**2
    return twice / 2, _Hyperposterior(spread, axes, overall, total, np.zeros(len(spread)))


def _mode(statistics: _SufficientStatistics, basis: Floats, start: Floats) -> tuple[Floats, Floats]:
    """Mode of the posterior of T and the curvature there, by Newton's steps that never go down."""
    at, p, h = start, len(start), 1e-3
    one = h * np.eye(p)
    i, j = np.triu_indices(p, 1)
    moves = np.concatenate([np.zeros((1, p)), one, -one, one[i] + one[j], -one[i] - one[j]])
    halvings = 0.5 ** np.arange(9)
    for _ in range(50):
        value, _ = _log_posterior(at + moves, statistics, basis)
        up, down = value[1 : p + 1], value[p + 1 : 2 * p + 1]
        both = (value[2 * p + 1 :].reshape(2, -1)).sum(axis=0)
        hessian = np.diag((up + down - 2 * value[0]) / h**2)
        hessian[i, j] = hessian[j, i] = (both - up[i] - down[i] - up[j] - down[j] + 2 * value[0]) / (2 * h**2)
        values, vectors = np.linalg.eigh(-hessian)
        # The prior alone gives this much; where the likelihood bends the other way, steps are kept short.
        values = np.maximum(values, 0.5 / PRIOR_SD**2)
        step = vectors @ ((vectors.T @ ((up - down) / (2 * h))) / values)
        length = np.sqrt((step**2).sum())
        step *= min(1.0, 2.0 / max(length, 1e-300))
        tried, _ = _log_posterior(at + halvings[:, None] * step, statistics, basis)
        if length < 1e-7 or tried.max() <= value[0]:
            break
        at = at + halvings[int(np.argmax(tried))] * step
    return at, (vectors * values) @ vectors.T


def _moment_estimate(mean: Floats, n: NDArray[np.intp], basis: Floats) -> Floats:
    """Moment estimate of T, kept positive, in coordinates."""
    away = mean - mean.mean(axis=0)
    between = away.T @ away / (len(mean) - 1) - np.mean(1 / n) * np.eye(mean.shape[1])
    values, axes = np.linalg.eigh(between)
    logs = np.log(np.clip(values, 0.02, 1e30)) - PRIOR_MEAN
    coordinates: Floats = np.tensordot(basis, (axes * logs) @ axes.T, 2)
    return coordinates


def _symmetric_basis(d: int) -> Floats:
    """Symmetric matrices that form an orthonormal basis: ones on the diagonal, then pairs of 1/sqrt 2 beside it."""
    i, j = np.triu_indices(d, 1)
    basis = np.zeros((d + len(i), d, d))
    basis[range(d), range(d), range(d)] = 1
    basis[range(d, len(basis)), i, j] = basis[range(d, len(basis)), j, i] = np.sqrt(0.5)
    return basis


def _hermite(per_side: int, dimensions: int) -> tuple[Floats, Floats]:
    """Product of Gauss-Hermite rules for a standard normal: nodes (k, dimensions) and log weights (k,)."""
    z, w = np.polynomial.hermite_e.hermegauss(per_side)
    grid = np.stack(np.meshgrid(*[z] * dimensions, indexing="ij"), axis=-1).reshape(-1, dimensions)
    logs = np.stack(np.meshgrid(*[np.log(w)] * dimensions, indexing="ij"), axis=-1).reshape(-1, dimensions)
    return grid, logs.sum(axis=1)


def _mixture(hyper: _Hyperposterior, mean: Floats, n: NDArray[np.intp], covariance: Floats, df: Floats) -> _Mixture:
    """Compute the normals of each team's posterior: one for each node of T and scale of its own covariance."""
    teams, d = mean.shape
    # Along the axes of each node: what the *other* teams expect of this one.
    y = np.einsum("ti,kij->tkj", mean, hyper.axes)
    weight = 1 / (hyper.spread + 1 / n[:, None, None])
    others = np.maximum(hyper.precision - weight, 1e-12 * hyper.precision)
    expected = (hyper.total - weight * y) / others
    prior = hyper.spread + 1 / others
    # The team's own covariance, where the prior is I: then every scale g of it has the same eigenvectors.
    root = np.sqrt(prior)
    whitened = np.einsum("kia,tij,kjb->tkab", hyper.axes, covariance, hyper.axes, optimize=True)
    noise, turn = np.linalg.eigh(whitened / (root[..., :, None] * root[..., None, :]))
    noise = np.maximum(noise, 0.0)
    away = np.einsum("tka,tkab->tkb", (y - expected) / root, turn)
    scale, log_scale = _scale_nodes(df - d + 1, df)
    g = scale[:, None, :, None] * noise[:, :, None, :]
    fit = -0.5 * (np.log1p(g) + away[:, :, None, :] ** 2 / (1 + g)).sum(axis=3)
    # In the weight of a node the team counted as a neighbour does: that is taken out, its own answers put in.
    usual = prior + 1 / n[:, None, None]
    node = hyper.weight + 0.5 * (np.log(usual / prior) + (y - expected) ** 2 / usual).sum(axis=2)
    log_weight = (fit + node[:, :, None] + log_scale[:, None, :]).reshape(teams, -1)
    total = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    back = np.einsum("kia,tka,tkab->tkib", hyper.axes, root, turn, optimize=True)
    start = np.einsum("tka,kia->tki", expected, hyper.axes)
    means = start[:, :, None, :] + np.einsum("tkib,tkb,tkgb->tkgi", back, away, 1 / (1 + g), optimize=True)
    spreads = np.einsum("tkib,tkgb,tkjb->tkgij", back, g / (1 + g), back, optimize=True)
    return _Mixture(
        weight=total / total.sum(axis=1, keepdims=True),
        scale=np.broadcast_to(scale[:, None, :], g.shape[:3]).reshape(teams, -1),
        mean=means.reshape(teams, -1, d),
        covariance=spreads.reshape(teams, -1, d, d),
    )


def _scale_nodes(freedom: Floats, df: Floats) -> tuple[Floats, Floats]:
    """Nodes (teams, s) and log weights of the scale of a team's own covariance: df over a chi-square of `freedom`.

    With u = chi-square/2, a gamma variate of shape a, log u has density exp(a x - e^x) up to a constant: nodes about
    its mode log a, where its curvature is a.
    """
    a = np.maximum(freedom, 0.1)[:, None] / 2
    z, w = np.polynomial.hermite_e.hermegauss(_SCALE_NODES)
    x = np.log(a) + z / np.sqrt(a)
    log_weight = np.log(w) + 0.5 * z**2 + a * (x - np.log(a)) - np.exp(x) + a
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    # A normalised rule, and weights of nothing where the density is nothing.
    weight = np.maximum(weight / weight.sum(axis=1, keepdims=True), 1e-300)
    return df[:, None] / 2 * np.exp(-x), np.log(weight)


def _for_members(mixture: _Mixture, mean: Floats, n: NDArray[np.intp], sizes: Floats, covariance: Floats) -> _Mixture:
    """From the process to these N people: the n keep their own mean, the N - n are draws from the process."""
    silent = (1 - n / sizes)[:, None]
    ratio = (n / (sizes - n))[:, None] * mixture.scale
    own = ratio[..., None, None] * covariance[:, None]
    return replace(
        mixture,
        mean=(1 - silent)[..., None] * mean[:, None] + silent[..., None] * mixture.mean,
        covariance=silent[..., None, None] ** 2 * (mixture.covariance + own),
    )


def _moment_matched_t(mixture: _Mixture, d: int) -> tuple[Floats, Floats, Floats]:
    """One t for each mixture: mean, covariance and df in the sense of :class:`MeanPosterior`."""
    mean = np.einsum("tc,tci->ti", mixture.weight, mixture.mean)
    away = mixture.mean - mean[:, None]
    between = np.einsum("tc,tci,tcj->tij", mixture.weight, away, away, optimize=True)
    total = np.einsum("tc,tcij->tij", mixture.weight, mixture.covariance) + between
    # A t is a normal of which the scale is a draw: nu over a chi-square of nu, whose log has variance trigamma(nu/2).
    size = np.trace(mixture.covariance, axis1=2, axis2=3) + np.trace(between, axis1=1, axis2=2)[:, None]
    log_size = np.log(np.where(size > 0, size, 1.0))
    middle = (mixture.weight * log_size).sum(axis=1)
    nu = 2 * _inverse_trigamma((mixture.weight * (log_size - middle[:, None]) ** 2).sum(axis=1))
    sigma = np.exp(middle - np.log(nu / 2) + digamma(nu / 2))
    trace = np.trace(total, axis1=1, axis2=2)
    shape = np.divide(sigma, trace, out=np.zeros(len(mean)), where=trace > 0)
    # The posterior is a t with nu = v - d + 1 degrees of freedom and scale matrix V v/nu.
    df = nu + d - 1
    return mean, total * (shape * nu / df)[:, None, None], df


def _inverse_trigamma(y: Floats) -> Floats:
    """Solve trigamma(x) = y by Newton's steps on 1/trigamma, which is nearly straight (Smyth 2004, appendix)."""
    y = np.maximum(y, 2 / MAX_DF)
    x = 0.5 + 1 / y
    for _ in range(8):
        value = polygamma(1, x)
        x = x + value * (1 - value / y) / polygamma(2, x)
    solved: Floats = x
    return solved
