"""From a TOML file to an instrument."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from culture_diag.errors import InstrumentError, Problem
from culture_diag.instrument.model import Instrument
from culture_diag.instrument.toml_file import bundled_ids, key_of, line_of, load_model, model_fault

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DEFAULT_INSTRUMENT = "invitation-challenge"
"""Id of the instrument of who names none: that of the sample, and of every command and page."""

_BUNDLED = files("culture_diag.instrument") / "bundled"


def bundled_instruments() -> tuple[str, ...]:
    """List the ids of the instruments that come with the package.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> bundled_instruments()
    ('invitation-challenge', 'learning-process-outcome')
    """
    return bundled_ids(_BUNDLED)


def load_instrument(source: str | Path | None = None, *, lang: str | None = None) -> Instrument:
    """Load an instrument by the id of a bundled one, or from a TOML file of one's own.

    Parameters
    ----------
    source : str or Path, optional
        A bundled id (see :func:`bundled_instruments`) or the path of a ``.toml`` file; by default
        :data:`DEFAULT_INSTRUMENT`.
    lang : {"nl", "en"}, optional
        Language of the error text.

    Returns
    -------
    Instrument

    Raises
    ------
    InstrumentError
        If it is unknown, cannot be read, is no TOML (the line is named), or contradicts itself (every key is named).

    Examples
    --------
    >>> load_instrument("invitation-challenge").response_scale.midpoint
    3.0
    """
    return load_model(
        DEFAULT_INSTRUMENT if source is None else source,
        Instrument,
        folder=_BUNDLED,
        explain=_problem,
        raises=InstrumentError,
        unknown="unknown_instrument",
        lang=lang,
    )


def _problem(details: ErrorDetails, content: str, file: str) -> Problem:
    rule = str(details.get("ctx", {}).get("error", ""))
    if details["type"] == "value_error" and rule:
        key, row = key_of(details["loc"], whole="instrument"), line_of(content, details["loc"])
        return Problem(f"instrument_rule_{rule}", {"key": key}, file=file, row=row)
    return model_fault(details, content, file, model="instrument")
