"""A picture in a notebook, by value and with its alternative text."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from culture_diag.plotting.saving import alt_text_of, image_bytes

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
        """Return a notebook each form it may show; it takes the richest it trusts."""
        return {"text/html": self.html, "image/png": b64encode(self.png).decode(), "text/plain": self.alt}


def show(picture: Axes | Figure | NDArray[np.object_]) -> Shown:
    """Show a picture in a notebook, as the last line of a cell.

    A figure made without pyplot is only named by a notebook, not drawn; and a drawn one would have no alternative text.

    Parameters
    ----------
    picture : Axes, Figure or array of Axes
        What a plot function returned.

    Returns
    -------
    Shown
        A notebook displays it.

    Raises
    ------
    CultureDiagError
        If the picture is no plot of ours.

    Examples
    --------
    >>> import culture_diag as cd
    >>> show(cd.plot_plan(cd.plan(12), lang="en")).alt.split("?")[0]
    'What can a measurement of this team show'
    """
    return Shown(image_element(picture), _image_bytes(picture, "png"), alt_text_of(picture))


def image_element(picture: Axes | Figure | NDArray[np.object_]) -> str:
    """Make an ``<img>`` element of a picture: letters as outlines, so that it looks the same without our font.

    Examples
    --------
    >>> import culture_diag as cd
    >>> image_element(cd.plot_plan(cd.plan(12), lang="en"))[:21]
    '<img alt="What can a '
    """
    # A data address keeps the ids within the picture to itself: two inline SVGs in one page would mix theirs up.
    data = b64encode(_image_bytes(picture, "svg")).decode()
    return (
        f'<img alt="{escape(alt_text_of(picture))}" style="max-width:100%;height:auto;background:white" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def _image_bytes(picture: Axes | Figure | NDArray[np.object_], kind: str) -> bytes:
    metadata = {"Date": None} if kind == "svg" else {"Software": None}
    return image_bytes(picture, kind, metadata=metadata, dpi=DPI, outlined=True)
