"""Pictures of a release: drawn on the caller's axes, in Dutch or English, for a page or for a room."""

from culture_diag.plotting.items import plot_items
from culture_diag.plotting.plan import plan_alt_text, plot_plan
from culture_diag.plotting.profiles import plot_profile
from culture_diag.plotting.quadrants import plot_quadrants
from culture_diag.plotting.saving import save
from culture_diag.plotting.trajectories import plot_trajectories
from culture_diag.story.alt_texts import alt_text

__all__ = [
    "alt_text",
    "plan_alt_text",
    "plot_items",
    "plot_plan",
    "plot_profile",
    "plot_quadrants",
    "plot_trajectories",
    "save",
]
