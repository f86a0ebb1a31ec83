"""How soon do the pages change? Wave, tick box and animation, in JupyterLab, Voilà and the workshop page.

Run ``python benchmarks/pages.py``; it needs chromium and the extra ``test``. Judged are the tests marked ``timed`` (a
change of wave within 30 ms of script, thirty frames a second with 320 teams); the explorer's times are printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BROWSER = Path(__file__).parents[1] / "tests" / "browser"

if __name__ == "__main__":
    timed = pytest.main(["-q", "-m", "timed", str(BROWSER)])
    explorer = pytest.main(["-q", "-s", "-k", "changes_the_picture or voila", str(BROWSER / "test_explorer.py")])
    sys.exit(max(timed, explorer))
