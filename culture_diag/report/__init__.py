"""A release on file and in words: table and sentences for the terminal, the workbook, and the folder of results."""

from culture_diag.paths import prepare_folder
from culture_diag.report.folder import write_results
from culture_diag.story.highlights import Highlights, highlights
from culture_diag.story.quality_sentences import quality_text
from culture_diag.story.plan_sentences import plan_text
from culture_diag.story.tables import plan_table
from culture_diag.story.team_sentences import team_text
from culture_diag.story.tables import summary_table
from culture_diag.report.csv_file import write_csv
from culture_diag.report.workbook import write_workbook

__all__ = [
    "Highlights",
    "highlights",
    "plan_table",
    "plan_text",
    "prepare_folder",
    "quality_text",
    "summary_table",
    "team_text",
    "write_csv",
    "write_results",
    "write_workbook",
]
