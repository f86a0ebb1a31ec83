"""A release on file and in words: table and sentences for the terminal, the workbook, and the folder of results."""

from culture_diag.paths import prepare_folder
from culture_diag.report.folder import write_results
from culture_diag.report.highlights import Highlights, highlights
from culture_diag.report.measurement import quality_text
from culture_diag.report.plan import plan_text
from culture_diag.report.plan_table import plan_table
from culture_diag.report.sentences import team_text
from culture_diag.report.summary import summary_table
from culture_diag.report.tables import write_csv
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
