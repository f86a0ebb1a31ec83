"""How far a small team's own spread is drawn towards the spread that teams have in common."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from culture_diag.statistics.moments import Floats, Integers

MAX_POOLING = 200.0
"""Largest pooling strength tried: beyond it a team's own spread would hardly count."""


def pooled_covariance(scatter: Floats, n: Integers) -> Floats:
    """Return the pooled within-team covariance: the sum of scatters over the sum of n - 1.

    Parameters
    ----------
    scatter : (teams, d, d) array
        Sums of products of deviations, see :func:`culture_diag.statistics.group_moments`.
    n : (teams,) array of int

    Returns
    -------
    (d, d) array
        NaN where no team has two respondents.

    Examples
    --------
    >>> pooled_covariance(np.array([[[2.0]], [[6.0]]]), np.array([2, 4])).tolist()
    [[2.0]]
    """
    freedom = np.maximum(n - 1, 0).sum()
    total: Floats = scatter.sum(axis=0)
    return total / freedom if freedom else np.full(total.shape, np.nan)


def choose_pooling(scatter: Floats, n: Integers) -> float:
    r"""Choose the pooling strength v0 by marginal likelihood over the teams of a wave.

    Team covariances are taken as draws from an inverse Wishart distribution with v0 degrees of freedom about the
    pooled covariance; v0 is the value under which the observed scatters are most likely. The more alike the teams'
    spreads are, the larger v0. It is kept between d and :data:`MAX_POOLING`; with fewer than two teams of two
    respondents, or a pooled covariance without spread in some direction, there is nothing to pool: 0.

    Parameters
    ----------
    scatter : (teams, d, d) array
    n : (teams,) array of int

    Returns
    -------
    float
        Strength v0, in respondents: a team's own spread counts for n - 1, the common one for v0.

    References
    ----------
    Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., section 3.6. ISBN 9781439840955.

    Examples
    --------
    >>> alike = np.array([np.diag([9.0, 9.0])] * 8)
    >>> choose_pooling(alike, np.full(8, 10))
    200.0
    """
    use = n > 1
    pooled = pooled_covariance(scatter, n)
    d = pooled.shape[0]
    # A pooled covariance is rank deficient where two axes rise and fall together in everybody: no likelihood then.
    if use.sum() < 2 or not np.isfinite(pooled).all() or np.linalg.matrix_rank(pooled, hermitian=True) < d:
        return 0.0
    # Teams of one size share most of the work; 20,000 teams have few distinct sizes.
    freedom = (n[use] - 1).astype(float)
    whitened: Floats = np.linalg.solve(pooled, scatter[use]).astype(float)
    # A grid, then a finer one about its best: deterministic, and the likelihood has one peak in practice.
    grid = np.geomspace(d, MAX_POOLING, 25)
    values = [_log_likelihood(v0, whitened, freedom) for v0 in grid]
    best = int(np.argmax(values))
    fine = np.geomspace(grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)], 21)
    return float(fine[int(np.argmax([_log_likelihood(v0, whitened, freedom) for v0 in fine]))])


def _log_likelihood(v0: float, whitened: Floats, freedom: Floats) -> float:
    """Log marginal likelihood of v0, up to what does not depend on it, averaged over teams.

    With W = S_p^-1 A: |v0 S_p + A| = |S_p| |v0 I + W|, and |S_p| drops out against the prior's own term.
    """
    d = whitened.shape[1]
    post = v0 + freedom
    steps = np.arange(d) / 2
    gammas = gammaln(post[:, None] / 2 - steps).sum(axis=1) - gammaln(v0 / 2 - steps).sum()
    _, logdet = np.linalg.slogdet(v0 * np.eye(d) + whitened)
    return float(np.mean(gammas + d * v0 / 2 * np.log(v0) - post / 2 * logdet))
