"""From answers to results on the command line: demo, diagnose, check, present."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from culture_diag.cli.app import LANG, Force, Lang, Style, app, cli_text
from culture_diag.cli.study_commands import study_command, with_observers
from culture_diag.i18n import text

if TYPE_CHECKING:
    from culture_diag.console import Progress
    from culture_diag.study.study import Study


@app.command(help=cli_text("help.demo"))
def demo(
    out: Annotated[Path, typer.Option("--out", help=cli_text("help.out"))] = Path("culture-diag-demo"),
    style: Style = "print",
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Do the whole job on the bundled sample."""
    from culture_diag.console import Progress, show_release
    from culture_diag.paths import prepare_folder
    from culture_diag.sample import DEMO_TEAM
    from culture_diag.study.study import open_study

    prepare_folder(out, force=force, lang=lang)
    study = open_study("sample", style=style, lang=lang)
    with Progress(lang) as progress:
        _make_release(study, progress)
        written = _write(study, out, progress, items_of=DEMO_TEAM)
    show_release(study.release, out, written, lang=lang)
    print("\n" + text("cli.next.demo", lang))


@study_command()
def diagnose(
    study: "Study",
    out: Annotated[Path | None, typer.Option("--out", help=cli_text("help.out"), show_default=False)] = None,
    force: Force = False,
) -> None:
    """Diagnose answers of one's own."""
    from culture_diag.console import Progress, show_release, warn
    from culture_diag.paths import prepare_folder
    from culture_diag.study.results import results_folder

    out = results_folder(study, out, force=force)
    prepare_folder(out, force=force, inputs=study.inputs, lang=study.lang)
    with Progress(study.lang) as progress:
        study = with_observers(study, on_progress=progress.rows)
        _make_release(study, progress)
        written = _write(study, out, progress, items_of=None)
    left_out = None if study.flagged is None else int(study.flagged.sum())
    show_release(study.release, out, written, lang=study.lang, left_out=left_out)
    warn(study.responses, study.team_sizes, study.lang)


@study_command(without=("style",))
def check(study: "Study") -> None:
    """Say what was understood and what is wrong, without scoring."""
    from culture_diag.console import Progress, show_account, show_export, warn

    with Progress(study.lang) as progress:
        progress.step("read")
        inspected = lambda export: show_export(export, lang=study.lang)  # noqa: E731
        study = with_observers(study, on_progress=progress.rows, on_inspect=inspected)
        _ = study.responses, study.team_sizes
    show_account(study.responses, study.team_sizes, lang=study.lang)
    warned = warn(study.responses, study.team_sizes, study.lang)
    with Progress(study.lang) as progress:  # what diagnose would refuse is a problem now
        _make_release(study, progress)
    if not warned:
        print(text("cli.check.fine", study.lang))


@study_command(without=("style",))
def present(
    study: "Study",
    out: Annotated[Path | None, typer.Option("--out", help=cli_text("help.page"), show_default="workshop.html")] = None,
    team: Annotated[list[str] | None, typer.Option("--team", help=cli_text("help.team"), show_default=False)] = None,
    school: Annotated[str | None, typer.Option("--school", help=cli_text("help.school"), show_default=False)] = None,
    force: Force = False,
) -> None:
    """Write the page for the workshop."""
    from culture_diag.console import Progress, warn
    from culture_diag.paths import prepare_file
    from culture_diag.present import write_presenter
    from culture_diag.study.results import results_file

    out = results_file(study, out, "workshop.html", force=force)
    prepare_file(out, force=force, inputs=study.inputs, lang=study.lang)
    with Progress(study.lang) as progress:
        study = with_observers(study, on_progress=progress.rows)
        _make_release(study, progress)
        progress.step("page")
        write_presenter(study.release, out, teams=team or None, school=school, lang=study.lang)
    print(text("cli.present.written", study.lang, file=out))
    warn(study.responses, study.team_sizes, study.lang)


def _make_release(study: "Study", progress: "Progress") -> None:
    """Make each step while the line of progress says which."""
    progress.step("read")
    _ = study.responses
    progress.step("place")
    _ = study.release


def _write(study: "Study", out: Path, progress: "Progress", *, items_of: str | None) -> list[Path]:
    from culture_diag.report.folder import STEPS, write_results

    made: list[Path] = []
    progress.step(STEPS[0])
    written = write_results(study.release, out, lang=study.lang, style=study.options["style"], items_of=items_of)
    for (_, files), following in zip(written, [*STEPS[1:], ""], strict=True):
        made += files
        progress.step(following)
    return made
