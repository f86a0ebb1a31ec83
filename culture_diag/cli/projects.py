"""The commands that make the mapping of an export and the folder of a customer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from culture_diag.cli.app import INSTRUMENT, LANG, Force, InstrumentOption, Lang, PlatformOption, SizesOption, app, say
from culture_diag.cli.asked import Asked
from culture_diag.cli.inputs import check_choices
from culture_diag.i18n import text

if TYPE_CHECKING:
    from culture_diag.instrument import Instrument


@app.command(help=say("help.init"))
def init(
    folder: Annotated[Path, typer.Argument(help=say("help.init_folder"), show_default=False)],
    files: Annotated[list[Path] | None, typer.Argument(help=say("help.files"), show_default=False)] = None,
    instrument: InstrumentOption = INSTRUMENT,
    team_sizes: SizesOption = None,
    notebooks: Annotated[bool, typer.Option(help=say("help.init_notebooks"))] = True,
    lang: Lang = LANG,
) -> None:
    """Make the folder of a customer, and say what to do next."""
    from culture_diag.study import init_project

    check_choices(lang, "print")
    project = init_project(
        folder, files or [], instrument=instrument, team_sizes=team_sizes, notebooks=notebooks, lang=lang
    )
    print(text("project.made", lang, folder=folder))
    for entry in sorted(folder.iterdir()):
        print(f"  {entry.name}{'/' if entry.is_dir() else ''}")
    for wave in project.waves:
        print(text("project.wave", lang, label=wave.label, file=wave.file.name))
        if wave.mapping is not None:
            _left_to_do(wave.mapping, project.instrument, lang)
    print("\n" + text("project.next.waves" if project.waves else "project.next.none", lang, folder=folder))


@app.command(help=say("help.map"))
def map(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=say("help.map_file"), show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", help=say("help.map_out"), show_default=False)] = None,
    instrument: InstrumentOption = INSTRUMENT,
    platform: PlatformOption = None,
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Write the mapping of an export, and say what is left to do in it."""
    from culture_diag.instrument import load_instrument
    from culture_diag.reading.mapping.draft import write_mapping
    from culture_diag.study.load import instrument_of, is_project
    from culture_diag.study.start import MAPPINGS

    check_choices(lang, "print")
    here = is_project(".")
    if here and not Asked(context, None, lang).typed("instrument"):
        used = instrument_of(".", lang=lang)
    else:
        used = load_instrument(instrument, lang=lang)
    if here and out is None:
        out = Path(MAPPINGS) / f"{file.stem}.toml"
    written = write_mapping(file, used, out, platform=platform, force=force, lang=lang)
    print(text("project.mapped", lang, file=written))
    _left_to_do(written, used, lang)


def _left_to_do(mapping: Path, instrument: Instrument, lang: str) -> None:
    """Say which lines of a new mapping have to be filled in."""
    from culture_diag.reading.mapping.file import load_mapping

    named = load_mapping(mapping, lang=lang).mapping.columns
    missing = [key for key in ("team", *(item.id for item in instrument.items)) if key not in named]
    if missing:
        values = {"keys": ", ".join(missing), "file": mapping.as_posix()}
        print(text("project.to_do", lang, count=len(missing), **values))
