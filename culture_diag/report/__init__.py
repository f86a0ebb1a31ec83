"""A release on file: the table in the terminal, the workbook, and the folder of pictures and figures."""

from culture_diag.report.folder import prepare_folder, write_results
from culture_diag.report.summary import summary_table
from culture_diag.report.tables import write_csv, write_workbook

__all__ = ["prepare_folder", "summary_table", "write_csv", "write_results", "write_workbook"]
