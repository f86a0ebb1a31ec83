from __future__ import annotations

import pytest

from culture_diag.instrument import load_instrument
from tests.plotting.handmade import WAVES, make_release, team_row


@pytest.fixture
def three():
    """Three teams with regions: sure growth, borderline, and one on the other side; a fourth suppressed."""
    instrument = load_instrument("invitation-challenge")
    wave = WAVES[-1]
    rows = [
        team_row(instrument, "De Ster", wave, 12, 3.9, 4.1, chance=0.8),
        team_row(instrument, "De Maan", wave, 8, 3.1, 3.6, chance=0.6, runner_up="cosy", reach=(0.5, 0.4, -0.4)),
        team_row(instrument, "De Zon", wave, 21, 3.7, 2.3, chance=1.0),
        team_row(instrument, "De Kleine Beer", wave, None, None, None, reason="too_few"),
    ]
    return make_release(rows)
