"""From the folder of a customer to its answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from culture_diag.errors import CultureDiagError, InstrumentError, Problem
from culture_diag.i18n import default_language
from culture_diag.instrument import Instrument, bundled_instruments, load_instrument
from culture_diag.instrument.toml_file import line_of, load_settings
from culture_diag.paths import is_file
from culture_diag.study.model import ProjectFile

if TYPE_CHECKING:
    import pandas as pd

    from culture_diag.reading import Export, Responses

Location = tuple[str | int, ...]

FILE = "diagnosis.toml"
"""What makes a folder a project."""


class ProjectError(CultureDiagError):
    """A project cannot be found, or its file holds mistakes."""


@dataclass(frozen=True)
class Wave:
    """One wave of a project: its label, the file with its answers, and the mapping to read that with."""

    label: str
    file: Path
    mapping: Path | None = None


@dataclass(frozen=True)
class Project:
    """The folder of a customer.

    Parameters
    ----------
    folder : Path
    instrument : Instrument
    waves : tuple of Wave
        As listed, the oldest first.
    team_sizes : Path or None
        File with the sizes of the teams.
    names : mapping
        Old team name -> new team name, over all waves.
    options : mapping
        What :func:`~culture_diag.diagnose` and :func:`~culture_diag.release` are told, by the names they have in
        the file; only what the file says.
    out : Path
        Where results go.
    lang : {"nl", "en"}
    """

    folder: Path
    instrument: Instrument
    waves: tuple[Wave, ...]
    team_sizes: Path | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    out: Path = Path("results")
    lang: str = "nl"

    @property
    def files(self) -> list[Path]:
        """Every file that the project is made of: nothing may be written over these."""
        found = [self.folder / FILE, *(wave.file for wave in self.waves)]
        found += [wave.mapping for wave in self.waves if wave.mapping]
        return found + [file for file in (self.team_sizes, self.options.get("norm")) if file]

    @property
    def min_n(self) -> int:
        """Fewest answers behind a shown score."""
        return int(self.options.get("min_n", 5))


def is_project(folder: str | Path) -> bool:
    """Tell whether a folder is that of a customer."""
    return is_file(Path(folder) / FILE)


def load_project(folder: str | Path = ".", *, lang: str | None = None) -> Project:
    """Load the folder of a customer.

    Parameters
    ----------
    folder : path
        With a ``diagnosis.toml`` in it (see :func:`init_project`).
    lang : {"nl", "en"}, optional
        Language of error texts; by default that of the project, once it is known.

    Returns
    -------
    Project

    Raises
    ------
    CultureDiagError
        If the folder is none, or its file holds mistakes (a key that is unknown, a file that is not there, two waves
        of one name): all at once, each with its line and what to write there.

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.study import init_project
    >>> from culture_diag.sample import sample_files
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     folder = init_project(Path(parent) / "school", sample_files()[:2]).folder
    ...     [wave.label for wave in load_project(folder).waves]
    ['2024-10', '2025-04']
    """
    folder = Path(folder)
    if not is_project(folder):
        raise ProjectError.of("project_absent", lang=lang, folder=str(folder), file=FILE)
    said, content = load_settings(folder / FILE, ProjectFile, raises=ProjectError, lang=lang or default_language())
    lang = lang or said.lang
    here = _Place(folder, content)
    problems = list(_problems(said, here))
    instrument = None
    try:
        instrument = load_instrument(_instrument(said.instrument, folder), lang=lang)
    except InstrumentError as error:
        problems.append(here.problem("project_instrument", ("instrument",), asked=said.instrument))
        problems += [problem for problem in error.problem_list if problem.key != "unknown_instrument"]
    if problems or instrument is None:
        raise ProjectError(problems, lang=lang)
    options = said.options.model_dump(exclude_none=True)
    if said.options.norm:
        options["norm"] = here.path(said.options.norm)
    return Project(
        folder,
        instrument,
        tuple(
            Wave(wave.label, here.path(wave.file), here.path(wave.mapping) if wave.mapping else None)
            for wave in said.waves
        ),
        here.path(said.team_sizes) if said.team_sizes else None,
        said.names,
        options,
        here.path(said.out),
        said.lang,
    )


def instrument_of(folder: str | Path, *, lang: str | None = None) -> Instrument:
    """Load the instrument of a project, whatever else its file says: a wave may still lack its mapping.

    Raises
    ------
    CultureDiagError
        If its file holds mistakes, or the instrument is not there.
    """
    said, _ = load_settings(Path(folder) / FILE, ProjectFile, raises=ProjectError, lang=lang)
    return load_instrument(_instrument(said.instrument, Path(folder)), lang=lang)


@dataclass(frozen=True)
class _Place:
    """The folder and the text of its file: where a path leads, and on which line a key stands."""

    folder: Path
    content: str

    def path(self, written: str) -> Path:
        # A path as Windows writes it must work for the colleague with another computer too.
        return self.folder / written.replace("\\", "/")

    def problem(self, key: str, location: Location, /, **values: object) -> Problem:
        row = line_of(self.content, location)
        return Problem(key, {"line": row, **values}, file=FILE, row=row)


def _instrument(asked: str, folder: Path) -> str | Path:
    return asked if asked in bundled_instruments() else folder / asked


def _problems(said: ProjectFile, here: _Place) -> Iterator[Problem]:
    """Find what no single key tells: paths that lead nowhere, and waves of one name."""
    yield from _odd_path(here, ("out",), said.out)
    yield from _no_file(here, ("team_sizes",), said.team_sizes)
    yield from _no_file(here, ("options", "norm"), said.options.norm)
    if said.options.gate and said.options.gate[0] > said.options.gate[1]:
        asked = ", ".join(f"{share:g}" for share in said.options.gate)
        yield here.problem("project_gate", ("options", "gate"), asked=asked)
    first: dict[str, int] = {}
    for at, wave in enumerate(said.waves):
        yield from _no_file(here, ("waves", at, "file"), wave.file)
        mapping = ("waves", at, "mapping")
        if wave.mapping and not _is_odd(wave.mapping) and not is_file(here.path(wave.mapping)):
            yield here.problem("project_mapping_missing", mapping, asked=wave.mapping, file=wave.file)
        else:
            yield from _odd_path(here, mapping, wave.mapping)
        other = first.setdefault(wave.label, at)
        if other != at:
            line = line_of(here.content, ("waves", other, "label"))
            yield here.problem("project_wave_twice", ("waves", at, "label"), label=wave.label, other=line)


def _is_odd(written: str) -> bool:
    r"""Tell a path such as ``"answers\new.csv"``: no mistake to TOML, which reads a line end in it."""
    return any(unicodedata.category(sign) == "Cc" for sign in written)


def _odd_path(here: _Place, location: Location, written: str | None) -> Iterator[Problem]:
    if written is not None and _is_odd(written):
        row = line_of(here.content, location) or 1
        entry = here.content.splitlines()[row - 1].strip().replace("\\", "/")
        yield here.problem("toml_backslash", location, entry=entry)


def _no_file(here: _Place, location: Location, written: str | None) -> Iterator[Problem]:
    if written is not None and not _is_odd(written) and not is_file(here.path(written)):
        values = {"key": location[-1], "asked": written, "known": _known(here.path(written))}
        yield here.problem("project_file_missing", location, **values)
    yield from _odd_path(here, location, written)


def _known(path: Path) -> str:
    """List the files that are there instead."""
    try:
        names = sorted(file.name for file in path.parent.iterdir() if is_file(file) and not file.name.startswith("."))
    except OSError:  # no folder, or a closed one
        return "–"
    return ", ".join([*names[:10], *(["…"] if len(names) > 10 else [])]) or "–"


def read_project(
    project: Project,
    *,
    on_progress: Callable[[str, int], None] | None = None,
    on_inspect: Callable[[Export], None] | None = None,
    lang: str | None = None,
) -> tuple[Responses, pd.DataFrame | None]:
    """Read the answers of a project, and the sizes of its teams.

    Parameters
    ----------
    project : Project
    on_progress : callable, optional
        Told the name of a file and how many records of it were read so far.
    on_inspect : callable, optional
        Given what each file is.
    lang : {"nl", "en"}, optional
        Language of error texts; by default that of the project.

    Returns
    -------
    responses : Responses
        Codes of respondents are pseudonyms made with the secret of the project, so that whoever has its folder can
        pair its waves.
    team_sizes : DataFrame or None

    Raises
    ------
    CultureDiagError
        If the project has no wave yet, and as :func:`~culture_diag.read_responses`; a mapping that no longer fits is
        named with its line in ``diagnosis.toml`` as well.

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.study import init_project
    >>> from culture_diag.sample import sample_files
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     responses, sizes = read_project(init_project(Path(parent) / "school", sample_files()[:2]))
    >>> list(responses.frame["wave"].cat.categories), sizes
    (['2024-10', '2025-04'], None)
    """
    from culture_diag.reading import read_responses, read_team_sizes
    from culture_diag.reading.sizes import sizes_as_answered
    from culture_diag.reading.values.pseudonyms import load_salt

    lang = lang or project.lang
    if not project.waves:
        raise ProjectError(Problem("project_no_waves", file=FILE), lang=lang)
    try:
        responses = read_responses(
            [wave.file for wave in project.waves],
            project.instrument,
            mapping=[wave.mapping for wave in project.waves],
            wave=[wave.label for wave in project.waves],
            renamed=project.names or None,
            salt=load_salt(project.folder, lang=lang),
            on_progress=on_progress,
            on_inspect=on_inspect,
            lang=lang,
        )
    except CultureDiagError as error:
        from culture_diag.study.repairs import in_project

        raise type(error)(in_project(project, error.problem_list), lang=lang) from error
    sizes = None if project.team_sizes is None else read_team_sizes(project.team_sizes, lang=lang)
    return responses, None if sizes is None else sizes_as_answered(sizes, responses)
