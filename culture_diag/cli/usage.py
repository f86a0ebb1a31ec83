"""What the parser of the command line refuses, in the language of the user and with a repair."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer

from culture_diag.errors import CultureDiagError
from culture_diag.i18n import catalogue, text

PROGRAM = "culture-diag"

# The parser lies within typer or beside it, as the version has it.
PARSER: Any = sys.modules[typer.BadParameter.__module__]

_NEGATIVE = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")
_QUOTED = re.compile(r"""(['"])(.*)\1""")


def in_words(error: Any, arguments: Sequence[str], known: Sequence[str], lang: str) -> CultureDiagError:
    """Say what the parser refuses as an error of ours.

    Parameters
    ----------
    error : UsageError
        Of the parser.
    arguments : sequence of str
        As typed.
    known : sequence of str
        The commands there are.
    lang : {"nl", "en"}

    Returns
    -------
    CultureDiagError
    """
    command = next((argument for argument in arguments if argument in known), "")
    values: dict[str, object] = {"help": f"{PROGRAM} {command} --help".replace("  ", " ")}
    key = "usage_other"
    message = str(getattr(error, "message", ""))
    if isinstance(error, PARSER.NoSuchOption):
        key, values["asked"] = "usage_option", _typed(error.option_name, arguments)
        if command == "plan" and _NEGATIVE.fullmatch(str(values["asked"])):
            key = "usage_team_size"
        else:
            key = _near(key, values, _options(error.ctx))
    elif isinstance(error, PARSER.MissingParameter):
        key, values = _missing(error, command, values, lang)
    elif isinstance(error, PARSER.BadOptionUsage):
        key, values["asked"] = "usage_value_missing", error.option_name
        if error.option_name == "--gate":
            key, values["asked"] = "option_gate", " ".join(_after("--gate", arguments))
    elif isinstance(error, PARSER.BadParameter):
        key, values["asked"] = "usage_value_wrong", _name(error.param)
    elif message.startswith("No such command"):
        found = _QUOTED.search(message.partition("Did you mean")[0])
        values |= {"asked": found[2] if found else "", "known": ", ".join(known)}
        key = _near("usage_command", values, known)
    elif message.startswith("Missing command"):
        key, values["known"] = "usage_command_missing", ", ".join(known)
    elif message.startswith("Got unexpected extra"):
        key, values["asked"] = (
            "usage_extra",
            message.partition("(s)")[2].strip(" ()") or message.rpartition("(")[2][:-1],
        )
    return CultureDiagError.of(key, lang=lang, **values)


def _near(key: str, values: dict[str, object], known: Iterable[str]) -> str:
    found = difflib.get_close_matches(str(values["asked"]), list(known), n=1)
    if found:
        values["near"] = found[0]
    return f"{key}_near" if found else key


def _options(context: Any) -> list[str]:
    parameters = [] if context is None else context.command.get_params(context)
    return [name for parameter in parameters for name in parameter.opts if name.startswith("--")]


def _typed(option: str, arguments: Sequence[str]) -> str:
    """Return a negative number in full: the parser names its first figure only."""
    negative = [argument for argument in arguments if _NEGATIVE.fullmatch(argument) and argument.startswith(option)]
    return negative[0] if negative else option


def _after(option: str, arguments: Sequence[str]) -> Sequence[str]:
    return arguments[arguments.index(option) + 1 :] if option in arguments else ()


def _missing(error: Any, command: str, values: dict[str, object], lang: str) -> tuple[str, dict[str, object]]:
    example = f"cli.example.{command}"
    shown = text(example, lang) if example in catalogue(lang) else values["help"]
    if getattr(error.param, "param_type_name", "") == "argument":
        return ("usage_files_missing" if error.param.name == "files" else "usage_team_size_missing"), {"example": shown}
    return "usage_option_missing", {"asked": _name(error.param), "example": shown}


def _name(parameter: Any) -> str:
    if parameter is None:
        return PROGRAM
    return max(parameter.opts, key=len) if parameter.opts else str(parameter.name)
