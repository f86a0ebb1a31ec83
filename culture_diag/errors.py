"""What can go wrong, said as a repair: all problems of an input at once, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Self

from culture_diag.i18n import default_language, text

if TYPE_CHECKING:
    import pandas as pd

MAX_LISTED = 20
"""How many problems the text lists before it counts the rest."""

MAX_VALUE_LENGTH = 60
"""How many characters of an offending value are repeated."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and (through its key) the repair.

    Parameters
    ----------
    key : str
        Entry of the ``errors`` catalogue; it has a ``problem`` and a ``repair`` text.
    values : mapping
        What fills the fields of both texts.
    file, row, column, letter, value : optional
        Where: file name, row as a spreadsheet counts it (header is row 1), header text, column letter, cell text.
    kind : str
        What it is about, for code that reacts to it: several keys may be of one kind. A key only chooses the texts, so
        that these can be split or reworded without anything else changing.

    Examples
    --------
    >>> Problem("language", {"asked": "fr", "known": "nl, en"}).text("en")
    "language 'fr' is not available; choose from: nl, en"
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    file: str | None = None
    row: int | None = None
    column: str | None = None
    letter: str | None = None
    value: str | None = None
    kind: str = ""

    def text(self, lang: str) -> str:
        """Say what is wrong."""
        return text(f"errors.{self.key}.problem", lang, **self.values)

    def repair(self, lang: str) -> str:
        """Say what to do about it."""
        return text(f"errors.{self.key}.repair", lang, **self.values)

    def place(self, lang: str) -> str:
        """Say where it stands, or nothing where it has no place."""
        words = {"file": self.file, "row": self.row, "column": self._column(), "value": self._value()}
        return ", ".join(f"{text(f'errors.layout.{key}', lang)} {word}" for key, word in words.items() if word)

    def _column(self) -> str | None:
        parts = [self.letter or "", f"({_shorten(self.column)})" if self.column else ""]
        return " ".join(part for part in parts if part) or None

    def _value(self) -> str | None:
        return None if self.value is None else f"'{_shorten(self.value)}'"


class CultureDiagError(Exception):
    """Anything this package refuses, with every problem and its repair.

    Parameters
    ----------
    problems : Problem or iterable of Problem
    lang : {"nl", "en"}, optional
        Language of ``str(error)``; by default the user's (:func:`culture_diag.i18n.default_language`).

    Examples
    --------
    >>> error = CultureDiagError.of("language", lang="en", asked="fr", known="nl, en")
    >>> print(error)
    language 'fr' is not available; choose from: nl, en
    Repair: Use lang="nl" or lang="en".
    >>> len(error.problems)
    1
    """

    def __init__(self, problems: Problem | Iterable[Problem], *, lang: str | None = None) -> None:
        self.problem_list = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.lang = lang or default_language()
        super().__init__(self.problem_list)

    @classmethod
    def of(cls, key: str, /, *, lang: str | None = None, **values: object) -> Self:
        """Make an error of one problem that has no place in a file."""
        return cls(Problem(key, values), lang=lang)

    @property
    def problems(self) -> pd.DataFrame:
        """All problems: columns ``file, row, column, letter, value, problem, repair, key``."""
        import pandas as pd

        columns = ["file", "row", "column", "letter", "value", "problem", "repair", "key"]
        rows = [
            (p.file, p.row, p.column, p.letter, p.value, p.text(self.lang), p.repair(self.lang), p.key)
            for p in self.problem_list
        ]
        return pd.DataFrame(rows, columns=columns).astype({"row": "Int64"})

    def text(self, lang: str | None = None) -> str:
        """Say all problems with their repairs; a repair shared by a run of problems is said once, after the last."""
        lang = lang or self.lang
        if len(self.problem_list) == 1:
            return "\n".join(_lines(self.problem_list, lang))
        lines = [text("errors.layout.heading", lang, count=len(self.problem_list))]
        lines += [f"  {line}" for line in _lines(self.problem_list[:MAX_LISTED], lang)]
        if len(self.problem_list) > MAX_LISTED:
            lines.append("  " + text("errors.layout.more", lang, count=len(self.problem_list) - MAX_LISTED))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()


class InstrumentError(CultureDiagError):
    """An instrument is unknown, cannot be read, or contradicts itself."""


class MappingError(CultureDiagError):
    """A file's columns cannot be matched to the instrument."""


class ResponseError(CultureDiagError):
    """Answers (or team sizes) cannot be used as they stand."""


class DisclosureError(CultureDiagError):
    """Something would be shown that may not leave the advisor's machine."""


def require_packages(*names: str, key: str, lang: str | None) -> None:
    """Refuse to begin what needs packages that are not installed; the repair names the extra that brings them.

    Parameters
    ----------
    *names : str
        As they are imported.
    key : str
        Entry of the ``errors`` catalogue.
    lang : {"nl", "en"}, optional

    Raises
    ------
    CultureDiagError
        If one of them cannot be found. Nothing is imported: some take a second.

    Examples
    --------
    >>> require_packages("json", key="no_jinja2", lang="en")
    """
    if not is_installed(*names):
        raise CultureDiagError.of(key, lang=lang)


def is_installed(*names: str) -> bool:
    """Tell whether packages can be imported, without importing them.

    Examples
    --------
    >>> is_installed("json", "math"), is_installed("json", "no_such_package")
    (True, False)
    """
    return all(find_spec(name) is not None for name in names)


def _lines(problems: Iterable[Problem], lang: str) -> list[str]:
    lines: list[str] = []
    # A column of wrong answers gives one repair a hundred times over: it is said once, below the run it belongs to.
    pending = ""
    for problem in problems:
        repair = text("errors.layout.repair", lang, repair=problem.repair(lang))
        if pending and repair != pending:
            lines.append(pending)
        place = problem.place(lang)
        lines.append(f"{place}: {problem.text(lang)}" if place else problem.text(lang))
        pending = repair
    return [*lines, pending] if pending else lines


def _shorten(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= MAX_VALUE_LENGTH else value[: MAX_VALUE_LENGTH - 1] + "…"
