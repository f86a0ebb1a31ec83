"""Arrays in, numbers out: no text, no files, no names of scales."""

from culture_diag.statistics.agreement import (
    SLIGHTLY_SKEWED,
    TeamAgreement,
    ad_mean,
    awg,
    rwg_j,
    rwg_j_lindell,
    team_agreement,
)
from culture_diag.statistics.bimodality import detect_bimodality
from culture_diag.statistics.borrowing import borrowed_posterior
from culture_diag.statistics.clustering import (
    IntraclassCorrelation,
    TeamMeanReliability,
    icc1,
    icc2,
    respondents_needed,
    split_half_reliability,
)
from culture_diag.statistics.moments import GroupMoments, group_moments
from culture_diag.statistics.nonresponse import SilentBounds, silent_bounds
from culture_diag.statistics.placement import MeanPosterior, mean_posterior, quadrant_probabilities, share_of_cuts
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
from culture_diag.statistics.verdict import adjusted_p, change_verdict, joint_df, joint_p, p_rose
from culture_diag.statistics.waves import (
    WaveChange,
    WaveComparison,
    compare_means,
    compare_waves,
    paired_change,
    small_sample_factor,
    unpaired_change,
)

__all__ = [
    "SLIGHTLY_SKEWED",
    "GroupMoments",
    "IntraclassCorrelation",
    "MeanPosterior",
    "Reliability",
    "SilentBounds",
    "TeamAgreement",
    "TeamMeanReliability",
    "WaveChange",
    "WaveComparison",
    "ad_mean",
    "adjusted_p",
    "alpha_if_dropped",
    "awg",
    "borrowed_posterior",
    "change_verdict",
    "choose_pooling",
    "compare_means",
    "compare_waves",
    "cronbach_alpha",
    "detect_bimodality",
    "group_moments",
    "icc1",
    "icc2",
    "item_rest_correlations",
    "joint_df",
    "joint_p",
    "mean_inter_item_correlation",
    "mean_posterior",
    "omega_total",
    "one_factor_loadings",
    "p_rose",
    "paired_change",
    "pooled_covariance",
    "quadrant_probabilities",
    "respondents_needed",
    "rwg_j",
    "rwg_j_lindell",
    "share_of_cuts",
    "silent_bounds",
    "small_sample_factor",
    "split_half_reliability",
    "standardized_alpha",
    "team_agreement",
    "unpaired_change",
]
