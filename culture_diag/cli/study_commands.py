"""A command about a study: its own parameters, and every option of the declaration; what was typed becomes a study."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from culture_diag.cli.app import LANG, Lang, app, cli_text, known_language
from culture_diag.cli.options import default_typed, parse_option, typer_annotation
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import text
from culture_diag.study.options import OPTIONS

if TYPE_CHECKING:
    from culture_diag.study.study import Study

Files = Annotated[list[Path] | None, typer.Argument(help=cli_text("help.files_or_study"), show_default=False)]
StudyFolderOption = Annotated[Path | None, typer.Option("--study", help=cli_text("help.study"), show_default=False)]


def study_command(*, without: Sequence[str] = (), sample: bool = False) -> Callable[[Callable[..., None]], Any]:
    """Register a function as a command.

    Parameters
    ----------
    without : sequence of str
        Options that would have no effect.
    sample : bool
        Whether the sample is meant where there are neither files nor a folder.

    Returns
    -------
    callable
        A decorator of a function that takes a study first and its own parameters after it.
    """
    options = [option for option in OPTIONS if option.name not in without]

    def register(run: Callable[..., None]) -> Callable[..., None]:
        own = list(inspect.signature(run).parameters.values())[1:]

        def command(context: typer.Context, files: Any, study: Any, lang: str, **values: Any) -> None:
            typed = {name for name in values if _is_typed(context, name)}
            spoken = lang if _is_typed(context, "lang") else None
            asked = {o.name: parse_option(o, values[o.name], spoken or LANG) for o in options if o.name in typed}
            opened = _open(files, study, spoken, asked, example=run.__name__, sample=sample)
            run(opened, **{one.name: values[one.name] for one in own if one.name != "lang"})

        declared = [
            _parameter("context", typer.Context),
            _parameter("files", Files, None),
            *(one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own),
            _parameter("study", StudyFolderOption, None),
            *(_parameter(o.name, typer_annotation(o, cli_text(f"help.{o.name}")), default_typed(o)) for o in options),
            _parameter("lang", Lang, LANG),
        ]
        command.__name__, command.__doc__ = run.__name__, run.__doc__
        # The parser reads the signature: here it is made from the declaration, so that no command can lack an option.
        command.__signature__ = inspect.Signature(declared)  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in declared}
        app.command(help=cli_text(f"help.{run.__name__}"))(command)
        return run

    return register


def _parameter(name: str, kind: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _is_typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def _open(
    files: list[Path] | None,
    folder: Path | None,
    lang: str | None,
    asked: dict[str, Any],
    *,
    example: str,
    sample: bool,
) -> Study:
    """Open the study that a command is about: of files, of the folder that was named, else of this one."""
    from culture_diag.study.folder import FILE, is_study
    from culture_diag.study.study import open_study, study_of_files

    if lang is not None:
        known_language(lang)
    if files:
        if folder is not None:
            raise CultureDiagError.of("study_and_files", lang=lang or LANG, file=FILE)
        return study_of_files(files, lang=lang or LANG, **asked)
    if folder is None and not is_study("."):
        if sample:
            return open_study("sample", lang=lang or LANG, **asked)
        values = {"example": text(f"cli.example.{example}", lang or LANG), "file": FILE}
        raise CultureDiagError.of("study_none_here", lang=lang or LANG, **values)
    return open_study(folder=folder or Path(), lang=lang, **asked)


def with_observers(study: Study, **observers: Any) -> Study:
    """Return the same study, with who is told while its files are read."""
    from culture_diag.study.sources import Observers

    return replace(study, observers=Observers(**observers))
