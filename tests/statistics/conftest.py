"""What the tests against R share."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest


@pytest.fixture(scope="session")
def agrees():
    """Check numbers against R's, whose null, "Inf" and "-Inf" are NaN and the infinities."""

    def check(ours, theirs, rel: float = 1e-8, absolute: float = 1e-12) -> None:
        ours = np.asarray(ours, dtype=float)
        theirs = [theirs] if not isinstance(theirs, Iterable) or isinstance(theirs, str) else theirs
        read = np.array([np.nan if value is None else float(value) for value in theirs])
        np.testing.assert_allclose(np.atleast_1d(ours), read, rtol=rel, atol=absolute)

    return check
