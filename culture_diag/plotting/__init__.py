"""Pictures of a release: drawn on the caller's axes, in Dutch or English, for a page or for a room."""

from culture_diag.plotting.items import plot_items
from culture_diag.plotting.plans import plot_plan
from culture_diag.plotting.profiles import plot_profile
from culture_diag.plotting.quadrants import plot_quadrants
from culture_diag.plotting.saving import save
from culture_diag.plotting.trajectories import plot_trajectories

__all__ = ["plot_items", "plot_plan", "plot_profile", "plot_quadrants", "plot_trajectories", "save"]
