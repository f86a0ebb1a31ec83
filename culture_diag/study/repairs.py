"""What is wrong with the answers of a study, said as a repair of its files: a study has no options to type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from culture_diag.errors import Problem
from culture_diag.instrument.toml_file import line_of
from culture_diag.paths import is_there
from culture_diag.study.folder import FILE, StudyFolder, Wave

_COLUMNS = ("item_column", "team_column")
"""Kinds of problems about a column that was not found."""


def with_lines_to_mend(study: StudyFolder, problems: Sequence[Problem]) -> list[Problem]:
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
