"""The one place that makes sentences, tables and figure contents of a release, for every medium alike."""

from culture_diag.story.alt_texts import alt_text
from culture_diag.story.highlights import Highlights, choose_highlights
from culture_diag.story.plans import plan_alt_text, plan_text
from culture_diag.story.quality_sentences import quality_text
from culture_diag.story.tables import plan_table, summary_table
from culture_diag.story.team_sentences import team_text

__all__ = [
    "Highlights",
    "alt_text",
    "choose_highlights",
    "plan_alt_text",
    "plan_table",
    "plan_text",
    "quality_text",
    "summary_table",
    "team_text",
]
