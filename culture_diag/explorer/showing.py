"""A picture in a notebook, by value and with its alternative text."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from culture_diag.plotting.saving import drawn

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

DPI = 144
"""Dots per inch of the PNG that stands in where a notebook may not show HTML."""


@dataclass(frozen=True)
class Shown:
    """A picture as a notebook shows it: an image with its alternative text; in a terminal the text alone.

    Parameters
    ----------
    html : str
        An ``<img>`` element that holds the picture (SVG) and its alternative text.
    png : bytes
    alt : str
    """

    html: str = field(repr=False)
    png: bytes = field(repr=False)
    alt: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Give a notebook each form it may show; it takes the richest it trusts."""
        return {"text/html": self.html, "image/png": b64encode(self.png).decode(), "text/plain": self.alt}


def show(picture: Axes | Figure | NDArray[np.object_], *, alt: str) -> Shown:
    """Show a picture in a notebook, as the last line of a cell.

    A figure made without pyplot is only named by a notebook, not drawn; and a drawn one would have no alternative text.

    Parameters
    ----------
    picture : Axes, Figure or array of Axes
        What a plot function returned.
    alt : str
        What the picture says, see :func:`culture_diag.alt_text`.

    Returns
    -------
    Shown
        A notebook displays it.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> show(Figure(), alt="Two teams, both top right.")
    Shown(alt='Two teams, both top right.')
    """
    return Shown(image(picture, alt=alt), _drawn(picture, "png"), alt)


def image(picture: Axes | Figure | NDArray[np.object_], *, alt: str) -> str:
    """Make an ``<img>`` element of a picture: letters as outlines, so that it looks the same without our font.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> image(Figure(), alt='Team "A"')[:48]
    '<img alt="Team &quot;A&quot;" style="max-width:1'
    """
    # A data address keeps the ids within the picture to itself: two inline SVGs in one page would mix theirs up.
    data = b64encode(_drawn(picture, "svg")).decode()
    return (
        f'<img alt="{escape(alt)}" style="max-width:100%;height:auto;background:white" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def _drawn(picture: Axes | Figure | NDArray[np.object_], kind: str) -> bytes:
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    return drawn(picture, kind, metadata=metadata, dpi=DPI, outlined=True)
