"""The workbench: choose files, check their columns, read the problems, explore; whatever is wrong, it says in words."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from culture_diag.errors import CultureDiagError
from culture_diag.explorer.column_check import SUFFIXES, ColumnCheck, check_columns, role_name
from culture_diag.explorer.controls import FilePicker
from culture_diag.explorer.explorer import NAME, Explorer, WordedBox
from culture_diag.i18n import text
from culture_diag.reading.columns.roles import ROLES
from culture_diag.study.sources import AnswerFiles, AnswersOfFolder

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import Instrument
    from culture_diag.study.study import Study

MAX_UPLOAD_BYTES = 20 * 2**20
"""So many bytes of files may be chosen at once."""

MAX_PROBLEMS_LISTED = 12
"""So many problems are written out."""

CHOSEN_BELOW = ("item_column", "team_column", "column_double")
"""Kinds of problems that the choice of another column repairs."""


class Workbench(WordedBox):
    """A file picker, the check of the columns, and the explorer of what comes out.

    Attributes
    ----------
    release : Release
    explorer : Explorer
        While something is wrong with the files, asking for either raises what is wrong, in words.
    mapping : dict
        Role or item id -> header, as chosen here; ready for :func:`culture_diag.read_responses`.
    problems : str
        What is wrong, in words; empty if nothing is.
    """

    def __init__(self, study: Study, *, lang: str, folder: Path) -> None:
        self.lang, self.folder = lang, folder
        self._opened = study
        self.study = study
        self._explorer: Explorer | None = None
        self._error: CultureDiagError | None = None
        self.mapping: dict[str, str | None] = {}
        self.problems = ""
        self._uploads = tempfile.TemporaryDirectory(prefix="culture-diag-", ignore_cleanup_errors=True)
        self._asking = False
        self.picker = FilePicker(most=MAX_UPLOAD_BYTES, accept=",".join(SUFFIXES))
        self.heading, self.status, self.place = widgets.HTML(), widgets.HTML(), widgets.VBox()
        self.fold = widgets.Checkbox(indent=False, layout=widgets.Layout(width="auto"))
        self.check = widgets.VBox()
        super().__init__([self.heading, self.picker, self.status, self.fold, self.check, self.place])
        self.add_class(NAME)
        self._speak()
        self.fold.observe(lambda _: self._unfold(), names="value")
        self.picker.observe(lambda change: self._received(change["new"]), names="files")
        self.picker.observe(lambda _: self._refuse(self._say("pick.large")), names="overflow")
        self._read()

    @property
    def explorer(self) -> Explorer:
        """The explorer of what came out."""
        if self._explorer is None:
            raise self._error or CultureDiagError.of("explorer_nothing", lang=self.lang)
        return self._explorer

    @property
    def release(self) -> Release:
        """What came out."""
        return self.explorer.release

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of one's own that are read; none while the sample or a customer's folder is shown."""
        source = self.study.source
        return source.paths if isinstance(source, AnswerFiles) and not source.is_sample else ()

    @property
    def words(self) -> str:
        """What is wrong, else what the picture says."""
        return self.problems or self.explorer.alt

    def use(self, files: Sequence[str | Path]) -> None:
        """Read other files; without any, what was opened; what was chosen for columns is forgotten."""
        self.study, self.mapping = self._opened.with_answers(files), {}
        self._read()

    def map(self, key: str, header: str | None) -> None:
        """Say which column holds a role or an item, and read again; None leaves it to the headers."""
        if header is None:
            self.mapping.pop(key, None)
        else:
            self.mapping[key] = header
        self.study = self.study.with_choices(column=self.mapping or None)
        self._read()

    def _received(self, files: tuple[tuple[str, bytes], ...]) -> None:
        """Keep uploaded files until others come or this workbench ends; their names are the names of the waves."""
        for former in Path(self._uploads.name).iterdir():
            shutil.rmtree(former, ignore_errors=True)
        room = Path(tempfile.mkdtemp(dir=self._uploads.name))
        paths = []
        for name, content in files:
            path = room / (Path(name.replace("\\", "/")).name or "file")
            path.write_bytes(content)
            paths.append(path)
        self.use(paths)

    def _read(self) -> None:
        """Make the release; whatever goes wrong stands in the page, since an exception here would show nothing."""
        lang = self.lang
        self.picker.said = self._say("pick.busy")
        try:
            self._show(Explorer(self.study.release, lang=lang, folder=self.folder))
        except CultureDiagError as error:
            self._refuse(error.text(lang), _listed(error, lang, choose=bool(self.files)), error)
        except Exception as error:
            self._refuse(self._say("pick.failed", kind=type(error).__name__))
        try:
            self._ask()
        except Exception:
            # What is wrong is told already; without its columns there is nothing to choose.
            self.check.children = []
            self._unfold()

    def _show(self, explorer: Explorer) -> None:
        self._forget()
        self._explorer, self._error, self.problems = explorer, None, ""
        self.place.children = [explorer]
        self._tell()
        explorer.state.observe(self._turn, names="lang")

    def _tell(self) -> None:
        """Say which answers are shown."""
        key = "sample" if self.study.is_sample else "good" if self.files else "folder"
        said = self._say(f"pick.{key}", files=self._names())
        if self.study.folder is not None:
            said += " " + self._say("pick.choices")
        self.status.value = f'<p class="cde-good" role="status">{escape(said)}</p>'
        self.picker.said = self._names()

    def _names(self) -> str:
        source = self.study.source
        if isinstance(source, AnswersOfFolder):
            return ", ".join(wave.file.name for wave in source.folder.waves)
        return ", ".join(file.name for file in self.files)

    def _refuse(self, words: str, body: str = "", error: CultureDiagError | None = None) -> None:
        self._forget()
        self._explorer, self._error, self.problems = None, error, words
        self.place.children = []
        self.picker.said = self._names()
        body = body or f"<p>{escape(words)}</p>"
        self.status.value = f'<div class="cde-problems" role="alert">{body}</div>'

    def _forget(self) -> None:
        """Let the former picture go: its scene need not stay in the page."""
        if self._explorer is not None:
            for part in (self._explorer.picture, self._explorer.controls.teams, self._explorer.controls.wave):
                part.close()

    def _ask(self) -> None:
        """Show what each column is taken for, and let the visitor say otherwise."""
        check = check_columns(self.files, self.study.instrument, self.mapping, lang=self.lang)
        items = [key for key in check.found if key not in ROLES]
        asked = [*ROLES, *(key for key in items if key in check.open or key in self.mapping)]
        choices = [self._choice(key, check) for key in asked] if check.headers else []
        row = widgets.Box(choices, layout=widgets.Layout(flex_flow="row wrap", grid_gap="4px 18px"))
        table = widgets.HTML(_table(check, self.study.instrument, lang=self.lang))
        self.check.children = [row, table] if check.headers else []
        # What fits needs no attention; what is open does.
        self.fold.value = bool(check.open) or bool(self.mapping)
        self._unfold()

    def _unfold(self) -> None:
        self.fold.layout.display = None if self.check.children else "none"
        self.check.layout.display = None if self.fold.value else "none"

    def _choice(self, key: str, check: ColumnCheck) -> Any:
        found = check.found.get(key, ())
        auto = self._say("map.found", header=", ".join(found)) if found else self._say("map.none")
        box = widgets.Dropdown(
            description=role_name(key, self.study.instrument, lang=self.lang),
            options=[(auto, ""), *((header, header) for header in check.headers)],
            value=self.mapping.get(key) or "",
            style={"description_width": "initial"},
            layout=widgets.Layout(width="auto", max_width="min(100%, 460px)"),
            tooltip=self._say("map.tip"),
        )
        box.observe(lambda change: self.map(key, change["new"] or None), names="value")
        return box

    def _turn(self, change: Any) -> None:
        """Speak the language that was chosen in the explorer."""
        self.lang = change["new"]
        self._speak()
        self._tell()
        self._ask()

    def _speak(self) -> None:
        self.heading.value = f"<p>{escape(self._say('pick.heading'))}</p>"
        self.fold.description, self.fold.tooltip = self._say("map.title"), self._say("map.tip")
        most = str(MAX_UPLOAD_BYTES // 2**20)
        self.picker.words = {key: self._say(f"pick.{key}", most=most) for key in ("label", "hint", "large", "busy")}

    def _say(self, key: str, **values: object) -> str:
        values = {"most": str(MAX_UPLOAD_BYTES // 2**20), **values}
        return text(f"explore.{key}", self.lang, **values)


def _listed(error: CultureDiagError, lang: str, *, choose: bool) -> str:
    """Write the problems as lists: what and where, and under those that share it the repair."""
    parts: list[str] = []
    said = ""
    for problem in error.problem_list[:MAX_PROBLEMS_LISTED]:
        where = problem.place(lang)
        words = f"{where}: {problem.text(lang)}" if where else problem.text(lang)
        # In a page nobody types a mapping: the column is chosen below, but for a project, which has its mappings.
        here = choose and problem.kind in CHOSEN_BELOW
        repair = text("explore.pick.choose", lang) if here else problem.repair(lang)
        if said and repair != said:
            parts.append(_repaired(said, lang))
        parts.append(f"<li>{escape(words)}</li>")
        said = repair
    parts.append(_repaired(said, lang))
    more = len(error.problem_list) - MAX_PROBLEMS_LISTED
    left = f"<p>{escape(text('explore.pick.more', lang, count=more))}</p>" if more > 0 else ""
    heading = text("errors.layout.heading", lang, count=len(error.problem_list))
    return f"<p><strong>{escape(heading)}</strong></p><ul>{''.join(parts)}</ul>{left}"


def _repaired(repair: str, lang: str) -> str:
    return f'<li class="cde-repair">{escape(text("errors.layout.repair", lang, repair=repair))}</li>'


def _table(check: ColumnCheck, instrument: Instrument, *, lang: str) -> str:
    """Tell of every role and item which column it is read from."""
    head = "".join(f'<th scope="col">{escape(text(f"explore.map.{key}", lang))}</th>' for key in ("what", "column"))
    rows = [
        (role_name(key, instrument, lang=lang), ", ".join(names) or text("explore.map.none", lang))
        for key, names in check.found.items()
    ]
    if check.unread:
        rows.append((text("explore.map.unread", lang), ", ".join(check.unread)))
    body = "".join(f"<tr><td>{escape(what)}</td><td>{escape(column)}</td></tr>" for what, column in rows)
    return f'<table class="cde-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
