"""The command that writes the instrument as a questionnaire."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from culture_diag.cli.app import LANG, Force, InstrumentOption, app, cli_text
from culture_diag.i18n import LANGUAGES, text


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
    for name in filter(_holds_several, team or ()):
        split = " ".join(f'--team "{part.strip()}"' for part in re.split("[,;]", name) if part.strip())
        print(text("questionnaire.written.one_team", spoken, team=name, split=split))
    print(next_step(platform, spoken))


def _holds_several(team: str) -> bool:
    """Whether a name may be several: a name can hold a comma, so it is asked and not split."""
    return len([part for part in re.split("[,;]", team) if part.strip()]) > 1
