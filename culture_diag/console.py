"""What the command line prints: a line of progress, a table, and the sentences that matter most."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from culture_diag.defaults import MIN_N
from culture_diag.i18n import number, text
from culture_diag.i18n.safe_text import one_line, printable

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from culture_diag.disclosure import Release
    from culture_diag.planning import Plan
    from culture_diag.reading import Export, Responses

WIDTH_WITHOUT_WINDOW = 140
"""Signs on a line where there is no window to fit, as in a file or a pipe: a table must not be cut to 80."""


class Progress:
    """One line on the terminal that says what is being done; nothing where nobody looks."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._status: Any = None

    def __enter__(self) -> Progress:
        self._status = _console(stderr=True).status("")
        self._status.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._status.__exit__(*error)

    def step(self, key: str) -> None:
        """Say what is done now."""
        if key:
            self._status.update(text(f"report.step.{key}", self.lang) + " …")

    def rows(self, file: str, count: int) -> None:
        """Say how far the reading of a file is."""
        written = number(count, self.lang, decimals=0)
        self._status.update(text("report.step.rows", self.lang, file=one_line(file), number=written) + " …")


def show_export(export: Export, *, lang: str) -> None:
    """Print what a file is."""
    from culture_diag.reading import export_text

    print("\n".join(one_line(line) for line in export_text(export, lang)) + "\n")


def show_account(responses: Responses, sizes: pd.DataFrame | None, *, lang: str) -> None:
    """Print what was read, dropped and converted, and whose answers are conspicuous; warnings come by themselves."""
    from culture_diag.quality import flagged_text
    from culture_diag.reading import account_text, warning_text
    from culture_diag.reading.inspection import EXPORT_NOTES

    warned = set(warning_text(responses, sizes, lang))
    lines = [line for line in account_text(responses, lang, leave_out=EXPORT_NOTES) if line.strip() not in warned]
    print(printable("\n".join([*lines, *flagged_text(responses, lang=lang)])))


def show_release(release: Release, out: Path, written: list[Path], *, lang: str, left_out: int | None = None) -> None:
    """Print the choices made, the table of the last wave, what not to miss, and what was written.

    Parameters
    ----------
    release : Release
    out : Path
    written : list of Path
    lang : {"nl", "en"}
    left_out : int, optional
        How many respondents with conspicuous answers were left out, where that was asked.
    """
    from culture_diag.story.highlights import choose_highlights
    from culture_diag.story.notes import choice_notes
    from culture_diag.story.tables import summary_table

    chosen = choice_notes(release, lang=lang)
    if chosen:
        print(" ".join(chosen.values()))
    _print_table(summary_table(release, lang=lang), text("cli.table", lang, wave=release.latest))
    print(text("cli.privacy", lang, min_n=release.settings.min_n))
    if release.settings.min_n < MIN_N:
        print(text("cli.promised", lang, promised=MIN_N))
    if left_out is not None:
        few = 0 < left_out < release.settings.min_class
        key = "none" if not left_out else "few" if few else "some"
        print("\n" + text(f"cli.left_out.{key}", lang, n=left_out, least=release.settings.min_class))
    noteworthy = choose_highlights(release, lang=lang)
    if noteworthy.quality:
        print("\n" + text("cli.quality", lang))
        print("\n".join(f"  {sentence}" for sentence in noteworthy.quality))
    if noteworthy.teams:
        print("\n" + text("cli.special", lang))
        print("\n".join(f"  {one_line(name)}: {sentence}" for name, sentence in noteworthy.teams))
    book = text("report.file.workbook", lang)
    has_book = any(file.name == book for file in written)
    if noteworthy.left and has_book:
        print("  " + text("cli.more", lang, count=noteworthy.left, file=book))
    print("\n" + text("cli.written", lang, folder=out))
    for file in written:
        print(f"  {file.name}")
    if not has_book:
        print("\n" + text("cli.no_workbook", lang, file=book))


def show_plan(plan: Plan, *, lang: str, picture: Path | None = None) -> None:
    """Print what a measurement can show, as a table and in sentences."""
    from culture_diag.story.plans import plan_text
    from culture_diag.story.tables import plan_table

    _print_table(plan_table(plan, lang=lang), text("cli.plan", lang, size=plan.team_size))
    print("\n".join(plan_text(plan, lang=lang)))
    if picture is not None:
        print("\n" + text("cli.picture", lang, file=picture))


def warn(responses: Responses, sizes: pd.DataFrame | None, lang: str) -> bool:
    """Say what may be a mistake; tell whether there was anything to say."""
    from culture_diag.reading import warning_text

    warnings = warning_text(responses, sizes, lang)
    if warnings:
        print("\n" + text("cli.look", lang))
        print(printable("\n".join(f"  {warning}" for warning in warnings)))
    return bool(warnings)


def _print_table(frame: pd.DataFrame, title: str) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in frame.columns:
        table.add_column(Text(column), justify="left")
    for row in frame.itertuples(index=False):
        # As text, not as markup: a team may be called "[red]".
        table.add_row(*(Text(cell) for cell in row))
    _console(stderr=False).print(table)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=WIDTH_WITHOUT_WINDOW)
