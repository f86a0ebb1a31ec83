"""What is wrong with the answers of a project, said as a repair of its files: a project has no options to type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from culture_diag.errors import Problem
from culture_diag.instrument.toml_file import line_of
from culture_diag.paths import is_there
from culture_diag.study.load import FILE, Project, Wave

_COLUMNS = ("item_column", "team_column")
"""Kinds of problems about a column that was not found."""


def in_project(project: Project, problems: Sequence[Problem]) -> list[Problem]:
    """Give the same problems with the line of the project, or of its mapping, that mends them.

    Parameters
    ----------
    project : Project
    problems : sequence of Problem
        Of reading its answers.
    """
    content = (project.folder / FILE).read_text(encoding="utf-8-sig")
    told = [_mended(project, problem, content) for problem in problems]
    return [*told, *_about_mappings(project, problems, content)]


def _mended(project: Project, problem: Problem, content: str) -> Problem:
    if problem.key == "renamed_absent":
        row = line_of(content, ("names", str(problem.values["team"])))
        return Problem("project_name_absent", problem.values, file=FILE, row=row)
    if problem.kind in _COLUMNS:
        for wave in project.waves:
            if wave.file.name == problem.file and wave.mapping is None:
                key = problem.values.get("item", "team")
                values = {"label": wave.label, "key": key, "export": wave.file.name, "new": _free(project, wave)}
                return replace(problem, key="project_column", values={**problem.values, **values})
    return problem


def _about_mappings(project: Project, problems: Iterable[Problem], content: str) -> Iterator[Problem]:
    """Say in which line of the project the waves stand whose mapping does not fit."""
    stale = {str(problem.values.get("export")) for problem in problems if problem.kind == "mapping_stale"}
    for at, wave in enumerate(project.waves):
        if wave.mapping is None or wave.file.name not in stale:
            continue
        row = line_of(content, ("waves", at, "mapping"))
        mapping = wave.mapping.resolve()
        others = [
            other.label
            for other in project.waves
            if other is not wave and other.mapping and other.mapping.resolve() == mapping
        ]
        values = {"label": wave.label, "mapping": wave.mapping.name, "export": wave.file.name, "line": row}
        values |= {"new": _free(project, wave), "others": ", ".join(others)}
        yield Problem("project_mapping_shared" if others else "project_mapping_stale", values, file=FILE, row=row)


def _free(project: Project, wave: Wave) -> str:
    """Give a name for a new mapping: that of the file, with a number where it is there already."""
    names = [wave.file.stem, *(f"{wave.file.stem}-{at}" for at in range(2, 100))]
    written = [f"mappings/{name}.toml" for name in names]
    return next((name for name in written if not is_there(project.folder / name)), written[0])
