"""Why a file is not opened: one exception, whatever step finds it."""

from __future__ import annotations


class UnreadableFileError(Exception):
    """A file that cannot be read, or that would be unsafe to open.

    Parameters
    ----------
    key : str
        Of the problem in the catalogue of errors, such as ``table_quotes`` or ``table_sheet_too_large``.
    row : int, optional
        Record (from 1) in which it lies.
    **values
        What else the text of the problem names.
    """

    def __init__(self, key: str, row: int | None = None, **values: object) -> None:
        super().__init__(key, row)
        self.key = key
        self.row = row
        self.values = values
