"""Choose teams and waves with tick boxes, and see their paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from culture_diag.disclosure import require_release
from culture_diag.errors import require_packages
from culture_diag.i18n import check_language

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.explorer.chooser import PathChooser


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
