"""The command line: parse, call the public API, print, exit code. Everything that thinks lives elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from culture_diag.i18n import LANGUAGES, default_language, text

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from culture_diag.disclosure import Release
    from culture_diag.reading import Responses

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


def _say(key: str, **values: object) -> str:
    return text(f"cli.{key}", LANG, **values)


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=_say("help.program"))

Lang = Annotated[str, typer.Option("--lang", help=_say("help.lang"))]
Force = Annotated[bool, typer.Option("--force", help=_say("help.force"))]
Style = Annotated[str, typer.Option("--style", help=_say("help.style"))]
Files = Annotated[list[Path], typer.Argument(help=_say("help.files"), show_default=False)]
InstrumentOption = Annotated[str, typer.Option("--instrument", help=_say("help.instrument"))]
WaveOption = Annotated[list[str] | None, typer.Option("--wave", help=_say("help.wave"), show_default=False)]
Rename = Annotated[list[str] | None, typer.Option("--rename", help=_say("help.rename"), show_default=False)]
Order = Annotated[list[str] | None, typer.Option("--order", help=_say("help.order"), show_default=False)]
Column = Annotated[list[str] | None, typer.Option("--column", help=_say("help.column"), show_default=False)]
INSTRUMENT = "invitation-challenge"


@app.callback()
def program(lang: Lang = LANG) -> None:
    """Take the language before the command, too."""
    _check_choices(lang, "print")


@app.command(help=_say("help.demo"))
def demo(
    out: Annotated[Path, typer.Option("--out", help=_say("help.out"))] = Path("culture-diag-demo"),
    style: Style = "print",
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Run the whole street on the bundled sample."""
    from culture_diag.report.folder import prepare_folder

    _check_choices(lang, style)
    prepare_folder(out, force=force, lang=lang)
    with _Progress(lang) as progress:
        progress.step("read")
        from culture_diag.sample import DEMO_TEAM, load_sample

        responses, sizes = load_sample(lang=lang)
        release = _released(responses, progress, sizes=sizes, lang=lang)
        written = _write(release, out, progress, style=style, items_of=DEMO_TEAM, lang=lang)
    _show(release, out, written, lang=lang)
    print("\n" + text("cli.next.demo", lang))


@app.command(help=_say("help.diagnose"))
def diagnose(
    files: Files,
    out: Annotated[Path, typer.Option("--out", help=_say("help.out"), show_default=False)],
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: Annotated[
        Path | None, typer.Option("--team-sizes", help=_say("help.sizes"), show_default=False)
    ] = None,
    target: Annotated[str, typer.Option("--target", help=_say("help.target"))] = "culture",
    min_n: Annotated[int, typer.Option("--min-n", help=_say("help.min_n"))] = 5,
    wave: WaveOption = None,
    column: Column = None,
    rename: Rename = None,
    order: Order = None,
    style: Style = "print",
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Diagnose answers of one's own."""
    from culture_diag.report.folder import prepare_folder

    _check_choices(lang, style)
    prepare_folder(out, force=force, inputs=[*files, *([team_sizes] if team_sizes else [])], lang=lang)
    with _Progress(lang) as progress:
        progress.step("read")
        responses = _read(files, instrument, wave, column, rename, order, lang)
        sizes = None if team_sizes is None else _read_sizes(team_sizes, lang)
        release = _released(responses, progress, sizes=sizes, target=target, min_n=min_n, lang=lang)
        written = _write(release, out, progress, style=style, items_of=None, lang=lang)
    _show(release, out, written, lang=lang)
    _warn(responses, sizes, lang)


@app.command(help=_say("help.check"))
def check(
    files: Files,
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: Annotated[
        Path | None, typer.Option("--team-sizes", help=_say("help.sizes"), show_default=False)
    ] = None,
    wave: WaveOption = None,
    column: Column = None,
    rename: Rename = None,
    order: Order = None,
    lang: Lang = LANG,
) -> None:
    """Say what was understood and what is wrong, without scoring."""
    _check_choices(lang, "print")
    with _Progress(lang) as progress:
        progress.step("read")
        responses = _read(files, instrument, wave, column, rename, order, lang)
        sizes = None if team_sizes is None else _read_sizes(team_sizes, lang)
    from culture_diag.reading import account_text

    print("\n".join(account_text(responses, lang)))
    if not _warn(responses, sizes, lang):
        print(text("cli.check.fine", lang))


@app.command(help=_say("help.lab"))
def lab(
    folder: Annotated[Path, typer.Option("--folder", help=_say("help.folder"))] = Path("culture-diag-notebooks"),
    browser: Annotated[bool, typer.Option(help=_say("help.browser"))] = True,
    lang: Lang = LANG,
) -> None:
    """Open JupyterLab on a copy of the notebooks."""
    from culture_diag.lab import copy_notebooks, start_lab

    _check_choices(lang, "print")
    copied = copy_notebooks(folder, lang=lang)
    print(text("cli.lab.copied" if copied else "cli.lab.kept", lang, count=len(copied), folder=folder))
    raise typer.Exit(start_lab(folder, browser=browser, lang=lang))


def main() -> None:
    """Run the command line; whatever a user can mend ends in words and exit code 2, never in a traceback."""
    from culture_diag.errors import CultureDiagError

    for stream in (sys.stdout, sys.stderr):
        # A redirected Windows console may not know every sign; a question mark beats an end.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        app()
    except CultureDiagError as error:
        print(error.text(error.lang), file=sys.stderr)
        raise SystemExit(WRONG_INPUT) from None
    except BrokenPipeError:
        # Whoever read our output has stopped reading; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


def _check_choices(lang: str, style: str) -> None:
    from culture_diag.errors import CultureDiagError

    if lang not in LANGUAGES:
        raise CultureDiagError.of("language", asked=lang, known=", ".join(LANGUAGES))
    if style not in ("print", "room"):
        raise CultureDiagError.of("unknown_style", lang=lang, asked=style)


def _read(
    files: list[Path],
    instrument: str,
    waves: list[str] | None,
    columns: list[str] | None,
    renamed: list[str] | None,
    order: list[str] | None,
    lang: str,
) -> Responses:
    from culture_diag.instrument import load_instrument
    from culture_diag.reading import read_responses

    return read_responses(
        files,
        load_instrument(instrument, lang=lang),
        mapping={key: header or None for key, header in _pairs(columns, "--column", lang).items()} or None,
        wave=waves or None,
        renamed=_pairs(renamed, "--rename", lang) or None,
        waves=order or None,
        lang=lang,
    )


def _read_sizes(path: Path, lang: str) -> pd.DataFrame:
    from culture_diag.reading import read_team_sizes

    return read_team_sizes(path, lang=lang)


def _pairs(given: list[str] | None, option: str, lang: str) -> dict[str, str]:
    from culture_diag.errors import CultureDiagError

    wrong = [pair for pair in given or [] if "=" not in pair]
    if wrong:
        raise CultureDiagError.of("no_pair", lang=lang, option=option, asked=wrong[0])
    parts = [pair.partition("=") for pair in given or []]
    return {key.strip(): value.strip() for key, _, value in parts}


def _released(responses: Responses, progress: _Progress, *, sizes: Any, lang: str, **choices: Any) -> Release:
    progress.step("place")
    from culture_diag.diagnosis import diagnose as to_diagnosis
    from culture_diag.disclosure import release as to_release

    min_n = choices.pop("min_n", 5)
    return to_release(to_diagnosis(responses, team_sizes=sizes, lang=lang, **choices), min_n=min_n, lang=lang)


def _write(
    release: Release, out: Path, progress: _Progress, *, style: str, items_of: str | None, lang: str
) -> list[Path]:
    from culture_diag.report.folder import step_keys, write_results

    keys = step_keys()
    made: list[Path] = []
    progress.step(keys[0])
    written = write_results(release, out, lang=lang, style=style, items_of=items_of)
    for (_, files), following in zip(written, [*keys[1:], ""], strict=True):
        made += files
        progress.step(following)
    return made


def _warn(responses: Responses, sizes: pd.DataFrame | None, lang: str) -> bool:
    """Say what may be a mistake; tell whether there was anything to say."""
    from culture_diag.reading import warning_text

    warnings = warning_text(responses, sizes, lang)
    if warnings:
        print("\n" + text("cli.look", lang))
        print("\n".join(f"  {warning}" for warning in warnings))
    return bool(warnings)


def _show(release: Release, out: Path, written: list[Path], *, lang: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from culture_diag.report.summary import summary_table

    summary = summary_table(release, lang=lang)
    title = text("cli.table", lang, wave=release.latest)
    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in summary.columns:
        table.add_column(Text(column), justify="left")
    for row in summary.itertuples(index=False):
        # As text, not as markup: a team may be called "[red]".
        table.add_row(*(Text(cell) for cell in row))
    console = _console(stderr=False)
    console.print(table)
    print(text("cli.privacy", lang, min_n=release.settings.min_n))
    print(text("cli.written", lang, folder=out))
    for file in written:
        print(f"  {file.name}")


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    # Into a file or a pipe there is no window to fit: a table must not be cut to 80 signs.
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=140)


class _Progress:
    """One line on the terminal that says what is being done; nothing where nobody looks."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._status: Any = None

    def __enter__(self) -> _Progress:
        self._status = _console(stderr=True).status("")
        self._status.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._status.__exit__(*error)

    def step(self, key: str) -> None:
        """Say what is done now."""
        if key:
            self._status.update(text(f"report.step.{key}", self.lang) + " …")
