"""What stands beside the street: a plan before measuring, the live page, JupyterLab."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from culture_diag.cli.app import LANG, Lang, Style, app, cli_text
from culture_diag.cli.options import (
    named_as_options,
    parse_choice,
    parse_number_option,
    parse_whole_number,
    typed_number,
)
from culture_diag.cli.study_commands import study_command
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import number, text
from culture_diag.study.options import BY_NAME

if TYPE_CHECKING:
    from culture_diag.planning import Plan
    from culture_diag.study.study import Study

TARGET = BY_NAME["target"]
TargetOption = Annotated[str, typer.Option(TARGET.flag, help=cli_text("help.target"))]


@app.command(help=cli_text("help.plan"))
def plan(
    team_size: Annotated[str, typer.Argument(help=cli_text("help.team_size"), show_default=False, metavar="N")],
    target: TargetOption = "culture",
    sd: Annotated[str | None, typer.Option("--sd", help=cli_text("help.sd"), show_default=False, metavar="N")] = None,
    distance: Annotated[
        str | None, typer.Option("--distance", help=cli_text("help.distance"), show_default=False, metavar="N")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help=cli_text("help.picture"), show_default=False)] = None,
    style: Style = "print",
    lang: Lang = LANG,
) -> None:
    """Say what a measurement can show before it is done."""
    from culture_diag.console import show_plan
    from culture_diag.planning import plan as to_plan

    choices: dict[str, Any] = {
        "target": parse_choice(TARGET, target, lang),
        "sd": None if sd is None else parse_number_option("--sd", sd, number(0.6, lang), lang),
        "distance": None if distance is None else parse_number_option("--distance", distance, number(0.5, lang), lang),
    }
    size = typed_number(team_size)
    if size is None or not size.is_integer():
        raise CultureDiagError.of("usage_team_size", lang=lang, asked=team_size)
    with named_as_options({"sd": sd, "distance": distance}):
        made = to_plan(int(size), lang=lang, **choices)
    if out is not None:
        _draw_plan(made, out, style, lang)
    show_plan(made, lang=lang, picture=out)


@study_command(without=("style",), sample=True)
def workshop(
    study: "Study",
    port: Annotated[str, typer.Option("--port", help=cli_text("help.port"), metavar="N")] = "0",
    browser: Annotated[bool, typer.Option(help=cli_text("help.browser"))] = True,
) -> None:
    """Serve the live page on this computer alone."""
    from culture_diag.workshop import start_workshop

    number_of_port = parse_whole_number("--port", port, "8866", study.lang)
    raise typer.Exit(start_workshop(study, port=number_of_port, browser=browser))


@app.command(help=cli_text("help.lab"))
def lab(
    folder: Annotated[Path, typer.Option("--folder", help=cli_text("help.folder"))] = Path("culture-diag-notebooks"),
    browser: Annotated[bool, typer.Option(help=cli_text("help.browser"))] = True,
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
