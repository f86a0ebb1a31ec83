"""From a TOML file to a guide."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from culture_diag.errors import CultureDiagError, Problem
from culture_diag.guide.model import RULE, Guide
from culture_diag.instrument.toml_file import bundled_ids, key_of, line_of, load_model, model_fault

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from culture_diag.instrument import QuadrantModel

_BUNDLED = files("culture_diag.guide") / "bundled"


class GuideError(CultureDiagError):
    """A conversation guide is unknown, cannot be read, or contradicts itself."""


def bundled_guides() -> tuple[str, ...]:
    """List the ids of the guides that come with the package; each is called as the instrument it was written for.

    Examples
    --------
    >>> bundled_guides()
    ('invitation-challenge', 'learning-process-outcome')
    """
    return bundled_ids(_BUNDLED)


def load_guide(source: str | Path, *, lang: str | None = None) -> Guide:
    """Load a conversation guide by the id of a bundled one, or from a TOML file of one's own.

    Parameters
    ----------
    source : str or Path
        A bundled id (see :func:`bundled_guides`) or the path of a ``.toml`` file.
    lang : {"nl", "en"}, optional
        Language of the error text; the guide itself holds every language.

    Raises
    ------
    GuideError
        If it is unknown, cannot be read, is no TOML (the line is named), or contradicts itself (every key is named).

    Examples
    --------
    >>> load_guide("invitation-challenge").chapter("cosy").questions[0]["en"]
    'What would you never want to lose in how we treat each other?'
    """
    return load_model(
        source, Guide, folder=_BUNDLED, explain=_problem, raises=GuideError, unknown="unknown_guide", lang=lang
    )


def guide_for(model: QuadrantModel) -> Guide | None:
    """Find the bundled guide about this model, or nothing where none was written.

    See Also
    --------
    culture_diag.guide.Guide.fits : What is compared.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> guide_for(load_instrument("learning-process-outcome").quadrants[0]).title["en"]
    'Talking about how the team learns'
    """
    return next((guide for guide in map(load_guide, bundled_guides()) if guide.fits(model)), None)


def _problem(details: ErrorDetails, content: str, file: str) -> Problem:
    if details["type"] != RULE:
        return model_fault(details, content, file, model="guide")
    rule, named = details["ctx"]["rule"], details["ctx"].get("named")
    values = {"key": key_of(details["loc"], whole="guide"), **details["ctx"]}
    # The rule looked at a whole table; the text it stumbled over says where: of two that are alike, the second.
    rows = (at for at, line in enumerate(content.splitlines(), 1) if f'"{named}"' in line)
    return Problem(
        f"guide_{rule}", values, file=file, row=max(rows, default=line_of(content, details["loc"])), value=named
    )
