"""The folder of a customer: what its ``diagnosis.toml`` says, its mistakes by line, and repairs of its answers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from culture_diag.defaults import LOWEST_MIN_N
from culture_diag.errors import CultureDiagError, InstrumentError, Problem
from culture_diag.i18n import LANGUAGES, default_language
from culture_diag.instrument import Instrument, bundled_instruments, load_instrument
from culture_diag.instrument.toml_file import line_of, load_settings
from culture_diag.paths import is_file, is_there
from culture_diag.study.options import OPTIONS, Option

Name = Annotated[str, Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]

_ANNOTATIONS: dict[str, Any] = {
    "count": Annotated[int, Field(ge=LOWEST_MIN_N)],
    "share_pair": tuple[Share, Share],
    "points": Annotated[float, Field(ge=0)],
    "range": Annotated[float, Field(gt=0)],
    "switch": bool,
    "text": Name,
    "file": Name,
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class WaveEntry(_Model):
    """One ``[[waves]]``: its label, the file with its answers, and how that is read."""

    label: Name
    file: Name
    mapping: Name | None = None


def _annotation(option: Option) -> Any:
    return Literal[option.choices] if option.kind == "choice" else _ANNOTATIONS[option.kind]


_FIELDS: dict[str, Any] = {
    option.name: (_annotation(option) | None, None) for option in OPTIONS if option.table == "options"
}
FileOptions = create_model("FileOptions", __base__=_Model, **_FIELDS)
"""What ``[options]`` says; what is not there is as it is without a folder."""


class StudyFile(_Model):
    """All of ``diagnosis.toml``."""

    lang: Literal[LANGUAGES] = LANGUAGES[0]  # type: ignore[valid-type]  # known when it runs
    instrument: Name
    team_sizes: Name | None = None
    out: Name = "results"
    options: FileOptions = FileOptions()
    names: dict[str, str] = Field(default_factory=dict)
    waves: tuple[WaveEntry, ...] = ()


Location = tuple[str | int, ...]

FILE = "diagnosis.toml"
"""What makes a folder a project."""


class StudyError(CultureDiagError):
    """A project cannot be found, or its file holds mistakes."""


@dataclass(frozen=True)
class Wave:
    """One wave of a project: its label, the file with its answers, and the mapping to read that with."""

    label: str
    file: Path
    mapping: Path | None = None


@dataclass(frozen=True)
class StudyFolder:
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
        files = [self.folder / FILE, *(wave.file for wave in self.waves)]
        files += [wave.mapping for wave in self.waves if wave.mapping]
        return files + [file for file in (self.team_sizes, self.options.get("norm")) if file]

    @property
    def choices(self) -> dict[str, Any]:
        """Everything that its file says, by the names of :data:`culture_diag.study.options.OPTIONS`."""
        choices = {
            "instrument": self.instrument,
            "team_sizes": self.team_sizes,
            "rename": self.names or None,
            **self.options,
        }
        return {name: value for name, value in choices.items() if value is not None}


def is_study(folder: str | Path) -> bool:
    """Tell whether a folder is that of a customer."""
    return is_file(Path(folder) / FILE)


def load_folder(folder: str | Path = ".", *, lang: str | None = None) -> StudyFolder:
    """Load the folder of a customer.

    Parameters
    ----------
    folder : path
        With a ``diagnosis.toml`` in it (see :func:`init_study`).
    lang : {"nl", "en"}, optional
        Language of error texts; by default that of the project, once it is known.

    Returns
    -------
    StudyFolder

    Raises
    ------
    CultureDiagError
        If the folder is none, or its file holds mistakes (a key that is unknown, a file that is not there, two waves
        of one name): all at once, each with its line and what to write there.

    Examples
    --------
    >>> import tempfile
    >>> from culture_diag.study.start import init_study
    >>> from culture_diag.sample import sample_files
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     folder = init_study(Path(parent) / "school", sample_files()[:2]).folder
    ...     [wave.label for wave in load_folder(folder).waves]
    ['2024-10', '2025-04']
    """
    folder = Path(folder)
    if not is_study(folder):
        raise StudyError.of("study_absent", lang=lang, folder=str(folder), file=FILE)
    written, content = load_settings(folder / FILE, StudyFile, raises=StudyError, lang=lang or default_language())
    lang = lang or written.lang
    here = _Place(folder, content)
    problems = list(_problems(written, here))
    instrument = None
    try:
        instrument = load_instrument(_instrument(written.instrument, folder), lang=lang)
    except InstrumentError as error:
        problems.append(here.problem("study_instrument", ("instrument",), asked=written.instrument))
        problems += [problem for problem in error.problem_list if problem.key != "unknown_instrument"]
    if problems or instrument is None:
        raise StudyError(problems, lang=lang)
    options = written.options.model_dump(exclude_none=True)
    if "norm" in options:
        options["norm"] = here.path(options["norm"])
    return StudyFolder(
        folder,
        instrument,
        tuple(
            Wave(wave.label, here.path(wave.file), here.path(wave.mapping) if wave.mapping else None)
            for wave in written.waves
        ),
        here.path(written.team_sizes) if written.team_sizes else None,
        written.names,
        options,
        here.path(written.out),
        written.lang,
    )


def instrument_of(folder: str | Path, *, lang: str | None = None) -> Instrument:
    """Load the instrument of a project, whatever else its file says: a wave may still lack its mapping.

    Raises
    ------
    CultureDiagError
        If its file holds mistakes, or the instrument is not there.
    """
    written, _ = load_settings(Path(folder) / FILE, StudyFile, raises=StudyError, lang=lang)
    return load_instrument(_instrument(written.instrument, Path(folder)), lang=lang)


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


def _problems(written: StudyFile, here: _Place) -> Iterator[Problem]:
    """Find what no single key tells: paths that lead nowhere, and waves of one name."""
    yield from _odd_path(here, ("out",), written.out)
    yield from _no_file(here, ("team_sizes",), written.team_sizes)
    options = written.options.model_dump()
    yield from _no_file(here, ("options", "norm"), options["norm"])
    gate = options["gate"] or (0, 1)
    if gate[0] > gate[1]:
        asked = ", ".join(f"{share:g}" for share in gate)
        yield here.problem("study_gate", ("options", "gate"), asked=asked)
    first: dict[str, int] = {}
    for at, wave in enumerate(written.waves):
        yield from _no_file(here, ("waves", at, "file"), wave.file)
        mapping = ("waves", at, "mapping")
        if wave.mapping and not _is_odd(wave.mapping) and not is_file(here.path(wave.mapping)):
            yield here.problem("study_mapping_missing", mapping, asked=wave.mapping, file=wave.file)
        else:
            yield from _odd_path(here, mapping, wave.mapping)
        other = first.setdefault(wave.label, at)
        if other != at:
            line = line_of(here.content, ("waves", other, "label"))
            yield here.problem("study_wave_twice", ("waves", at, "label"), label=wave.label, other=line)


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
        yield here.problem("study_file_missing", location, **values)
    yield from _odd_path(here, location, written)


def _known(path: Path) -> str:
    """List the files that are there instead."""
    try:
        names = sorted(file.name for file in path.parent.iterdir() if is_file(file) and not file.name.startswith("."))
    except OSError:  # no folder, or a closed one
        return "–"
    return ", ".join([*names[:10], *(["…"] if len(names) > 10 else [])]) or "–"


_COLUMNS = ("item_column", "team_column")
"""Kinds of problems about a column that was not found."""


def with_repair_lines(study: StudyFolder, problems: Sequence[Problem]) -> list[Problem]:
    """Return the same problems with the line of the study, or of its mapping, that mends them.

    Parameters
    ----------
    study : StudyFolder
    problems : sequence of Problem
        Of reading its answers.
    """
    content = (study.folder / FILE).read_text(encoding="utf-8-sig")
    mended = [_mended(study, problem, content) for problem in problems]
    return [*mended, *_about_mappings(study, problems, content)]


def _mended(study: StudyFolder, problem: Problem, content: str) -> Problem:
    if problem.key == "renamed_absent":
        row = line_of(content, ("names", str(problem.values["team"])))
        return Problem("study_name_absent", problem.values, file=FILE, row=row)
    if problem.kind in _COLUMNS:
        for wave in study.waves:
            if wave.file.name == problem.file and wave.mapping is None:
                key = problem.values.get("item", "team")
                values = {"label": wave.label, "key": key, "export": wave.file.name, "new": _free(study, wave)}
                return replace(problem, key="study_column", values={**problem.values, **values})
    return problem


def _about_mappings(study: StudyFolder, problems: Iterable[Problem], content: str) -> Iterator[Problem]:
    """Say in which line of the study the waves stand whose mapping does not fit."""
    stale = {str(problem.values.get("export")) for problem in problems if problem.kind == "mapping_stale"}
    for at, wave in enumerate(study.waves):
        if wave.mapping is None or wave.file.name not in stale:
            continue
        row = line_of(content, ("waves", at, "mapping"))
        mapping = wave.mapping.resolve()
        others = [
            other.label
            for other in study.waves
            if other is not wave and other.mapping and other.mapping.resolve() == mapping
        ]
        values = {"label": wave.label, "mapping": wave.mapping.name, "export": wave.file.name, "line": row}
        values |= {"new": _free(study, wave), "others": ", ".join(others)}
        yield Problem("study_mapping_shared" if others else "study_mapping_stale", values, file=FILE, row=row)


def _free(study: StudyFolder, wave: Wave) -> str:
    """Return a name for a new mapping: that of the file, with a number where it is there already."""
    names = [wave.file.stem, *(f"{wave.file.stem}-{at}" for at in range(2, 100))]
    written = [f"mappings/{name}.toml" for name in names]
    return next((name for name in written if not is_there(study.folder / name)), written[0])
