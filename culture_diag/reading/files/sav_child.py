"""Run apart from everything else: read an SPSS file with pyreadstat and give it as JSON.

The library behind pyreadstat crashes on some damaged files, and takes the whole process along. So it gets its own:
there a crash is no more than a file that cannot be read, and memory has a limit.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from culture_diag.reading.common.cells import cell_text, tidy
from culture_diag.reading.files.unreadable import UnreadableFileError

MAX_CELLS = 60_000_000
"""A file with more cells is no survey."""

MAX_BYTES = 2 << 30
"""The cells together, as wide as the file declares them, may take no more."""

MAX_MEMORY_BYTES = 8 << 30
"""Of the process, where the system can set it."""


def main() -> None:
    """Read the file that the command line names; nothing on the standard output means that it cannot be read."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library says does not belong in the answer
    _limit_memory()
    try:
        variables = variables_of(Path(sys.argv[1]))
    except UnreadableFileError:
        sys.exit(1)
    with answer:
        answer.write(json.dumps(variables).encode())


def variables_of(path: Path) -> list[dict[str, Any]]:
    """Read a file into plain values, one dictionary a variable.

    Returns
    -------
    list of dict
        ``name`` and ``label``; ``texts``, the different values as text, and ``missing_texts``, the numbers of those
        that are declared missing; ``value_labels``, and ``missing_labels``, the values of those that are declared
        missing; ``places``, the number of its text for each respondent (32 bits, base 64).
    """
    from pyreadstat import read_sav

    data, meta = _read(read_sav, path)
    return [_variable(name, data[name], meta) for name in meta.column_names]


def _variable(name: str, values: Sequence[Any], meta: Any) -> dict[str, Any]:
    numbers: dict[str, int] = {}
    places = [numbers.setdefault(_cell(value), len(numbers)) for value in values]
    ranges = meta.missing_ranges.get(name, [])
    labels = meta.variable_value_labels.get(name, {})
    missing = {_cell(value) for value in set(values) if _is_declared(value, ranges)} if ranges else set()
    return {
        "name": name,
        "label": tidy(meta.column_names_to_labels.get(name) or ""),
        "texts": list(numbers),
        "missing_texts": sorted(numbers[text] for text in missing),
        "value_labels": {_cell(code): tidy(str(label)) for code, label in labels.items()},
        "missing_labels": [_cell(code) for code in labels if ranges and _is_declared(code, ranges)],
        "places": base64.b64encode(np.array(places, dtype="<i4").tobytes()).decode(),
    }


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > MAX_MEMORY_BYTES:
        with contextlib.suppress(ValueError, OSError):  # some systems know the limit and do not set it
            resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, hard))


def _read(reader: Callable[..., Any], path: Path) -> tuple[Mapping[str, Sequence[Any]], Any]:
    """Read with the encoding the file declares, else as Windows of Western Europe; never more than the limits."""
    for encoding in (None, "WINDOWS-1252"):
        try:
            _, meta = reader(str(path), metadataonly=True, encoding=encoding)
            most = _max_rows(meta)
            data, meta = reader(
                str(path), output_format="dict", user_missing=True, row_limit=most + 1, encoding=encoding
            )
        except UnicodeDecodeError:
            continue
        except Exception as error:  # a damaged file makes the library raise nearly anything
            if "encoding" in str(error).lower() and encoding is None:
                continue
            raise UnreadableFileError("table_sav_broken") from error
        if any(len(values) > most for values in data.values()):
            raise UnreadableFileError("table_sav_broken")
        return data, meta
    raise UnreadableFileError("table_sav_broken")


def _max_rows(meta: Any) -> int:
    """Reckon how many rows may be read; refuse a file that declares more."""
    widths = [max(int(width), 8) for width in meta.variable_storage_width.values()]
    most = min(MAX_CELLS // max(len(widths), 1), MAX_BYTES // max(sum(widths), 1))
    if (meta.number_rows or 0) > most or len(widths) > MAX_CELLS:
        raise UnreadableFileError("table_sav_broken")
    return most


def _cell(value: object) -> str:
    return value.rstrip() if isinstance(value, str) else cell_text(value)


def _is_declared(value: Any, ranges: Iterable[Any]) -> bool:
    """Tell whether the file declares a value as missing: one of its values, or within one of its ranges."""
    if value is None or value == "" or value != value:
        return False
    for span in ranges:
        low, high = (span["lo"], span["hi"]) if isinstance(span, Mapping) else (span, span)
        if isinstance(value, str):
            if isinstance(low, str) and value.rstrip() == low.rstrip():
                return True
        elif not isinstance(low, str) and isinstance(value, int | float) and low <= value <= high:
            return True
    return False
