"""Which wave each file is, and the order of the waves in time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from culture_diag.errors import Problem, ResponseError
from culture_diag.reading.cells import tidy

_MOMENT = re.compile(r"\d{4}(?:[-/]\d{1,4})?(?:-\d{1,2})?")
_NUMBERED = re.compile(r"(\D*)(\d+(?:[.,]\d+)?)(\D*)")


def order_of_waves(labels: Sequence[str]) -> tuple[str, ...]:
    """Put wave labels in order of time.

    Years, months, days and school years are sorted; so are labels that differ only in a number. Of other labels
    (such as seasons) the order in which they are first met is kept.

    Parameters
    ----------
    labels : sequence of str
        Different labels, in the order in which they are met.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> order_of_waves(["2025-03", "2024-10"]), order_of_waves(["2024/2025", "2023/2024"])
    (('2024-10', '2025-03'), ('2023/2024', '2024/2025'))
    >>> order_of_waves(["10", "9"]), order_of_waves(["meting 10", "meting 2"])
    (('9', '10'), ('meting 2', 'meting 10'))
    >>> order_of_waves(["voorjaar", "najaar"])
    ('voorjaar', 'najaar')
    """
    if all(_MOMENT.fullmatch(label) for label in labels):
        return tuple(sorted(labels, key=lambda label: [int(part) for part in re.findall(r"\d+", label)]))
    parts = [_NUMBERED.fullmatch(label) for label in labels]
    found = [part for part in parts if part]
    if len(found) == len(labels) and len({(part[1], part[3]) for part in found}) == 1:
        return tuple(part[0] for part in sorted(found, key=lambda part: float(part[2].replace(",", "."))))
    return tuple(labels)


def labels_of_files(
    paths: Sequence[Path], wave: str | Sequence[str] | None, *, lang: str | None = None
) -> tuple[tuple[str, ...], bool]:
    """Give each file the label it has where it holds no wave column.

    Returns
    -------
    labels : tuple of str
        From `wave` (one label for all files, or one a file), else the file's name without its extension.
    named : bool
        Whether `wave` gave them.

    Raises
    ------
    ResponseError
        If a file is given twice, or `wave` does not give one label a file.

    Examples
    --------
    >>> labels_of_files([Path("2024.csv"), Path("2025.csv")], None)
    (('2024', '2025'), False)
    """
    problems = []
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            problems.append(Problem("file_twice", {"name": path.name}, file=path.name))
        seen.add(path.resolve())
    given = [wave] * len(paths) if isinstance(wave, str) else list(wave or [])
    labels = tuple(tidy(str(label)) for label in given) or tuple(tidy(path.stem) for path in paths)
    if len(labels) != len(paths) or not all(labels):
        problems.append(Problem("wave_labels_count", {"files": len(paths), "labels": len(given)}))
    if problems:
        raise ResponseError(problems, lang=lang)
    return labels, wave is not None
