"""How soon do the pages change? Wave, tick box and animation, in JupyterLab, Voilà and the workshop page.

Run ``python benchmarks/pages.py``; it needs chromium and the extra ``test``. Judged are the tests marked ``timed`` (a
change of wave within 30 ms of script, thirty frames a second with 320 teams); the explorer's times are printed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import sys
from pathlib import Path

import pytest

BROWSER = Path(__file__).parents[1] / "tests" / "browser"
SELECTED = "timed or changes_the_picture"
TOLD = re.compile(r"^(?P<what>[^:\n]+): (?P<figure>[\d.]+ (?:ms|fps|kB))$", re.MULTILINE)
"""What a test prints of itself: what was timed, and its figure."""


def main(arguments: list[str] | None = None) -> dict[str, str]:
    """Run the timed tests; return what they print of themselves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--collect-only", action="store_true", help="only look whether the tests are there")
    more = ["--collect-only"] if parser.parse_args(arguments).collect_only else []
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = pytest.main(["-q", "-s", "-n", "0", "-m", "", "-k", SELECTED, *more, str(BROWSER)])
    print(printed.getvalue())
    if code:
        raise SystemExit(int(code))
    return {"tests": "as they must be"} | {told["what"]: told["figure"] for told in TOLD.finditer(printed.getvalue())}


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
