"""A release made by hand: every number in a picture is known before it is drawn."""

from __future__ import annotations

import pandas as pd

from culture_diag.disclosure import Release, ReleaseSettings
from culture_diag.instrument import Instrument, load_instrument

ITEM_COLUMNS = ("name", "wave", "scale", "facet", "item", "n", "n_not_applicable", "mean", "suppressed")
WAVES = ("najaar 2024", "voorjaar 2025", "najaar 2025", "voorjaar 2026")


def team_row(instrument, name, wave, n, x, y, *, reach=(0.4, 0.3, 0.2), quadrant=None, runner_up=None, chance=0.8,
             label="", reason="", response=0.8):  # fmt: skip
    """One row of `teams`; the quadrant follows from the place and the cut unless given."""
    model = instrument.quadrants[0]
    cells = model.cells
    row = {"team": name, "name": name, "wave": wave, "n": n, "n_team": pd.NA, "response_rate": response}
    for axis, value, half in ((model.x, x, reach[0]), (model.y, y, reach[1])):
        known = value is not None
        ends = {f"{axis.scale}_low": value - half, f"{axis.scale}_high": value + half} if known else {}
        row |= {axis.scale: value, f"{axis.scale}_low": None, f"{axis.scale}_high": None, **ends}
        row[f"{axis.scale}_half_width"] = half
    row["region_correlation"] = reach[2]
    middle = instrument.response_scale.midpoint
    if quadrant is None and x is not None:
        place = (
            f"{'high' if x >= (model.x.cut or middle) else 'low'}_{'high' if y >= (model.y.cut or middle) else 'low'}"
        )
        quadrant = getattr(cells, place).id
    ids = [cell.id for cell in model.quadrants]
    runner_up = runner_up or next(cell for cell in ids if cell != quadrant)
    rest = dict.fromkeys(ids, 0.0)
    row |= {f"p_{cell}": share for cell, share in (rest | {runner_up: 1 - chance, quadrant: chance}).items()}
    if label == "":
        label = quadrant if chance >= 0.7 else "borderline"
    row |= {"quadrant": quadrant, "runner_up": runner_up, "label": label, "suppressed": bool(reason), "reason": reason}
    if reason:
        kept = {"team", "name", "wave", "suppressed", "reason"}
        row = {key: value if key in kept else None for key, value in row.items()}
    return row


def frame(rows, waves, columns=()):
    """Make a frame with the wave as an ordered category and numbers as numbers."""
    made = pd.DataFrame(rows, columns=list(columns) or None)
    if "wave" in made:
        made["wave"] = pd.Categorical(made["wave"], categories=list(waves), ordered=True)
    for column in made.columns:
        if column in ("n", "n_not_applicable"):
            made[column] = made[column].astype("Int64")
        elif (
            column not in ("wave", "suppressed") and made[column].map(lambda v: v is None or isinstance(v, float)).all()
        ):
            made[column] = made[column].astype(float)
    return made


def make_release(rows, *, instrument=None, waves=WAVES[-1:], facets=(), items=(), distributions=(), changes=(),
                 cuts=(), target="culture", model=True):  # fmt: skip
    """Make a release of these rows; `rows` come from :func:`team_row`."""
    instrument = instrument or load_instrument("invitation-challenge")
    empty = pd.DataFrame()
    plane = instrument.quadrants[0] if model and instrument.quadrants else None
    middle = instrument.response_scale.midpoint
    if not cuts and plane:
        axes = (plane.x, plane.y)
        cuts = [{"wave": w, "scale": a.scale, "cut": float(a.cut or middle)} for w in waves for a in axes]
    return Release(
        teams=frame(rows, waves),
        schools=empty,
        boards=empty,
        facets=frame(facets, waves, ("name", "wave", "scale", "facet", "n", "mean", "low", "high", "suppressed")),
        items=frame(items, waves, ITEM_COLUMNS),
        distributions=frame(distributions, waves, ("name", "wave", "item", "low_code", "high_code", "share")),
        shares=empty,
        changes=pd.DataFrame(changes),
        school_changes=empty,
        board_changes=empty,
        reliability=empty,
        item_analysis=empty,
        clustering=empty,
        agreement=empty,
        quality=empty,
        cuts=pd.DataFrame(cuts, columns=["wave", "scale", "cut"]),
        instrument=instrument,
        model=plane,
        waves=tuple(waves),
        settings=ReleaseSettings(target=target, min_n=5, min_n_shares=10, min_class=5, decimals=1, gate=(0.5, 0.75),
                                 margin=0.2, cut_range=0.5, borrow=False, norm="", left_out=False),
    )  # fmt: skip


def instrument_with(minimum: float, maximum: float, **more: object) -> Instrument:
    """The bundled instrument on another response scale."""
    table = load_instrument("invitation-challenge").model_dump()
    table["response_scale"] |= {"minimum": minimum, "maximum": maximum, "points": ()} | more
    return Instrument.model_validate(table)
