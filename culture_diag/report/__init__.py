"""A release on file: the table, the workbook, and the folder of results."""

from culture_diag.report.folder import write_csv, write_results
from culture_diag.report.workbook import write_workbook

__all__ = ["write_csv", "write_results", "write_workbook"]
