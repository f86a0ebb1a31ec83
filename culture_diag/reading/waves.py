"""Which wave each file is, and the order of the waves in time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from culture_diag.errors import Problem, ResponseError
from culture_diag.reading.cells import tidy
from culture_diag.reading.dates import MONTHS

_MOMENT = re.compile(r"\d{4}(?:[-/]\d{1,4})?(?:-\d{1,2})?")
_NUMBERED = re.compile(r"(\D*)(\d+(?:[.,]\d+)?)(\D*)")

# Part of the year in Dutch or English -> month. Winter lies at both ends of a year, so it tells no order.
_PARTS = {"voorjaar": 4, "lente": 4, "spring": 4, "zomer": 7, "summer": 7, "najaar": 10, "herfst": 10, "autumn": 10,
          "fall": 10, "q1": 1, "q2": 4, "q3": 7, "q4": 10}  # fmt: skip


def order_of_waves(labels: Sequence[str]) -> tuple[str, ...]:
    """Put wave labels in order of time.

    Years, months, days and school years are sorted; so are a year with a part of it (voorjaar 2026) and labels that
    differ only in a number. Of other labels the order in which they are first met is kept.

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
    >>> order_of_waves(["voorjaar 2026", "Najaar 2025"]), order_of_waves(["voormeting", "nameting"])
    (('Najaar 2025', 'voorjaar 2026'), ('voormeting', 'nameting'))
    """
    if all(_MOMENT.fullmatch(label) for label in labels):
        return tuple(sorted(labels, key=lambda label: [int(part) for part in re.findall(r"\d+", label)]))
    if all(_part_of_year(label) for label in labels):
        return tuple(sorted(labels, key=lambda label: _part_of_year(label) or (0, 0)))
    parts = [_NUMBERED.fullmatch(label) for label in labels]
    found = [part for part in parts if part]
    if len(found) == len(labels) and len({(part[1], part[3]) for part in found}) == 1:
        return tuple(part[0] for part in sorted(found, key=lambda part: float(part[2].replace(",", "."))))
    return tuple(labels)


def _part_of_year(label: str) -> tuple[int, int] | None:
    """Read a year with a season or month, in either order; None where a label is anything else."""
    words = re.findall(r"[^\W_]+", label.casefold())
    years = [int(word) for word in words if re.fullmatch(r"(?:19|20)\d\d", word)]
    months = [month for word in words if (month := (_PARTS | MONTHS).get(word))]
    months += [int(word) for word in words if re.fullmatch(r"0?[1-9]|1[0-2]", word)]
    return (years[0], months[0]) if len(words) == 2 and len(years) == len(months) == 1 else None


def labels_of_files(
    paths: Sequence[Path],
    wave: str | Sequence[str] | None,
    *,
    said: Sequence[str | None] = (),
    lang: str | None = None,
) -> tuple[tuple[str, ...], bool]:
    """Give each file the label it has where it holds no wave column.

    Returns
    -------
    labels : tuple of str
        From `wave` (one label for all files, or one a file), else what its mapping has `said`, else the file's name
        without its extension.
    named : bool
        Whether they were given: files of one wave are then no mistake.

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
    said = tuple(said) or (None,) * len(paths)
    own = [label or path.stem for label, path in zip(said, paths, strict=True)]
    labels = tuple(tidy(str(label)) for label in given or own)
    if len(labels) != len(paths) or not all(labels):
        problems.append(Problem("wave_labels_count", {"files": len(paths), "labels": len(given)}))
    if problems:
        raise ResponseError(problems, lang=lang)
    return labels, wave is not None or all(said)
