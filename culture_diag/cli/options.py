"""Options as people type them: a decimal comma, a percentage, a word; and errors that name the option as typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from culture_diag.errors import CultureDiagError, Problem
from culture_diag.i18n import text
from culture_diag.study.options import Option

_TYPES: dict[str, Any] = {
    "file": Path | None,
    "files": list[Path] | None,
    "texts": list[str] | None,
    "pairs": list[str] | None,
    "switch": bool,
    "share_pair": tuple[str, str],
}
"""How the parser takes a kind; the others are text, since it knows neither a decimal comma nor our errors."""

_NUMBERS = ("count", "points", "range")


def typer_annotation(option: Option, help_text: str) -> Any:
    """Return the option as the parser wants it."""
    shown: dict[str, Any] = {} if option.default is not None and option.kind != "switch" else {"show_default": False}
    if option.kind in _NUMBERS:
        shown["metavar"] = "N"
    return Annotated[_TYPES.get(option.kind, str | None), typer.Option(option.flag, help=help_text, **shown)]


def default_typed(option: Option) -> Any:
    """Return the default as the parser shows it."""
    if option.kind == "share_pair":
        return tuple(map(str, option.default))
    return option.default if option.default is None or option.kind == "switch" else str(option.default)


def parse_option(option: Option, typed: Any, lang: str) -> Any:
    """Turn what was typed into a value.

    Raises
    ------
    CultureDiagError
        If it is none that the option takes.

    Examples
    --------
    >>> from culture_diag.study.options import BY_NAME
    >>> parse_option(BY_NAME["margin"], "0,2", "nl"), parse_option(BY_NAME["rename"], ["Plein=West"], "nl")
    (0.2, {'Plein': 'West'})
    """
    match option.kind:
        case "choice":
            return parse_choice(option, typed, lang)
        case "count":
            return parse_whole_number(option.flag, typed, option.example, lang)
        case "points" | "range":
            return parse_number_option(option.flag, typed, option.example, lang)
        case "share_pair":
            return parse_share_pair(typed, lang)
        case "pairs":
            return parse_pairs(option.flag, typed, lang)
        case _:
            return typed


def typed_number(asked: str) -> float | None:
    """Read a number with a decimal point or comma; None where it is none."""
    from culture_diag.reading.common.cells import parse_number  # late: the room loads pandas

    return parse_number(asked.strip())


def parse_number_option(flag: str, asked: str, example: str, lang: str) -> float:
    """Read a number with a decimal point or comma.

    Examples
    --------
    >>> parse_number_option("--sd", "0,6", "0,6", "nl")
    0.6
    """
    number = typed_number(asked)
    if number is None:
        raise CultureDiagError.of("option_number", lang=lang, option=flag, asked=asked, example=example)
    return number


def parse_whole_number(flag: str, asked: str, example: str, lang: str) -> int:
    """Read a whole number of 0 or more.

    Examples
    --------
    >>> parse_whole_number("--min-n", "7", "5", "en")
    7
    """
    number = typed_number(asked)
    if number is None or number < 0 or not number.is_integer():
        raise CultureDiagError.of("option_whole", lang=lang, option=flag, asked=asked, example=example)
    return int(number)


def parse_share_pair(asked: Sequence[str], lang: str) -> tuple[float, float]:
    """Read two shares, or two percentages: with a %-sign, or where one is more than 1.

    Examples
    --------
    >>> [parse_share_pair(typed, "nl") for typed in (("0,5", "0.75"), ("50", "75%"), ("0", "75"))]
    [(0.5, 0.75), (0.5, 0.75), (0.0, 0.75)]
    """
    error = CultureDiagError.of("option_gate", lang=lang, asked=" ".join(asked))
    low, high = (typed_number(part.strip().removesuffix("%")) for part in asked)
    if low is None or high is None:
        raise error
    if "%" in "".join(asked) or max(low, high) > 1:
        if not all(number.is_integer() or number > 1 for number in (low, high)):
            raise error  # half a percent, or half? 0.5 with 75 may be either
        low, high = low / 100, high / 100
    if not 0 <= low <= high <= 1:
        raise error
    return low, high


def parse_choice(option: Option, asked: str, lang: str) -> str:
    """Return the word that was chosen.

    Examples
    --------
    >>> from culture_diag.study.options import BY_NAME
    >>> parse_choice(BY_NAME["target"], "members", "nl")
    'members'
    """
    if asked not in option.choices:
        if option.name == "style":
            raise CultureDiagError.of("unknown_style", lang=lang, asked=asked)
        help_text = text(f"cli.help.{option.name}", lang)
        values = {"option": option.flag, "asked": asked, "known": ", ".join(option.choices), "help": help_text}
        raise CultureDiagError.of("option_choice", lang=lang, **values)
    return asked


def parse_pairs(flag: str, typed: Sequence[str], lang: str) -> dict[str, str]:
    """Part what was typed as ``key=value``.

    Examples
    --------
    >>> parse_pairs("--column", ["team=Groep "], "en")
    {'team': 'Groep'}
    """
    wrong = [pair for pair in typed if "=" not in pair]
    if wrong:
        raise CultureDiagError.of("no_pair", lang=lang, option=flag, asked=wrong[0])
    return {key.strip(): value.strip() for key, _, value in (pair.partition("=") for pair in typed)}


@contextmanager
def named_as_options(typed: Mapping[str, str | None]) -> Iterator[None]:
    """Let an error about a number name the option it was given with, as it was typed (by the name of the choice)."""
    try:
        yield
    except CultureDiagError as error:
        raise type(error)([_as_option(one, typed) for one in error.problem_list], lang=error.lang) from None


def _as_option(problem: Problem, typed: Mapping[str, str | None]) -> Problem:
    name = str(problem.values.get("name"))
    if name not in typed or problem.kind != "out_of_range":
        return problem
    values = {**problem.values, "option": f"--{name}", "asked": typed[name]}
    return replace(problem, key=f"option_{problem.values['bound']}", values=values)
