"""What stands beside the street: a plan before measuring, the live page, JupyterLab."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from culture_diag.cli.app import (
    INSTRUMENT,
    LANG,
    InstrumentOption,
    Lang,
    MinN,
    SizesOption,
    Style,
    TargetOption,
    app,
    say,
)
from culture_diag.cli.asked import Asked, ProjectOption, find_project
from culture_diag.cli.inputs import check_choices
from culture_diag.cli.options import choice_of, named_as_options, number_of, team_size_of, whole_of
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import number, text

if TYPE_CHECKING:
    from culture_diag.planning import Plan


@app.command(help=say("help.plan"))
def plan(
    team_size: Annotated[str, typer.Argument(help=say("help.team_size"), show_default=False, metavar="N")],
    target: TargetOption = "culture",
    sd: Annotated[str | None, typer.Option("--sd", help=say("help.sd"), show_default=False, metavar="N")] = None,
    distance: Annotated[
        str | None, typer.Option("--distance", help=say("help.distance"), show_default=False, metavar="N")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help=say("help.picture"), show_default=False)] = None,
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


@app.command(help=say("help.workshop"))
def workshop(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(help=say("help.files_workshop"), show_default=False)] = None,
    project: ProjectOption = None,
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: SizesOption = None,
    min_n: MinN = "5",
    port: Annotated[str, typer.Option("--port", help=say("help.port"), metavar="N")] = "0",
    browser: Annotated[bool, typer.Option(help=say("help.browser"))] = True,
    lang: Lang = LANG,
) -> None:
    """Serve the live page on this computer alone."""
    from culture_diag.study.load import is_project
    from culture_diag.workshop import start_workshop

    check_choices(lang, "print")
    said = Asked(context, None, lang)
    if files or project is not None or is_project("."):  # else the sample is shown
        said = find_project(context, files, project, lang, command="workshop")
    lang = said.lang
    raise typer.Exit(
        start_workshop(
            files or (),
            project=said.project.folder if said.project else None,
            instrument=instrument if said.typed("instrument") else None,
            team_sizes=team_sizes,
            min_n=whole_of("--min-n", said.text("min_n", min_n), "5", lang),
            port=whole_of("--port", port, "8866", lang),
            browser=browser,
            lang=lang,
        )
    )


@app.command(help=say("help.lab"))
def lab(
    folder: Annotated[Path, typer.Option("--folder", help=say("help.folder"))] = Path("culture-diag-notebooks"),
    browser: Annotated[bool, typer.Option(help=say("help.browser"))] = True,
    lang: Lang = LANG,
) -> None:
    """Open JupyterLab on a copy of the notebooks."""
    from culture_diag.lab import copy_notebooks, start_lab

    check_choices(lang, "print")
    copied = copy_notebooks(folder, lang=lang)
    print(text("cli.lab.copied" if copied else "cli.lab.kept", lang, count=len(copied), folder=folder))
    raise typer.Exit(start_lab(folder, browser=browser, lang=lang))


def _draw_plan(made: Plan, out: Path, style: str, lang: str) -> None:
    from culture_diag.plotting import plot_plan, save

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        save(plot_plan(made, lang=lang, style=style), out, lang=lang)
    except OSError as error:
        raise CultureDiagError.of("file_unwritable", lang=lang, file=out.name) from error
