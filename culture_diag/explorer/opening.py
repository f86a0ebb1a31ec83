"""The two ways in: explore a release, or explore files of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import culture_diag as cd
from culture_diag.disclosure import require_release
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import check_language
from culture_diag.instrument import load_instrument
from culture_diag.sample import INSTRUMENT
from culture_diag.story.selection import pick_model

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.explorer.explorer import Explorer
    from culture_diag.explorer.workbench import Workbench

NEEDED = ("ipywidgets", "anywidget")


def explore(release: Release, *, lang: str = "nl", folder: str | Path = ".") -> Explorer:
    """Show the living picture of a release with controls: school, teams, waves, language, look, and more.

    Works in JupyterLab, Notebook 7 and Voilà. Everything chosen can also be read and set from code.

    Parameters
    ----------
    release : Release
    lang : {"nl", "en"}
        Language at first.
    folder : str or Path
        Where the buttons write the current view; by default beside the notebook.

    Returns
    -------
    Explorer
        An ipywidgets box. ``.teams`` (names), ``.school``, ``.wave``, ``.selected``, ``.region``, ``.trails``,
        ``.replay``, ``.theme`` and ``.lang`` are what is chosen; ``.state.observe`` tells of changes, ``.save(path)``
        writes the view, ``.alt`` says it in words.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If ipywidgets or anywidget is not installed, or the instrument has no quadrants.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=3, waves=2, sizes=(12, 12), seed=1)
    >>> explorer = explore(cd.release(cd.diagnose(sample.responses)), lang="en")
    >>> explorer.teams = ["team 1", "team 3"]
    >>> explorer.selected = "team 3"
    >>> explorer.teams, explorer.wave == explorer.release.latest
    (('team 1', 'team 3'), True)
    """
    check_language(lang)
    require_release(release, lang=lang)
    pick_model(release, lang)
    _need_widgets(lang)
    from culture_diag.explorer.explorer import Explorer

    return Explorer(release, lang=lang, folder=Path(folder))


def explore_files(
    files: Sequence[str | Path] | str | Path = (),
    *,
    project: str | Path | None = None,
    instrument: str | None = None,
    team_sizes: str | Path | None = None,
    min_n: int | None = None,
    lang: str = "nl",
    folder: str | Path = ".",
) -> Workbench:
    """Choose files of answers, see how their columns are understood and what is wrong, and explore what comes out.

    Parameters
    ----------
    files : path or sequence of paths
        Read at once; without any, the answers of the project, else the bundled sample, are shown until files are
        chosen.
    project : path, optional
        The folder of a customer, see :func:`culture_diag.init_project`: its instrument and its choices hold for files
        that are chosen later as well.
    instrument : str, optional
        Id of a bundled instrument or path of a TOML file; by default that of the project, else
        ``"invitation-challenge"``.
    team_sizes : path, optional
        Table of team sizes, see :func:`culture_diag.read_team_sizes`; by default that of the project.
    min_n : int, optional
        Fewest answers behind a shown score; by default what the project says, else 5.
    lang : {"nl", "en"}
    folder : str or Path
        Where the buttons write the current view.

    Returns
    -------
    Workbench
        An ipywidgets box: a file picker, the check of columns, and below it the explorer. ``.release`` and
        ``.explorer`` are what came out (asking for them raises what is wrong, if something is), ``.mapping`` is what
        was chosen for columns, ``.problems`` says in words what is wrong.

    Raises
    ------
    CultureDiagError
        If ipywidgets or anywidget is not installed, or the folder is no project, or its file holds mistakes. What is
        wrong with a file of answers is said in the box, and not raised.

    Examples
    --------
    >>> from culture_diag.sample import sample_files
    >>> workbench = explore_files(sample_files()[-1], lang="en")
    >>> workbench.problems, workbench.release.waves
    ('', ('2026-04',))
    """
    check_language(lang)
    _need_widgets(lang)
    from culture_diag.explorer.workbench import Workbench

    customer = None if project is None else cd.load_project(project, lang=lang)
    used = (
        customer.instrument if customer and instrument is None else load_instrument(instrument or INSTRUMENT, lang=lang)
    )
    sizes = None if team_sizes is None else Path(team_sizes)
    if customer is not None:
        customer = replace(customer, instrument=used, team_sizes=sizes or customer.team_sizes)
        sizes, min_n = customer.team_sizes, customer.min_n if min_n is None else min_n
    paths = [files] if isinstance(files, str | Path) else list(files)
    return Workbench(
        [Path(path) for path in paths],
        project=customer,
        instrument=used,
        team_sizes=sizes,
        min_n=5 if min_n is None else min_n,
        lang=lang,
        folder=Path(folder),
    )


def _need_widgets(lang: str) -> None:
    if any(find_spec(name) is None for name in NEEDED):
        raise CultureDiagError.of("no_explorer", lang=lang)
