"""What both renderers must draw alike, and the release that the picture of these cases is made of."""

import json
from pathlib import Path

from culture_diag.instrument import load_instrument
from tests.plotting.handmade import WAVES, make_release, team_row

CASES = json.loads((Path(__file__).parent / "quadrant_cases.json").read_text(encoding="utf-8"))
PICTURE = CASES["picture"]
WAVE = WAVES[-1]


def golden_release():
    instrument = load_instrument("invitation-challenge")
    rows = []
    for team in PICTURE["teams"]:
        given = dict(team)
        name, n, x, y = (given.pop(key, None) for key in ("name", "n", "x", "y"))
        gate = given.pop("gate", None)
        rows.append(team_row(instrument, name, WAVE, n, x, y, **given) | {"response_gate": gate})
    model = instrument.quadrants[0]
    axes = zip((model.x, model.y), PICTURE["cuts"], strict=True)
    return make_release(rows, cuts=[{"wave": WAVE, "scale": axis.scale, "cut": cut} for axis, cut in axes])
