"""The commands before there are answers: a questionnaire, the folder of a customer, the mapping of an export."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from culture_diag.cli.app import LANG, Force, InstrumentOption, Lang, PlatformOption, SizesOption, app, cli_text
from culture_diag.i18n import LANGUAGES, text

if TYPE_CHECKING:
    from culture_diag.instrument import Instrument


@app.command(help=cli_text("help.questionnaire"))
def questionnaire(
    platform: Annotated[
        str, typer.Option("--platform", help=cli_text("help.questionnaire_platform"), show_default=False)
    ],
    out: Annotated[Path, typer.Option("--out", help=cli_text("help.questionnaire_out"), show_default=False)],
    instrument: InstrumentOption = None,
    team: Annotated[
        list[str] | None, typer.Option("--team", help=cli_text("help.questionnaire_team"), show_default=False)
    ] = None,
    code: Annotated[bool, typer.Option("--code", help=cli_text("help.questionnaire_code"))] = False,
    privacy: Annotated[
        Path | None, typer.Option("--privacy", help=cli_text("help.questionnaire_privacy"), show_default=False)
    ] = None,
    force: Force = False,
    lang: Annotated[str, typer.Option("--lang", help=cli_text("help.questionnaire_lang"))] = LANG,
) -> None:
    """Write the instrument as a questionnaire that a survey platform imports."""
    from culture_diag.instrument import load_instrument
    from culture_diag.questionnaire import next_step, read_privacy, write_questionnaire

    first = lang.partition("+")[0]
    spoken = first if first in LANGUAGES else LANG
    written = write_questionnaire(
        load_instrument(instrument, lang=spoken),
        out,
        platform=platform,
        lang=lang,
        teams=team or (),
        code=code,
        privacy=None if privacy is None else read_privacy(privacy, lang=spoken),
        force=force,
    )
    print(text("questionnaire.written.file", spoken, file=written))
    for name in team or ():
        # A name can hold a comma, so that it may be several is asked, and it is not split.
        parts = [f'--team "{part.strip()}"' for part in re.split("[,;]", name) if part.strip()]
        if len(parts) > 1:
            print(text("questionnaire.written.one_team", spoken, team=name, split=" ".join(parts)))
    print(next_step(platform, spoken))


@app.command(help=cli_text("help.init"))
def init(
    folder: Annotated[Path, typer.Argument(help=cli_text("help.init_folder"), show_default=False)],
    files: Annotated[list[Path] | None, typer.Argument(help=cli_text("help.files"), show_default=False)] = None,
    instrument: InstrumentOption = None,
    team_sizes: SizesOption = None,
    notebooks: Annotated[bool, typer.Option(help=cli_text("help.init_notebooks"))] = True,
    lang: Lang = LANG,
) -> None:
    """Make the folder of a customer, and say what to do next."""
    from culture_diag.study.start import init_study

    study = init_study(
        folder, files or [], instrument=instrument, team_sizes=team_sizes, notebooks=notebooks, lang=lang
    )
    print(text("study.made", lang, folder=folder))
    for entry in sorted(folder.iterdir()):
        print(f"  {entry.name}{'/' if entry.is_dir() else ''}")
    for wave in study.waves:
        print(text("study.wave", lang, label=wave.label, file=wave.file.name))
        if wave.mapping is not None:
            _left_to_do(wave.mapping, study.instrument, lang)
    print("\n" + text("study.next.waves" if study.waves else "study.next.none", lang, folder=folder))


@app.command(help=cli_text("help.map"))
def map(
    file: Annotated[Path, typer.Argument(help=cli_text("help.map_file"), show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", help=cli_text("help.map_out"), show_default=False)] = None,
    instrument: InstrumentOption = None,
    platform: PlatformOption = None,
    force: Force = False,
    lang: Lang = LANG,
) -> None:
    """Write the mapping of an export, and say what is left to do in it."""
    from culture_diag.instrument import load_instrument
    from culture_diag.reading.mapping.draft import write_mapping
    from culture_diag.study.folder import instrument_of, is_study
    from culture_diag.study.start import MAPPINGS

    here = is_study(".")
    used = instrument_of(".", lang=lang) if here and instrument is None else load_instrument(instrument, lang=lang)
    if here and out is None:
        out = Path(MAPPINGS) / f"{file.stem}.toml"
    written = write_mapping(file, used, out, platform=platform, force=force, lang=lang)
    print(text("study.mapped", lang, file=written))
    _left_to_do(written, used, lang)


def _left_to_do(mapping: Path, instrument: Instrument, lang: str) -> None:
    """Say which lines of a new mapping have to be filled in."""
    from culture_diag.reading.mapping.file import load_mapping

    named = load_mapping(mapping, lang=lang).mapping.columns
    missing = [key for key in ("team", *(item.id for item in instrument.items)) if key not in named]
    if missing:
        values = {"keys": ", ".join(missing), "file": mapping.as_posix()}
        print(text("study.to_do", lang, count=len(missing), **values))
