"""What a team can talk about: for each culture what it is like, five questions and three first steps.

A guide is a TOML file in Dutch and English that belongs to a quadrant model, not to an instrument: it fits every
instrument whose model has the same scales on its axes and the same cells. Each text names the source it stands on.
"""

from culture_diag.guide.load import GuideError, bundled_guides, guide_for, load_guide
from culture_diag.guide.model import Aside, Chapter, Guide, Line

__all__ = [
    "Aside",
    "Chapter",
    "Guide",
    "GuideError",
    "Line",
    "bundled_guides",
    "guide_for",
    "load_guide",
]
