"""A new folder for a customer: made once, filled in by hand, used every year."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from culture_diag.errors import CultureDiagError, Problem
from culture_diag.i18n import default_language, text
from culture_diag.instrument import Instrument, bundled_instruments, load_instrument
from culture_diag.instrument.toml_file import toml_text
from culture_diag.paths import is_file, is_there
from culture_diag.study.folder import FILE, StudyError, StudyFolder, is_study, load_folder
from culture_diag.study.options import OPTIONS

ANSWERS, MAPPINGS, RESULTS, NOTEBOOKS = "answers", "mappings", "results", "notebooks"
README, IGNORE = "README.md", ".gitignore"


def init_study(
    folder: str | Path,
    files: Sequence[str | Path] = (),
    *,
    instrument: str | Path | None = None,
    team_sizes: str | Path | None = None,
    notebooks: bool = True,
    lang: str | None = None,
) -> StudyFolder:
    """Make a folder for a customer.

    In it: ``diagnosis.toml``, which says everything; ``answers``, ``results`` and the notebooks, which git ignores;
    ``mappings``, one an export; a README; and the secret by which respondents are known again in the next wave.

    Parameters
    ----------
    folder : path
        It may exist, and hold other things; nothing in it is replaced.
    files : sequence of paths
        Answers, a wave each: they are copied to ``answers``, get a mapping, and are listed in order of time. The
        label of a wave is the name of its file; where that says no moment, the month in which most people answered.
    instrument : str or path, optional
        Id of a bundled one, or a TOML file of one's own, which is copied.
    team_sizes : path, optional
        File with the sizes of the teams, which is copied.
    notebooks : bool
        Whether the notebooks are copied as well.
    lang : {"nl", "en"}, optional
        Of everything in the folder; by default the user's.

    Returns
    -------
    StudyFolder

    Raises
    ------
    CultureDiagError
        If the folder is a project already, something would be replaced, a file cannot be read, or the folder cannot
        be written. Nothing is made then.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     folder = init_study(Path(parent) / "school", notebooks=False, lang="en").folder
    ...     sorted(entry.name for entry in folder.iterdir() if entry.suffix != ".salt")
    ['.gitignore', 'README.md', 'answers', 'diagnosis.toml', 'mappings', 'results']
    """
    from culture_diag.reading.values.pseudonyms import SALT_NAME, load_salt

    lang = lang or default_language()
    folder = Path(folder)
    if is_study(folder):
        raise StudyError.of("study_exists", lang=lang, folder=str(folder), file=FILE)
    if is_file(folder):
        raise StudyError.of("folder_is_file", lang=lang, folder=str(folder))
    used = load_instrument(instrument, lang=lang)
    waves = _waves([Path(file) for file in files], used, lang)
    copies = [(wave.source, folder / ANSWERS / wave.source.name) for wave in waves]
    own = None if instrument is None or str(instrument) in bundled_instruments() else Path(instrument)
    sizes = None if team_sizes is None else Path(team_sizes)
    copies += [(file, folder / file.name) for file in (own, sizes) if file is not None]
    written = {folder / MAPPINGS / f"{wave.source.stem}.toml": wave.mapping for wave in waves}
    written[folder / README] = text("study.readme", lang, file=FILE, salt=SALT_NAME).strip() + "\n"
    _check(copies, written, lang)
    asked = used.id if own is None else own.name
    written[folder / FILE] = "\n".join(_lines(waves, asked, None if sizes is None else sizes.name, lang)) + "\n"
    try:
        _make(folder, copies, written)
    except OSError as error:
        raise StudyError.of("folder_unwritable", lang=lang, folder=str(folder)) from error
    load_salt(folder, lang=lang)
    if notebooks:
        from culture_diag.sample import copy_notebooks

        copy_notebooks(folder / NOTEBOOKS, lang=lang)
    return load_folder(folder, lang=lang)


@dataclass(frozen=True)
class _Wave:
    """One file of answers, with the mapping that is made for it."""

    source: Path
    label: str
    mapping: str


def _waves(files: Sequence[Path], instrument: Instrument, lang: str) -> list[_Wave]:
    """Read every file for its headers, and put the waves in order of time."""
    if not files:
        return []
    from culture_diag.reading.exports.load import read_table
    from culture_diag.reading.mapping.draft import mapping_text
    from culture_diag.reading.waves import month_of_answers, order_of_waves, tells_date, wave_labels

    problems: list[Problem] = []
    labels, _ = wave_labels(files, None, lang=lang)
    by_label: dict[str, _Wave] = {}
    months: dict[str, str] = {}
    for file, label in zip(files, labels, strict=True):
        try:
            table = read_table(file, lang=lang)
            wave = _Wave(file, label, mapping_text(table, instrument, lang=lang))
        except CultureDiagError as error:
            problems += error.problem_list
            continue
        if label in by_label:
            problems.append(Problem("study_same_names", {"name": file.name, "other": str(by_label[label].source)}))
        by_label.setdefault(label, wave)
        months[label] = label if tells_date(label) else month_of_answers(table)
    if problems:
        raise StudyError(problems, lang=lang)
    if all(months.values()) and len(set(months.values())) == len(months):  # else they would be told apart by nothing
        by_label = {months[label]: replace(wave, label=months[label]) for label, wave in by_label.items()}
    return [by_label[label] for label in order_of_waves(list(by_label))]


def _check(copies: Sequence[tuple[Path, Path]], written: dict[Path, str], lang: str) -> None:
    """Refuse before anything is made: what is not there, and what would be replaced."""
    problems = [
        Problem("table_missing", {"name": source.name}, file=source.name) for source, _ in copies if not is_file(source)
    ]
    goals = [goal for source, goal in copies if goal.resolve() != source.resolve()] + list(written)
    problems += [Problem("study_would_replace", {"file": str(goal)}) for goal in goals if is_there(goal)]
    if problems:
        raise StudyError(problems, lang=lang)


def _make(folder: Path, copies: Sequence[tuple[Path, Path]], written: dict[Path, str]) -> None:
    for name in (ANSWERS, MAPPINGS, RESULTS):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _ignore(folder / IGNORE)  # before any answer is there
    for source, goal in copies:
        if source.resolve() != goal.resolve():
            shutil.copyfile(source, goal)
    for goal, content in written.items():
        goal.write_text(content, encoding="utf-8")


def _ignore(file: Path) -> None:
    """Have git ignore what is confidential; lines that are there already stay."""
    from culture_diag.reading.values.pseudonyms import SALT_NAME

    there = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    wanted = [f"{ANSWERS}/*", f"{RESULTS}/*", f"{NOTEBOOKS}/*", SALT_NAME, ".ipynb_checkpoints/"]
    missing = [line for line in wanted if line not in there]
    if missing:
        file.write_text("\n".join([*there, *missing]) + "\n", encoding="utf-8")


def _say(key: str, lang: str) -> Iterator[str]:
    for line in text(f"study.file.{key}", lang).splitlines():
        yield f"# {line}".rstrip()


def _lines(waves: Sequence[_Wave], instrument: str, sizes: str | None, lang: str) -> Iterator[str]:
    """Write ``diagnosis.toml``."""
    yield from _say("title", lang)
    yield f"lang = {toml_text(lang)}"
    yield f"instrument = {toml_text(instrument)}   # {text('study.file.instrument', lang)}"
    off = "" if sizes else "# "
    yield f"{off}team_sizes = {toml_text(sizes or 'team_sizes.csv')}   # {text('study.file.team_sizes', lang)}"
    yield f"out = {toml_text(RESULTS)}   # {text('study.file.out', lang)}"
    yield ""
    yield from _say("options", lang)
    yield "[options]"
    for option in OPTIONS:
        if option.table == "options":
            yield f"# {option.name} = {option.example}   # {text(f'study.option.{option.name}', lang)}"
    yield ""
    yield from _say("names", lang)
    yield "[names]"
    yield f"# {text('study.map.renamed_example', lang)}"
    yield ""
    yield from _say("waves", lang)
    for wave in waves:
        yield from _entry(wave.label, wave.source.name, wave.source.stem)
        yield ""
    yield from _say("next", lang)
    example = list(_entry("2026-10", text("study.file.example", lang), waves[-1].source.stem if waves else "2026-10"))
    yield from (f"# {line}" for line in (example if waves else example[:-1]))  # no mapping is there to be used again


def _entry(label: str, file: str, mapping: str) -> Iterator[str]:
    yield "[[waves]]"
    yield f"label = {toml_text(label)}"
    yield f"file = {toml_text(f'{ANSWERS}/{file}')}"
    yield f"mapping = {toml_text(f'{MAPPINGS}/{mapping}.toml')}"
