"""What may be asked of a diagnosis, and the errors of what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

import numpy as np

from culture_diag.diagnosis.units import Units
from culture_diag.errors import InstrumentError, Problem, ResponseError
from culture_diag.instrument import Instrument, QuadrantModel
from culture_diag.reading import Responses


def find_model(instrument: Instrument, asked: str | None, lang: str | None) -> QuadrantModel | None:
    """Find the quadrant model that is asked for: the first unless named, None where the instrument has none."""
    known = {model.id: model for model in instrument.quadrants}
    if asked is None:
        return next(iter(known.values()), None)
    if asked not in known:
        raise InstrumentError.of("unknown_model", lang=lang, asked=asked, known=", ".join(known) or "–")
    return known[asked]


def check_choices(
    responses: object,
    *,
    target: str,
    pooling: object,
    gate: object,
    margins: Mapping[str, float | None],
    lang: str | None,
) -> None:
    """Raise one ResponseError for all choices that cannot be."""
    if not isinstance(responses, Responses):
        raise ResponseError.of("not_responses", lang=lang, kind=type(responses).__name__)
    problems = []
    if target not in ("culture", "members"):
        problems.append(Problem("unknown_target", {"asked": target}))
    if pooling != "auto" and not (isinstance(pooling, Real) and 0 <= float(pooling) < np.inf):
        problems.append(Problem("unknown_pooling", {"asked": pooling}))
    if not _is_gate(gate):
        problems.append(Problem("gate_unknown", {"asked": gate}))
    scale = responses.instrument.response_scale
    for name, margin in margins.items():
        if margin is None:
            continue
        possible = isinstance(margin, Real) and 0 <= margin < (scale.maximum - scale.minimum) / 2
        # Of no range of cuts no share can be given.
        if not possible or (name == "cut_range" and margin == 0):
            problems.append(Problem("margin_unknown", {"name": name, "asked": margin}))
    if problems:
        raise ResponseError(problems, lang=lang)


def check_sizes_known(teams: Units, lang: str | None) -> None:
    """Raise a ResponseError that lists the teams of which the size is not known."""
    unknown = teams.frame[teams.frame["n_team"].isna()]
    if len(unknown):
        problems = [Problem("size_unknown", {"team": row.team, "wave": row.wave}) for row in unknown.itertuples()]
        raise ResponseError(problems, lang=lang)


def _is_gate(gate: object) -> bool:
    if not isinstance(gate, tuple | list) or len(gate) != 2 or not all(isinstance(share, Real) for share in gate):
        return False
    return bool(0 <= gate[0] <= gate[1] <= 1)
