"""Arrays in, numbers out: no text, no files, no names of scales."""

from culture_diag.statistics.change import WaveComparison, compare_means
from culture_diag.statistics.moments import GroupMoments, group_moments
from culture_diag.statistics.placement import MeanPosterior, mean_posterior, quadrant_probabilities
from culture_diag.statistics.pooling import choose_pooling, pooled_covariance

__all__ = [
    "GroupMoments",
    "MeanPosterior",
    "WaveComparison",
    "choose_pooling",
    "compare_means",
    "group_moments",
    "mean_posterior",
    "pooled_covariance",
    "quadrant_probabilities",
]
