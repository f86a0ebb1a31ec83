"""The program: its language, the options that commands share, what the parser refuses, and how it ends."""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from culture_diag.errors import CultureDiagError
from culture_diag.i18n import LANGUAGES, catalogue, default_language, text
from culture_diag.i18n.safe_text import printable
from culture_diag.study.options import STYLES

PROGRAM = "culture-diag"

# The parser lies within typer or beside it, as the version has it.
PARSER: Any = sys.modules[typer.BadParameter.__module__]

_NEGATIVE = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")
_QUOTED = re.compile(r"""(['"])(.*)\1""")


def translated_usage_error(error: Any, arguments: Sequence[str], known: Sequence[str], lang: str) -> CultureDiagError:
    """Say what the parser refuses as an error of ours.

    `arguments` are as typed, `known` are the commands there are.
    """
    command = next((argument for argument in arguments if argument in known), "")
    values: dict[str, object] = {"help": f"{PROGRAM} {command} --help".replace("  ", " ")}
    key = "usage_other"
    message = str(getattr(error, "message", ""))
    if isinstance(error, PARSER.NoSuchOption):
        # The parser names the first figure of a negative number only.
        negative = [typed for typed in arguments if _NEGATIVE.fullmatch(typed) and typed.startswith(error.option_name)]
        key, values["asked"] = "usage_option", negative[0] if negative else error.option_name
        if command == "plan" and _NEGATIVE.fullmatch(str(values["asked"])):
            key = "usage_team_size"
        else:
            key = _near(key, values, _options(error.ctx))
    elif isinstance(error, PARSER.MissingParameter):
        key, values = _missing(error, command, values, lang)
    elif isinstance(error, PARSER.BadOptionUsage):
        key, values["asked"] = "usage_value_missing", error.option_name
        if error.option_name == "--gate":
            after = arguments[arguments.index("--gate") + 1 :] if "--gate" in arguments else ()
            key, values["asked"] = "option_gate", " ".join(after)
    elif isinstance(error, PARSER.BadParameter):
        key, values["asked"] = "usage_value_wrong", _name(error.param)
    elif message.startswith("No such command"):
        found = _QUOTED.search(message.partition("Did you mean")[0])
        values |= {"asked": found[2] if found else "", "known": ", ".join(known)}
        key = _near("usage_command", values, known)
    elif message.startswith("Missing command"):
        key, values["known"] = "usage_command_missing", ", ".join(known)
    elif message.startswith("Got unexpected extra"):
        key, extra = "usage_extra", message.partition("(s)")[2].strip(" ()")
        values["asked"] = extra or message.rpartition("(")[2][:-1]
    return CultureDiagError.of(key, lang=lang, **values)


def _near(key: str, values: dict[str, object], known: Iterable[str]) -> str:
    found = difflib.get_close_matches(str(values["asked"]), list(known), n=1)
    if found:
        values["near"] = found[0]
    return f"{key}_near" if found else key


def _options(context: Any) -> list[str]:
    parameters = [] if context is None else context.command.get_params(context)
    return [name for parameter in parameters for name in parameter.opts if name.startswith("--")]


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


WRONG_INPUT = 2
"""Exit code for what the user can mend."""


def _asked_language(arguments: list[str]) -> str:
    """Find the language before the parser runs: its help and its errors must already speak it."""
    for at, argument in enumerate(arguments):
        asked = argument.partition("=")[2] if "=" in argument else "".join(arguments[at + 1 : at + 2])
        if argument.partition("=")[0] == "--lang" and asked in LANGUAGES:
            return asked
    return default_language()


LANG = _asked_language(sys.argv[1:])


def cli_text(key: str, **values: object) -> str:
    """Return a text of the command line, in the language of this run."""
    return text(f"cli.{key}", LANG, **values)


app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=cli_text("help.program")
)


def known_language(lang: str) -> str:
    """Return a language that is spoken here."""
    if lang not in LANGUAGES:
        raise CultureDiagError.of("language", asked=lang, known=", ".join(LANGUAGES))
    return lang


def _style(style: str) -> str:
    if style not in STYLES:
        raise CultureDiagError.of("unknown_style", lang=LANG, asked=style)
    return style


Lang = Annotated[str, typer.Option("--lang", help=cli_text("help.lang"), callback=known_language)]
Style = Annotated[str, typer.Option("--style", help=cli_text("help.style"), callback=_style)]
Force = Annotated[bool, typer.Option("--force", help=cli_text("help.force"))]
InstrumentOption = Annotated[
    str | None, typer.Option("--instrument", help=cli_text("help.instrument"), show_default=False)
]
SizesOption = Annotated[Path | None, typer.Option("--team-sizes", help=cli_text("help.team_sizes"), show_default=False)]
PlatformOption = Annotated[str | None, typer.Option("--platform", help=cli_text("help.platform"), show_default=False)]


@app.callback()
def program(lang: Lang = LANG) -> None:
    """Take the language before the command, too."""


def main() -> None:
    """Run the command line; whatever a user can mend ends in words and exit code 2, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A redirected Windows console may not know every sign; a question mark beats an end.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        code = app(standalone_mode=False)
    except PARSER.UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help is its message
            error.show()
        else:
            commands = [command.callback.__name__ for command in app.registered_commands if command.callback]
            print(printable(translated_usage_error(error, sys.argv[1:], commands, LANG).text(LANG)), file=sys.stderr)
        raise SystemExit(WRONG_INPUT) from None
    except CultureDiagError as error:
        print(printable(error.text(error.lang)), file=sys.stderr)
        raise SystemExit(WRONG_INPUT) from None
    except typer.Abort:
        raise SystemExit(1) from None
    except BrokenPipeError:
        # Whoever read our output has stopped reading; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    raise SystemExit(code if isinstance(code, int) else 0)
