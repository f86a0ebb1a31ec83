"""Arrays in, numbers out: no text, no files, no names of scales."""

from culture_diag.statistics.agreement import ad_mean, awg, rwg_j, rwg_j_lindell
from culture_diag.statistics.change import WaveComparison, compare_means
from culture_diag.statistics.clustering import (
    IntraclassCorrelation,
    TeamMeanReliability,
    icc1,
    icc2,
    respondents_needed,
    split_half_reliability,
)
from culture_diag.statistics.moments import GroupMoments, group_moments
from culture_diag.statistics.placement import MeanPosterior, mean_posterior, quadrant_probabilities
from culture_diag.statistics.pooling import choose_pooling, pooled_covariance
from culture_diag.statistics.reliability import (
    Reliability,
    alpha_if_dropped,
    cronbach_alpha,
    item_rest_correlations,
    mean_inter_item_correlation,
    omega_total,
    one_factor_loadings,
    standardized_alpha,
)
from culture_diag.statistics.silent import SilentBounds, silent_bounds
from culture_diag.statistics.waves import (
    WaveChange,
    compare_waves,
    paired_change,
    small_sample_factor,
    unpaired_change,
)

__all__ = [
    "GroupMoments",
    "IntraclassCorrelation",
    "MeanPosterior",
    "Reliability",
    "SilentBounds",
    "TeamMeanReliability",
    "WaveChange",
    "WaveComparison",
    "ad_mean",
    "alpha_if_dropped",
    "awg",
    "choose_pooling",
    "compare_means",
    "compare_waves",
    "cronbach_alpha",
    "group_moments",
    "icc1",
    "icc2",
    "item_rest_correlations",
    "mean_inter_item_correlation",
    "mean_posterior",
    "omega_total",
    "one_factor_loadings",
    "paired_change",
    "pooled_covariance",
    "quadrant_probabilities",
    "respondents_needed",
    "rwg_j",
    "rwg_j_lindell",
    "silent_bounds",
    "small_sample_factor",
    "split_half_reliability",
    "standardized_alpha",
    "unpaired_change",
]
