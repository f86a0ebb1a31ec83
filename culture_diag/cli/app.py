"""The program: its language, the options that commands share, and how it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from culture_diag.cli.inputs import check_choices
from culture_diag.cli.usage import PARSER, in_words
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import LANGUAGES, default_language, text
from culture_diag.i18n.safe_text import printable

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


def say(key: str, **values: object) -> str:
    """Give a text of the command line, in the language of this run."""
    return text(f"cli.{key}", LANG, **values)


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=say("help.program"))

Lang = Annotated[str, typer.Option("--lang", help=say("help.lang"))]
Force = Annotated[bool, typer.Option("--force", help=say("help.force"))]
Style = Annotated[str, typer.Option("--style", help=say("help.style"))]
InstrumentOption = Annotated[str, typer.Option("--instrument", help=say("help.instrument"))]
SizesOption = Annotated[Path | None, typer.Option("--team-sizes", help=say("help.sizes"), show_default=False)]
WaveOption = Annotated[list[str] | None, typer.Option("--wave", help=say("help.wave"), show_default=False)]
Rename = Annotated[list[str] | None, typer.Option("--rename", help=say("help.rename"), show_default=False)]
Order = Annotated[list[str] | None, typer.Option("--order", help=say("help.order"), show_default=False)]
TargetOption = Annotated[str, typer.Option("--target", help=say("help.target"))]
MappingOption = Annotated[list[Path] | None, typer.Option("--mapping", help=say("help.mapping"), show_default=False)]
PlatformOption = Annotated[str | None, typer.Option("--platform", help=say("help.platform"), show_default=False)]
Partials = Annotated[str | None, typer.Option("--partials", help=say("help.partials"), show_default=False)]
Column = Annotated[list[str] | None, typer.Option("--column", help=say("help.column"), show_default=False)]
MinN = Annotated[str, typer.Option("--min-n", help=say("help.min_n"), metavar="N")]
INSTRUMENT = "invitation-challenge"


@app.callback()
def program(lang: Lang = LANG) -> None:
    """Take the language before the command, too."""
    check_choices(lang, "print")


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
            print(printable(in_words(error, sys.argv[1:], _commands(), LANG).text(LANG)), file=sys.stderr)
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


def _commands() -> tuple[str, ...]:
    return tuple(command.callback.__name__ for command in app.registered_commands if command.callback)
