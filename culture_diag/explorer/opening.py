"""The ways in: explore a release, or a study with its files; and choose teams and waves to see their paths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from culture_diag.disclosure import require_release
from culture_diag.errors import require_packages
from culture_diag.i18n import LANGUAGES, check_language
from culture_diag.study.study import Study

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.explorer.chooser import PathChooser
    from culture_diag.explorer.explorer import Explorer
    from culture_diag.explorer.workbench import Workbench

NEEDED = ("ipywidgets", "anywidget")


def explore(shown: Release | Study, *, lang: str | None = None, folder: str | Path = ".") -> Explorer | Workbench:
    """Show the living picture of a release or a study, with controls: school, teams, waves, language, look, and more.

    Works in JupyterLab, Notebook 7 and Voilà. Everything chosen can also be read and set from code.

    Parameters
    ----------
    shown : Release or Study
        Of a study, files of answers can be chosen as well; one sees how their columns are understood and what is wrong.
        Its choices hold for files that are chosen later, too.
    lang : {"nl", "en"}, optional
        Language at first; by default that of the study, else Dutch.
    folder : str or Path
        Where the buttons write the current view; by default beside the notebook.

    Returns
    -------
    Explorer or Workbench
        Of a release, an ipywidgets box: ``.teams`` (names), ``.school``, ``.wave``, ``.selected``, ``.region``,
        ``.trails``, ``.replay``, ``.theme`` and ``.lang`` are what is chosen; ``.state.observe`` tells of changes,
        ``.save(path)`` writes the view, ``.alt`` says it in words. Of a study, a box with a file picker, the check of
        columns, and below it that explorer: ``.release`` and ``.explorer`` are what came out (asking for them raises
        what is wrong, if something is), ``.mapping`` is what was chosen for columns, ``.problems`` says in words what
        is wrong.

    Raises
    ------
    DisclosureError
        If it is neither a release nor a study.
    CultureDiagError
        If ipywidgets or anywidget is not installed, or the instrument has no quadrants. What is wrong with a file of
        answers is said in the box, and not raised.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument(), teams=3, waves=2, sizes=(12, 12), seed=1)
    >>> explorer = explore(cd.open_study(sample.responses).release, lang="en")
    >>> explorer.teams = ["team 1", "team 3"]
    >>> explorer.selected = "team 3"
    >>> explorer.teams, explorer.wave == explorer.release.latest
    (('team 1', 'team 3'), True)
    >>> workbench = explore(cd.open_study("sample", lang="en"))
    >>> workbench.problems, workbench.release.latest
    ('', '2026-04')
    """
    lang = check_language(lang or (shown.lang if isinstance(shown, Study) else LANGUAGES[0]))
    require_packages(*NEEDED, key="no_explorer", lang=lang)
    if isinstance(shown, Study):
        from culture_diag.explorer.workbench import Workbench

        return Workbench(shown, lang=lang, folder=Path(folder))
    require_release(shown, lang=lang)
    from culture_diag.explorer.explorer import Explorer
    from culture_diag.story.selection import pick_model

    pick_model(shown, lang)
    return Explorer(shown, lang=lang, folder=Path(folder))


def choose_paths(
    release: Release,
    *,
    teams: Sequence[str] | str | None = None,
    waves: Sequence[str] | str | None = None,
    lang: str = "nl",
    style: str = "print",
) -> PathChooser:
    """Show tick boxes for teams and waves in a notebook, and under them the paths of what is ticked.

    Parameters
    ----------
    release : Release
    teams : sequence of str, optional
        Names of the teams ticked at first; by default the first five that have something to show.
    waves : sequence of str, optional
        Waves ticked at first; by default all.
    lang : {"nl", "en"}
    style : {"print", "room"}
        As for :func:`culture_diag.plot_trajectories`.

    Returns
    -------
    PathChooser
        An ipywidgets ``VBox``. ``.teams`` and ``.waves`` are the tuples of what is ticked: read them in a next cell, or
        set them. ``.alt`` is the alternative text of the picture.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If ipywidgets is not installed, a team, wave or style is unknown, or the instrument has no quadrants.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, waves=2, sizes=(12, 12), seed=1)
    >>> release = cd.release(cd.diagnose(sample.responses))
    >>> chooser = choose_paths(release, waves=release.latest, lang="en")
    >>> chooser.waves == (release.latest,), len(chooser.teams)
    (True, 2)
    """
    check_language(lang)
    require_release(release, lang=lang)
    require_packages("ipywidgets", key="no_ipywidgets", lang=lang)
    from culture_diag.explorer.chooser import PathChooser

    return PathChooser(release, teams=teams, waves=waves, lang=lang, style=style)
