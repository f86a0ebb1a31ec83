"""The alternative text of a plot travels with its axes, so that whoever saves or shows them has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from culture_diag.errors import CultureDiagError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ATTRIBUTE = "_culture_diag_alt"
"""An attribute of the axes: it is copied and pickled with them, and matplotlib itself draws nothing of it."""


def keep_alt_text(picture: Axes | NDArray[np.object_], words: str) -> None:
    """Keep the words with the axes, or with each of an array of axes."""
    for ax in np.ravel(np.asarray(picture, dtype=object)):
        setattr(ax, ATTRIBUTE, words)


def alt_text_of(picture: Axes | Figure | NDArray[np.object_], lang: str | None = None) -> str:
    """Return what a picture says; of a figure with several of our plots, one after the other.

    Raises
    ------
    CultureDiagError
        If none of its axes is a plot of ours.
    """
    first: Any = np.ravel(np.asarray(picture, dtype=object))[0]
    axes = [first] if hasattr(first, "transAxes") else first.axes
    # The panels of one plot all have the same words.
    words = dict.fromkeys(str(getattr(ax, ATTRIBUTE)) for ax in axes if hasattr(ax, ATTRIBUTE))
    if not words:
        raise CultureDiagError.of("plot_no_alt_text", lang=lang)
    return " ".join(words)
