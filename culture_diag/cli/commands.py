"""The commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from culture_diag.cli.inputs import check_choices, leave_out_flagged, read_answers, read_reference, read_sizes
from culture_diag.cli.options import about_norm, choice_of, gate_of, named_as_options, number_of, team_size_of, whole_of
from culture_diag.cli.usage import PARSER, in_words
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import LANGUAGES, default_language, number, text

if TYPE_CHECKING:
    from culture_diag.console import Progress
    from culture_diag.disclosure import Release
    from culture_diag.planning import Plan
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
SizesOption = Annotated[Path | None, typer.Option("--team-sizes", help=_say("help.sizes"), show_default=False)]
WaveOption = Annotated[list[str] | None, typer.Option("--wave", help=_say("help.wave"), show_default=False)]
Rename = Annotated[list[str] | None, typer.Option("--rename", help=_say("help.rename"), show_default=False)]
Order = Annotated[list[str] | None, typer.Option("--order", help=_say("help.order"), show_default=False)]
TargetOption = Annotated[str, typer.Option("--target", help=_say("help.target"))]
Column = Annotated[list[str] | None, typer.Option("--column", help=_say("help.column"), show_default=False)]
MinN = Annotated[str, typer.Option("--min-n", help=_say("help.min_n"), metavar="N")]
INSTRUMENT = "invitation-challenge"


@app.callback()
def program(lang: Lang = LANG) -> None:
    """Take the language before the command, too."""
    check_choices(lang, "print")


@app.command(help=_say("help.demo"))
def demo(
    out: Annotated[Path, typer.Option("--out", help=_say("help.out"))] = Path("culture-diag-demo"),
    style: Style = "print",
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Run the whole street on the bundled sample."""
    from culture_diag.console import Progress, show_release
    from culture_diag.report.folder import prepare_folder

    check_choices(lang, style)
    prepare_folder(out, force=force, lang=lang)
    with Progress(lang) as progress:
        progress.step("read")
        from culture_diag.sample import DEMO_TEAM, load_sample

        responses, sizes = load_sample(lang=lang)
        release = _released(responses, progress, sizes=sizes, lang=lang)
        written = _write(release, out, progress, style=style, items_of=DEMO_TEAM, lang=lang)
    show_release(release, out, written, lang=lang)
    print("\n" + text("cli.next.demo", lang))


@app.command(help=_say("help.diagnose"))
def diagnose(
    files: Files,
    out: Annotated[Path, typer.Option("--out", help=_say("help.out"), show_default=False)],
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: SizesOption = None,
    target: TargetOption = "culture",
    min_n: MinN = "5",
    norm: Annotated[Path | None, typer.Option("--norm", help=_say("help.norm"), show_default=False)] = None,
    norm_kind: Annotated[str, typer.Option("--norm-kind", help=_say("help.norm_kind"))] = "mean",
    borrow: Annotated[bool, typer.Option("--borrow", help=_say("help.borrow"))] = False,
    without_flagged: Annotated[bool, typer.Option("--without-flagged", help=_say("help.without_flagged"))] = False,
    gate: Annotated[tuple[str, str], typer.Option("--gate", help=_say("help.gate"))] = ("0.5", "0.75"),
    wave: WaveOption = None,
    column: Column = None,
    rename: Rename = None,
    order: Order = None,
    style: Style = "print",
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Diagnose answers of one's own."""
    from culture_diag.console import Progress, show_release, warn
    from culture_diag.report.folder import prepare_folder

    check_choices(lang, style)
    choices: dict[str, Any] = {
        "target": choice_of("--target", target, lang),
        "min_n": whole_of("--min-n", min_n, "5", lang),
        "borrow": borrow,
        "gate": gate_of(gate, lang),
    }
    norm_kind = choice_of("--norm-kind", norm_kind, lang)
    given = [*files, *(file for file in (team_sizes, norm) if file)]
    prepare_folder(out, force=force, inputs=given, lang=lang)
    with Progress(lang) as progress:
        progress.step("read")
        responses = read_answers(files, instrument, wave, column, rename, order, lang)
        sizes = None if team_sizes is None else read_sizes(team_sizes, lang)
        if norm is not None:
            reference = read_reference(norm, responses.instrument, lang)
            choices |= {"cuts": "norm", "reference": reference, "norm": norm_kind}
        used, left_out = leave_out_flagged(responses, lang) if without_flagged else (responses, None)
        with about_norm(None if norm is None else norm.name):
            release = _released(used, progress, sizes=sizes, lang=lang, **choices)
        written = _write(release, out, progress, style=style, items_of=None, lang=lang)
    show_release(release, out, written, lang=lang, left_out=left_out)
    warn(responses, sizes, lang)


@app.command(help=_say("help.check"))
def check(
    files: Files,
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: SizesOption = None,
    wave: WaveOption = None,
    column: Column = None,
    rename: Rename = None,
    order: Order = None,
    lang: Lang = LANG,
) -> None:
    """Say what was understood and what is wrong, without scoring."""
    from culture_diag.console import Progress, warn

    check_choices(lang, "print")
    with Progress(lang) as progress:
        progress.step("read")
        responses = read_answers(files, instrument, wave, column, rename, order, lang)
        sizes = None if team_sizes is None else read_sizes(team_sizes, lang)
    from culture_diag.quality import flagged_text
    from culture_diag.reading import account_text, warning_text

    warned = set(warning_text(responses, sizes, lang))  # these come last, and once
    lines = [line for line in account_text(responses, lang) if line.strip() not in warned]
    print("\n".join([*lines, *flagged_text(responses, lang=lang)]))
    if not warn(responses, sizes, lang):
        print(text("cli.check.fine", lang))


@app.command(help=_say("help.plan"))
def plan(
    team_size: Annotated[str, typer.Argument(help=_say("help.team_size"), show_default=False, metavar="N")],
    target: TargetOption = "culture",
    sd: Annotated[str | None, typer.Option("--sd", help=_say("help.sd"), show_default=False, metavar="N")] = None,
    distance: Annotated[
        str | None, typer.Option("--distance", help=_say("help.distance"), show_default=False, metavar="N")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help=_say("help.picture"), show_default=False)] = None,
    style: Style = "print",
    lang: Lang = LANG,
) -> None:
    """Say what a measurement can show before it is done."""
    from culture_diag.console import show_plan
    from culture_diag.planning import plan as to_plan

    check_choices(lang, style)
    choices: dict[str, Any] = {
        "target": choice_of("--target", target, lang),
        "sd": number_of("--sd", sd, number(0.6, lang), lang),
        "distance": number_of("--distance", distance, number(0.5, lang), lang),
    }
    with named_as_options({"sd": sd, "distance": distance}):
        made = to_plan(team_size_of(team_size, lang), lang=lang, **choices)
    if out is not None:
        _draw_plan(made, out, style, lang)
    show_plan(made, lang=lang, picture=out)


@app.command(help=_say("help.present"))
def present(
    files: Files,
    out: Annotated[Path, typer.Option("--out", help=_say("help.page"))] = Path("workshop.html"),
    team: Annotated[list[str] | None, typer.Option("--team", help=_say("help.team"), show_default=False)] = None,
    school: Annotated[str | None, typer.Option("--school", help=_say("help.school"), show_default=False)] = None,
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: SizesOption = None,
    min_n: MinN = "5",
    wave: WaveOption = None,
    column: Column = None,
    rename: Rename = None,
    order: Order = None,
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Write the page for the workshop."""
    from culture_diag.console import Progress, warn
    from culture_diag.present import write_presenter
    from culture_diag.report.folder import prepare_file

    check_choices(lang, "print")
    fewest = whole_of("--min-n", min_n, "5", lang)
    prepare_file(out, force=force, inputs=[*files, *([team_sizes] if team_sizes else [])], lang=lang)
    with Progress(lang) as progress:
        progress.step("read")
        responses = read_answers(files, instrument, wave, column, rename, order, lang)
        sizes = None if team_sizes is None else read_sizes(team_sizes, lang)
        release = _released(responses, progress, sizes=sizes, min_n=fewest, lang=lang)
        progress.step("page")
        write_presenter(release, out, teams=team or None, school=school, lang=lang)
    print(text("cli.present.written", lang, file=out))
    warn(responses, sizes, lang)


@app.command(help=_say("help.workshop"))
def workshop(
    files: Annotated[list[Path] | None, typer.Argument(help=_say("help.files"), show_default=False)] = None,
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: SizesOption = None,
    min_n: MinN = "5",
    port: Annotated[str, typer.Option("--port", help=_say("help.port"), metavar="N")] = "0",
    browser: Annotated[bool, typer.Option(help=_say("help.browser"))] = True,
    lang: Lang = LANG,
) -> None:
    """Serve the live page on this computer alone."""
    from culture_diag.workshop import start_workshop

    check_choices(lang, "print")
    raise typer.Exit(
        start_workshop(
            files or (),
            instrument=instrument,
            team_sizes=team_sizes,
            min_n=whole_of("--min-n", min_n, "5", lang),
            port=whole_of("--port", port, "8866", lang),
            browser=browser,
            lang=lang,
        )
    )


@app.command(help=_say("help.lab"))
def lab(
    folder: Annotated[Path, typer.Option("--folder", help=_say("help.folder"))] = Path("culture-diag-notebooks"),
    browser: Annotated[bool, typer.Option(help=_say("help.browser"))] = True,
    lang: Lang = LANG,
) -> None:
    """Open JupyterLab on a copy of the notebooks."""
    from culture_diag.lab import copy_notebooks, start_lab

    check_choices(lang, "print")
    copied = copy_notebooks(folder, lang=lang)
    print(text("cli.lab.copied" if copied else "cli.lab.kept", lang, count=len(copied), folder=folder))
    raise typer.Exit(start_lab(folder, browser=browser, lang=lang))


COMMANDS = tuple(command.callback.__name__ for command in app.registered_commands if command.callback)


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
            print(in_words(error, sys.argv[1:], COMMANDS, LANG).text(LANG), file=sys.stderr)
        raise SystemExit(WRONG_INPUT) from None
    except CultureDiagError as error:
        print(error.text(error.lang), file=sys.stderr)
        raise SystemExit(WRONG_INPUT) from None
    except typer.Abort:
        raise SystemExit(1) from None
    except BrokenPipeError:
        # Whoever read our output has stopped reading; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    raise SystemExit(code if isinstance(code, int) else 0)


def _draw_plan(made: Plan, out: Path, style: str, lang: str) -> None:
    from culture_diag.plotting import plan_alt_text, plot_plan, save

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        save(plot_plan(made, lang=lang, style=style), out, alt=plan_alt_text(made, lang=lang), lang=lang)
    except OSError as error:
        raise CultureDiagError.of("file_unwritable", lang=lang, file=out.name) from error


def _released(responses: Responses, progress: Progress, *, sizes: Any, lang: str, **choices: Any) -> Release:
    progress.step("place")
    from culture_diag.diagnosis import diagnose as to_diagnosis
    from culture_diag.disclosure import release as to_release

    min_n = choices.pop("min_n", 5)
    return to_release(to_diagnosis(responses, team_sizes=sizes, lang=lang, **choices), min_n=min_n, lang=lang)


def _write(
    release: Release, out: Path, progress: Progress, *, style: str, items_of: str | None, lang: str
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
