"""The program: its language, the options that commands share, and how it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from culture_diag.cli.usage import PARSER, in_words
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import LANGUAGES, default_language, text
from culture_diag.i18n.safe_text import printable
from culture_diag.study.options import STYLES

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
    """Return a text of the command line, in the language of this run."""
    return text(f"cli.{key}", LANG, **values)


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=say("help.program"))


def _spoken(lang: str) -> str:
    if lang not in LANGUAGES:
        raise CultureDiagError.of("language", asked=lang, known=", ".join(LANGUAGES))
    return lang


def _style(style: str) -> str:
    if style not in STYLES:
        raise CultureDiagError.of("unknown_style", lang=LANG, asked=style)
    return style


Lang = Annotated[str, typer.Option("--lang", help=say("help.lang"), callback=_spoken)]
Style = Annotated[str, typer.Option("--style", help=say("help.style"), callback=_style)]
Force = Annotated[bool, typer.Option("--force", help=say("help.force"))]
InstrumentOption = Annotated[str | None, typer.Option("--instrument", help=say("help.instrument"), show_default=False)]
SizesOption = Annotated[Path | None, typer.Option("--team-sizes", help=say("help.team_sizes"), show_default=False)]
PlatformOption = Annotated[str | None, typer.Option("--platform", help=say("help.platform"), show_default=False)]


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
