"""A picture as a file: with its alternative text, which travels with the axes, and the same bytes from run to run."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from culture_diag.errors import CultureDiagError
from culture_diag.story.phrases import clean_name

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


FORMATS = (".png", ".svg", ".pdf")

SETTINGS: Any = {"svg.hashsalt": "culture_diag", "pdf.fonttype": 42}
"""Words stay words in PDF; ids in SVG do not change from run to run."""

_ONE_AT_A_TIME = Lock()
"""matplotlib's settings are one for all threads: two that set and restore them at once would leave them changed."""

FONT, FALLBACK = "'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif"
"""Verdana has the same widths, so that labels keep apart where our font is not installed."""


def save(
    picture: Axes | Figure | NDArray[np.object_], path: str | Path, *, dpi: float = 200, lang: str | None = None
) -> Path:
    """Write a picture to a PNG, SVG or PDF file, with its alternative text inside.

    SVG carries the text as ``<title>``, ``<desc>`` and ``aria-label`` (with ``role="img"``), PNG as ``Description``,
    PDF as ``Subject``. No date is written, so the same picture gives the same bytes. An existing file is replaced, and
    a folder that is not there is made.

    Parameters
    ----------
    picture : Axes, Figure or array of Axes
        What a plot function returned, or the figure it is on.
    path : str or Path
        The suffix says the format.
    dpi : float
        Dots per inch of PNG.
    lang : {"nl", "en"}, optional
        Language of the error text.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    CultureDiagError
        If the suffix is no known format, or the picture is no plot of ours.

    Examples
    --------
    >>> import tempfile
    >>> import culture_diag as cd
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = save(cd.plot_plan(cd.plan(12), lang="en"), f"{folder}/plan.svg")
    ...     "<title>What can a measurement of this team show?</title>" in path.read_text(encoding="utf-8")
    True
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise CultureDiagError.of("plot_unknown_format", lang=lang, asked=path.name, known=", ".join(FORMATS))
    alt = clean_name(alt_text_of(picture, lang))
    title = re.split(r"(?<=[.?!]) ", alt, maxsplit=1)[0]
    content = image_bytes(picture, suffix[1:], metadata=_metadata(suffix, title, alt), dpi=dpi)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_with_texts(content, title, alt) if suffix == ".svg" else content)
    return path


def image_bytes(
    picture: Axes | Figure | NDArray[np.object_],
    kind: str,
    *,
    metadata: dict[str, Any],
    dpi: float,
    outlined: bool = False,
) -> bytes:
    """Draw a picture to bytes, the same ones each time; `outlined` turns the letters of an SVG into shapes.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> image_bytes(Figure(), "png", metadata={}, dpi=20)[1:4]
    b'PNG'
    """
    from matplotlib import rc_context

    buffer = BytesIO()
    with _ONE_AT_A_TIME, rc_context({**SETTINGS, "svg.fonttype": "path" if outlined else "none"}):
        _figure(picture).savefig(buffer, format=kind, dpi=dpi, metadata=metadata)
    return buffer.getvalue()


def _metadata(suffix: str, title: str, alt: str) -> dict[str, Any]:
    if suffix == ".png":
        return {"Title": title, "Description": alt, "Software": None}
    return {"Date": None} if suffix == ".svg" else {"Title": title, "Subject": alt, "CreationDate": None}


def _figure(picture: Axes | Figure | NDArray[np.object_]) -> Figure:
    first: Any = picture.ravel()[0] if isinstance(picture, np.ndarray) else picture
    figure: Figure = (first.figure if hasattr(first, "transAxes") else first).canvas.figure
    return figure


def _with_texts(svg: bytes, title: str, alt: str) -> bytes:
    """Put the texts where screen readers look: on the root element and as its first children."""
    head, root, rest = svg.decode("utf-8").replace(FONT, FALLBACK).partition("<svg ")
    attributes, close, body = rest.partition(">")
    said = f"\n <title>{escape(title)}</title>\n <desc>{escape(alt)}</desc>"
    return f'{head}{root}role="img" aria-label={quoteattr(alt)} {attributes}{close}{said}{body}'.encode()
