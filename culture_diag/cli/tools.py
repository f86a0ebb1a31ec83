"""What stands beside the street: a plan before measuring, the live page, JupyterLab."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from culture_diag.cli.app import LANG, Lang, Style, app, say
from culture_diag.cli.options import choice_of, named_as_options, number_of, team_size_of, whole_of
from culture_diag.cli.study_command import study_command
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import number, text
from culture_diag.study.options import BY_NAME

if TYPE_CHECKING:
    from culture_diag.planning import Plan
    from culture_diag.study.study import Study

TARGET = BY_NAME["target"]
TargetOption = Annotated[str, typer.Option(TARGET.flag, help=say("help.target"))]


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

    choices: dict[str, Any] = {
        "target": choice_of(TARGET, target, lang),
        "sd": None if sd is None else number_of("--sd", sd, number(0.6, lang), lang),
        "distance": None if distance is None else number_of("--distance", distance, number(0.5, lang), lang),
    }
    with named_as_options({"sd": sd, "distance": distance}):
        made = to_plan(team_size_of(team_size, lang), lang=lang, **choices)
    if out is not None:
        _draw_plan(made, out, style, lang)
    show_plan(made, lang=lang, picture=out)


@study_command(without=("style",), sample=True)
def workshop(
    study: "Study",
    port: Annotated[str, typer.Option("--port", help=say("help.port"), metavar="N")] = "0",
    browser: Annotated[bool, typer.Option(help=say("help.browser"))] = True,
) -> None:
    """Serve the live page on this computer alone."""
    from culture_diag.workshop import start_workshop

    number_of_port = whole_of("--port", port, "8866", study.lang)
    raise typer.Exit(start_workshop(study, port=number_of_port, browser=browser))


@app.command(help=say("help.lab"))
def lab(
    folder: Annotated[Path, typer.Option("--folder", help=say("help.folder"))] = Path("culture-diag-notebooks"),
    browser: Annotated[bool, typer.Option(help=say("help.browser"))] = True,
    lang: Lang = LANG,
) -> None:
    """Open JupyterLab on a copy of the notebooks."""
    from culture_diag.lab import start_lab
    from culture_diag.sample import copy_notebooks

    copied = copy_notebooks(folder, lang=lang)
    print(text("cli.lab.copied" if copied else "cli.lab.kept", lang, count=len(copied), folder=folder))
    raise typer.Exit(start_lab(folder, browser=browser, lang=lang))


def _draw_plan(made: "Plan", out: Path, style: str, lang: str) -> None:
    from culture_diag.plotting import plot_plan, save

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        save(plot_plan(made, lang=lang, style=style), out, lang=lang)
    except OSError as error:
        raise CultureDiagError.of("file_unwritable", lang=lang, file=out.name) from error
