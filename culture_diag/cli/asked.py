"""What a command was told: as typed, or as the folder of a customer says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from culture_diag.cli.app import say
from culture_diag.cli.inputs import pairs, read_answers, read_sizes
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import text

if TYPE_CHECKING:
    import pandas as pd

    from culture_diag.reading import Export, Responses
    from culture_diag.study import Project

OptionalFiles = Annotated[list[Path] | None, typer.Argument(help=say("help.files_or_project"), show_default=False)]
ProjectOption = Annotated[Path | None, typer.Option("--project", help=say("help.project"), show_default=False)]

NOT_WITH_A_PROJECT = ("wave", "column", "order", "mapping", "platform", "partials")
"""Options that a project has a better place for: what is said there holds next year too."""


@dataclass(frozen=True)
class Asked:
    """What a command was told: as typed, else as the project says, else as it is without either.

    Parameters
    ----------
    context : typer.Context
        Tells which options were typed.
    project : Project or None
    lang : str
    """

    context: typer.Context
    project: Project | None
    lang: str

    def typed(self, name: str) -> bool:
        """Tell whether an option was given on the command line."""
        source = self.context.get_parameter_source(name)
        return source is not None and source.name != "DEFAULT"

    def __call__(self, name: str, value: Any) -> Any:
        """Give the value of an option."""
        if self.project is None or self.typed(name):
            return value
        return self.project.options.get(name, value)

    def text(self, name: str, value: str) -> str:
        """Give the value of an option that is read from text."""
        return str(self(name, value))

    def pair(self, name: str, value: tuple[str, str]) -> tuple[str, str]:
        """Give the value of an option that is read from two texts."""
        low, high = self(name, value)
        return str(low), str(high)

    def extra(self) -> dict[str, Any]:
        """Give what only a project can say."""
        options = {} if self.project is None else self.project.options
        return {name: options[name] for name in ("margin", "cut_range") if name in options}

    def inputs(self, files: list[Path] | None, *others: Path | None) -> list[Path]:
        """List the files that nothing may be written over."""
        own = [] if self.project is None else self.project.files
        return [*own, *(files or []), *(file for file in others if file)]


def find_project(
    context: typer.Context, files: list[Path] | None, folder: Path | None, lang: str, *, command: str
) -> Asked:
    """Find the project that a command is about: the folder that was named, else this one; none where files are given.

    Raises
    ------
    CultureDiagError
        If there are neither files nor a project, or both were named.
    """
    from culture_diag.study.load import FILE, is_project, load_project

    if files:
        if folder is not None:
            raise CultureDiagError.of("project_and_files", lang=lang, file=FILE)
        return Asked(context, None, lang)
    if folder is None and not is_project("."):
        values = {"example": text(f"cli.example.{command}", lang), "file": FILE}
        raise CultureDiagError.of("project_none_here", lang=lang, **values)
    spoken = lang if Asked(context, None, lang).typed("lang") else None
    project = load_project(folder or Path(), lang=spoken)
    asked = Asked(context, project, spoken or project.lang)
    for name in NOT_WITH_A_PROJECT:
        if name in context.params and asked.typed(name):
            where = text(f"project.where.{name}", asked.lang, file=FILE)
            raise CultureDiagError.of("project_option", lang=asked.lang, option=f"--{name}", where=where)
    return asked


def read_asked(
    asked: Asked,
    files: list[Path] | None,
    *,
    instrument: str,
    team_sizes: Path | None,
    renamed: list[str] | None = None,
    on_progress: Callable[[str, int], None] | None = None,
    on_inspect: Callable[[Export], None] | None = None,
    **choices: Any,
) -> tuple[Responses, pd.DataFrame | None]:
    """Read the answers and sizes of a project, or of the files that were named."""
    lang = asked.lang
    if asked.project is None:
        responses = read_answers(
            files or [], instrument, lang, renamed=renamed, on_progress=on_progress, on_inspect=on_inspect, **choices
        )
        return responses, None if team_sizes is None else read_sizes(team_sizes, lang)
    from culture_diag.instrument import load_instrument
    from culture_diag.study import read_project

    project = asked.project
    if asked.typed("instrument"):
        project = replace(project, instrument=load_instrument(instrument, lang=lang))
    if team_sizes is not None:
        project = replace(project, team_sizes=team_sizes)
    if renamed:
        project = replace(project, names={**project.names, **pairs(renamed, "--rename", lang)})
    return read_project(project, on_progress=on_progress, on_inspect=on_inspect, lang=lang)


def results_of(asked: Asked, out: Path | None, *, force: bool) -> Path:
    """Give the folder for results: the one that was named, else a new one of the project."""
    if out is not None:
        return out
    if asked.project is None:
        example = text("cli.example.diagnose", asked.lang)
        raise CultureDiagError.of("usage_option_missing", lang=asked.lang, asked="--out", example=example)
    from culture_diag.study.results import results_folder

    return results_folder(asked.project, force=force)


def page_of(asked: Asked, out: Path, *, force: bool) -> Path:
    """Give the file for the page of the workshop: the one that was named, else a new one of the project."""
    if asked.project is None or asked.typed("out"):
        return out
    from culture_diag.study.results import results_file

    return results_file(asked.project, out.stem, out.suffix, force=force)
