"""The program as a user gives it commands: within this process, or in one of its own.

Starting Python and its libraries takes seconds, so what a command says and writes is mostly tried in this process,
through the ``main`` that a console calls. A process of its own is for what only that shows: how it ends, its streams
and their encoding, a language that is known before the parser is made.
"""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

with mock.patch.dict(os.environ):
    # The language of a run is fixed when the command line is imported; whoever runs the tests may speak another.
    os.environ.pop("CULTURE_DIAG_LANG", None)
    from culture_diag.cli import main

ROOT = Path(__file__).parents[2]


def process(*arguments, cwd, env=None):
    """Give a command to a new process, in which every warning is an error."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "140"}
    environment.pop("CULTURE_DIAG_LANG", None)
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "culture_diag", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",  # a test may ask for another encoding
        cwd=cwd,
        env=environment | (env or {}),
    )


def not_drawn(*_, **__):
    return b"a picture"


def run(*arguments, cwd, pictures=False):
    """Give a command to the program within this process; what it gives is what :func:`process` gives.

    Figures are laid out and their files are made, but only where a test looks into one is it drawn: that is half of
    the time, and tests/plotting draws them all.
    """
    said, complained = io.StringIO(), io.StringIO()
    drawn = contextlib.nullcontext() if pictures else mock.patch("culture_diag.plotting.saving.image_bytes", not_drawn)
    with (
        drawn,
        mock.patch.object(sys, "argv", ["culture-diag", *map(str, arguments)]),
        mock.patch.dict(os.environ, COLUMNS="140"),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(complained),
        pytest.raises(SystemExit) as end,
    ):
        main()
    return subprocess.CompletedProcess(arguments, end.value.code, said.getvalue(), complained.getvalue())
