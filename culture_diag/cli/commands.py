"""The street on the command line: demo, diagnose, check, present."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from culture_diag.cli.app import (
    INSTRUMENT,
    LANG,
    Column,
    Force,
    InstrumentOption,
    Lang,
    MappingOption,
    MinN,
    Order,
    Partials,
    PlatformOption,
    Rename,
    SizesOption,
    Style,
    TargetOption,
    WaveOption,
    app,
    say,
)
from culture_diag.cli.asked import (
    OptionalFiles,
    ProjectOption,
    find_project,
    page_of,
    read_asked,
    results_of,
)
from culture_diag.cli.inputs import check_choices
from culture_diag.cli.options import about_norm, choice_of, gate_of, whole_of
from culture_diag.i18n import text

if TYPE_CHECKING:
    from culture_diag.console import Progress
    from culture_diag.disclosure import Release
    from culture_diag.reading import Responses


@app.command(help=say("help.demo"))
def demo(
    out: Annotated[Path, typer.Option("--out", help=say("help.out"))] = Path("culture-diag-demo"),
    style: Style = "print",
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Run the whole street on the bundled sample."""
    from culture_diag.console import Progress, show_release
    from culture_diag.paths import prepare_folder

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


@app.command(help=say("help.diagnose"))
def diagnose(
    context: typer.Context,
    files: OptionalFiles = None,
    out: Annotated[Path | None, typer.Option("--out", help=say("help.out"), show_default=False)] = None,
    project: ProjectOption = None,
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: SizesOption = None,
    target: TargetOption = "culture",
    min_n: MinN = "5",
    norm: Annotated[Path | None, typer.Option("--norm", help=say("help.norm"), show_default=False)] = None,
    norm_kind: Annotated[str, typer.Option("--norm-kind", help=say("help.norm_kind"))] = "mean",
    borrow: Annotated[bool, typer.Option("--borrow", help=say("help.borrow"))] = False,
    without_flagged: Annotated[bool, typer.Option("--without-flagged", help=say("help.without_flagged"))] = False,
    gate: Annotated[tuple[str, str], typer.Option("--gate", help=say("help.gate"))] = ("0.5", "0.75"),
    mapping: MappingOption = None,
    platform: PlatformOption = None,
    partials: Partials = None,
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
    from culture_diag.paths import prepare_folder
    from culture_diag.study.options import with_norm

    check_choices(lang, style)
    said = find_project(context, files, project, lang, command="diagnose")
    lang, out, norm, style = said.lang, results_of(said, out, force=force), said("norm", norm), said("style", style)
    choices: dict[str, Any] = {
        "target": choice_of("--target", said("target", target), lang),
        "min_n": whole_of("--min-n", said.text("min_n", min_n), "5", lang),
        "borrow": said("borrow", borrow),
        "gate": gate_of(said.pair("gate", gate), lang),
        **said.extra(),
    }
    norm_kind = choice_of("--norm-kind", said("norm_kind", norm_kind), lang)
    prepare_folder(out, force=force, inputs=said.inputs(files, team_sizes, norm), lang=lang)
    asked: dict[str, Any] = {"mapping": mapping, "platform": platform, "partials": partials, "waves": wave}
    asked |= {"columns": column, "renamed": rename, "order": order, "instrument": instrument, "team_sizes": team_sizes}
    with Progress(lang) as progress:
        progress.step("read")
        responses, sizes = read_asked(said, files, **asked, on_progress=progress.rows)
        fewer = said("without_flagged", without_flagged)
        used, cuts, left_out = with_norm(responses, norm, kind=norm_kind, without_flagged=fewer, lang=lang)
        with about_norm(None if norm is None else norm.name):
            release = _released(used, progress, sizes=sizes, lang=lang, **choices, **cuts)
        written = _write(release, out, progress, style=style, items_of=None, lang=lang)
    show_release(release, out, written, lang=lang, left_out=left_out)
    warn(responses, sizes, lang)


@app.command(help=say("help.check"))
def check(
    context: typer.Context,
    files: OptionalFiles = None,
    project: ProjectOption = None,
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: SizesOption = None,
    mapping: MappingOption = None,
    platform: PlatformOption = None,
    partials: Partials = None,
    wave: WaveOption = None,
    column: Column = None,
    rename: Rename = None,
    order: Order = None,
    lang: Lang = LANG,
) -> None:
    """Say what was understood and what is wrong, without scoring."""
    from culture_diag.console import Progress, printable, show_export, warn
    from culture_diag.study.options import project_choices

    check_choices(lang, "print")
    said = find_project(context, files, project, lang, command="check")
    lang = said.lang
    fewest = whole_of("--min-n", said.text("min_n", "5"), "5", lang)
    asked: dict[str, Any] = {"mapping": mapping, "platform": platform, "partials": partials, "waves": wave}
    asked |= {"columns": column, "renamed": rename, "order": order, "instrument": instrument, "team_sizes": team_sizes}
    with Progress(lang) as progress:
        progress.step("read")
        on_inspect = partial(show_export, lang=lang)
        responses, sizes = read_asked(said, files, **asked, on_progress=progress.rows, on_inspect=on_inspect)
    from culture_diag.quality import flagged_text
    from culture_diag.reading import account_text, warning_text
    from culture_diag.reading.inspection import EXPORT_NOTES

    warned = set(warning_text(responses, sizes, lang))  # these come last, and once
    lines = [line for line in account_text(responses, lang, leave_out=EXPORT_NOTES) if line.strip() not in warned]
    print(printable("\n".join([*lines, *flagged_text(responses, lang=lang)])))
    warned_of = warn(responses, sizes, lang)
    with Progress(lang) as progress:  # what diagnose would refuse is a problem now
        used, choices = project_choices(said.project, responses, lang=lang)
        _released(used, progress, sizes=sizes, min_n=fewest, lang=lang, **choices)
    if not warned_of:
        print(text("cli.check.fine", lang))


@app.command(help=say("help.present"))
def present(
    context: typer.Context,
    files: OptionalFiles = None,
    out: Annotated[Path, typer.Option("--out", help=say("help.page"))] = Path("workshop.html"),
    project: ProjectOption = None,
    team: Annotated[list[str] | None, typer.Option("--team", help=say("help.team"), show_default=False)] = None,
    school: Annotated[str | None, typer.Option("--school", help=say("help.school"), show_default=False)] = None,
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: SizesOption = None,
    min_n: MinN = "5",
    mapping: MappingOption = None,
    platform: PlatformOption = None,
    partials: Partials = None,
    wave: WaveOption = None,
    column: Column = None,
    rename: Rename = None,
    order: Order = None,
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Write the page for the workshop."""
    from culture_diag.console import Progress, warn
    from culture_diag.paths import prepare_file
    from culture_diag.present import write_presenter
    from culture_diag.study.options import project_choices

    check_choices(lang, "print")
    said = find_project(context, files, project, lang, command="present")
    lang, out = said.lang, page_of(said, out, force=force)
    fewest = whole_of("--min-n", said.text("min_n", min_n), "5", lang)
    prepare_file(out, force=force, inputs=said.inputs(files, team_sizes), lang=lang)
    asked: dict[str, Any] = {"mapping": mapping, "platform": platform, "partials": partials, "waves": wave}
    asked |= {"columns": column, "renamed": rename, "order": order, "instrument": instrument, "team_sizes": team_sizes}
    with Progress(lang) as progress:
        progress.step("read")
        responses, sizes = read_asked(said, files, **asked, on_progress=progress.rows)
        used, choices = project_choices(said.project, responses, lang=lang)
        release = _released(used, progress, sizes=sizes, min_n=fewest, lang=lang, **choices)
        progress.step("page")
        write_presenter(release, out, teams=team or None, school=school, lang=lang)
    print(text("cli.present.written", lang, file=out))
    warn(responses, sizes, lang)


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
