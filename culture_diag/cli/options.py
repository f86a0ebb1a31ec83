"""Options as people type them: a decimal comma, a percentage, a word; and errors that name the option as typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from culture_diag.errors import CultureDiagError, Problem
from culture_diag.i18n import text

CHOICES = {"--target": ("culture", "members"), "--norm-kind": ("mean", "median")}


def _number(asked: str) -> float | None:
    from culture_diag.reading.common.cells import parse_number  # late: the room loads pandas

    return parse_number(asked.strip())


def number_of(option: str, asked: str | None, example: str, lang: str) -> float | None:
    """Read a number with a decimal point or comma; None where the option is not given.

    Examples
    --------
    >>> number_of("--sd", "0,6", "0,6", "nl"), number_of("--sd", None, "0,6", "nl")
    (0.6, None)
    """
    if asked is None:
        return None
    number = _number(asked)
    if number is None:
        raise CultureDiagError.of("option_number", lang=lang, option=option, asked=asked, example=example)
    return number


def whole_of(option: str, asked: str, example: str, lang: str) -> int:
    """Read a whole number of 0 or more.

    Examples
    --------
    >>> whole_of("--min-n", "7", "5", "en")
    7
    """
    number = _number(asked)
    if number is None or number < 0 or not number.is_integer():
        raise CultureDiagError.of("option_whole", lang=lang, option=option, asked=asked, example=example)
    return int(number)


def team_size_of(asked: str, lang: str) -> int:
    """Read the number of people in a team.

    Examples
    --------
    >>> team_size_of("12", "nl")
    12
    """
    number = _number(asked)
    if number is None or not number.is_integer():
        raise CultureDiagError.of("usage_team_size", lang=lang, asked=asked)
    return int(number)


def gate_of(asked: Sequence[str], lang: str) -> tuple[float, float]:
    """Read two shares, or two percentages: with a %-sign, or where one is more than 1.

    Examples
    --------
    >>> gate_of(("0,5", "0.75"), "nl"), gate_of(("50", "75%"), "nl"), gate_of(("0", "75"), "en")
    ((0.5, 0.75), (0.5, 0.75), (0.0, 0.75))
    """
    numbers = [_number(part.strip().removesuffix("%")) for part in asked]
    low, high = numbers
    if low is None or high is None:
        raise _no_gate(asked, lang)
    if "%" in "".join(asked) or max(low, high) > 1:
        if not all(number.is_integer() or number > 1 for number in (low, high)):
            raise _no_gate(asked, lang)  # half a percent, or half? 0.5 with 75 may be either
        low, high = low / 100, high / 100
    if not 0 <= low <= high <= 1:
        raise _no_gate(asked, lang)
    return low, high


def _no_gate(asked: Sequence[str], lang: str) -> CultureDiagError:
    return CultureDiagError.of("option_gate", lang=lang, asked=" ".join(asked))


def choice_of(option: str, asked: str, lang: str) -> str:
    """Give the word that was chosen.

    Examples
    --------
    >>> choice_of("--target", "members", "nl")
    'members'
    """
    known = CHOICES[option]
    if asked not in known:
        help_ = text(f"cli.help.{option.strip('-').replace('-', '_')}", lang)
        values = {"option": option, "asked": asked, "known": ", ".join(known), "help": help_}
        raise CultureDiagError.of("option_choice", lang=lang, **values)
    return asked


@contextmanager
def named_as_options(typed: Mapping[str, str | None]) -> Iterator[None]:
    """Let an error about a number name the option it was given with, as it was typed (by the name of the choice)."""
    try:
        yield
    except CultureDiagError as error:
        raise type(error)([_as_option(found, typed) for found in error.problem_list], lang=error.lang) from None


def _as_option(problem: Problem, typed: Mapping[str, str | None]) -> Problem:
    name = str(problem.values.get("name"))
    if name not in typed or not problem.key.startswith("plan_number_"):
        return problem
    values = {**problem.values, "option": f"--{name}", "asked": typed[name]}
    return replace(problem, key=problem.key.replace("plan_number_", "option_"), values=values)


@contextmanager
def about_norm(file: str | None) -> Iterator[None]:
    """Let an error about a norm name the file it comes from."""
    try:
        yield
    except CultureDiagError as error:
        if file is None or not any(problem.kind == "norm" for problem in error.problem_list):
            raise
        placed = [replace(found, file=file) if found.kind == "norm" else found for found in error.problem_list]
        raise type(error)(placed, lang=error.lang) from None
