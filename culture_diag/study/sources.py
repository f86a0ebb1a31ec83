"""Where the answers of a study come from: files, the folder of a customer, or answers that are there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from culture_diag.errors import CultureDiagError, MappingError, Problem
from culture_diag.study.folder import FILE, StudyError, StudyFolder
from culture_diag.study.options import ResolvedOptions

if TYPE_CHECKING:
    from culture_diag.instrument import Instrument
    from culture_diag.reading import Export, Responses


@dataclass(frozen=True)
class Observers:
    """Who is told while files are read: how many records so far, and what each file is."""

    on_progress: Callable[[str, int], None] | None = None
    on_inspect: Callable[[Export], None] | None = None


@dataclass(frozen=True)
class AnswerFiles:
    """Files of answers, a wave each.

    Parameters
    ----------
    paths : tuple of Path
    is_sample : bool
        Whether they are those of the bundled sample. People who were made up need no pseudonyms, and so no secret is
        kept on the computer of who tries this out.
    loose_names : bool
        Whether renamed teams may be absent: the names of a folder hold for files that are chosen beside it, too.
    """

    paths: tuple[Path, ...]
    is_sample: bool = False
    loose_names: bool = False

    @property
    def inputs(self) -> list[Path]:
        """Every file that nothing may be written over."""
        return list(self.paths)

    def read(self, instrument: Instrument, options: ResolvedOptions, observers: Observers, lang: str) -> Responses:
        """Read the answers."""
        from culture_diag.reading import read_responses

        mapping, columns = options["mapping"], options["column"]
        if mapping and columns:
            raise MappingError.of("mapping_and_column", lang=lang)
        by_header = {key: header or None for key, header in (columns or {}).items()}
        arguments: dict[str, Any] = {
            "mapping": (mapping[0] if len(mapping) == 1 else mapping) if mapping else by_header or None,
            "wave": options["wave"],
            "waves": options["order"],
            "platform": options["platform"],
            "partials": options["partials"],
            "without_team": options["without_team"],
            "salt": b"" if self.is_sample else None,
            "on_progress": observers.on_progress,
            "on_inspect": observers.on_inspect,
            "lang": lang,
        }
        names = options["rename"]
        while True:
            try:
                return read_responses(list(self.paths), instrument, renamed=names or None, **arguments)
            except CultureDiagError as error:
                absent = {str(one.values["team"]) for one in error.problem_list if one.key == "renamed_absent"}
                if not self.loose_names or not absent or len(absent) < len(error.problem_list):
                    raise
                names = {old: new for old, new in names.items() if old not in absent}


@dataclass(frozen=True)
class AnswersOfFolder:
    """The waves that the ``diagnosis.toml`` of a customer's folder lists."""

    folder: StudyFolder

    @property
    def inputs(self) -> list[Path]:
        """Every file that nothing may be written over."""
        return self.folder.files

    def read(self, instrument: Instrument, options: ResolvedOptions, observers: Observers, lang: str) -> Responses:
        """Read the answers; a problem that a line of the folder's files mends is told with that line.

        Codes of respondents become pseudonyms made with the secret of the folder, so that whoever has the folder can
        pair its waves.
        """
        from culture_diag.reading import read_responses
        from culture_diag.reading.values.pseudonyms import load_salt
        from culture_diag.study.folder import with_repair_lines

        waves = self.folder.waves
        if not waves:
            raise StudyError(Problem("study_no_waves", file=FILE), lang=lang)
        try:
            return read_responses(
                [wave.file for wave in waves],
                instrument,
                mapping=[wave.mapping for wave in waves],
                wave=[wave.label for wave in waves],
                renamed=options["rename"] or None,
                without_team=options["without_team"],
                salt=load_salt(self.folder.folder, lang=lang),
                on_progress=observers.on_progress,
                on_inspect=observers.on_inspect,
                lang=lang,
            )
        except CultureDiagError as error:
            raise type(error)(with_repair_lines(self.folder, error.problem_list), lang=lang) from error


@dataclass(frozen=True)
class GivenResponses:
    """Answers that were read, or made, already."""

    responses: Responses

    @property
    def inputs(self) -> list[Path]:
        """No file."""
        return []

    def read(self, instrument: Instrument, options: ResolvedOptions, observers: Observers, lang: str) -> Responses:  # noqa: ARG002
        """Return them."""
        return self.responses


Source = AnswerFiles | AnswersOfFolder | GivenResponses


def answer_files(files: Sequence[str | Path] | str | Path) -> AnswerFiles:
    """Take one path or several."""
    paths = [files] if isinstance(files, str | Path) else files
    return AnswerFiles(tuple(Path(path) for path in paths))
