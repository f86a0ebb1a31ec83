"""JupyterLab on a copy of the notebooks, so that the advisor's own changes are kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from culture_diag.errors import require_packages


def start_lab(folder: Path, *, browser: bool = True, lang: str = "nl") -> int:
    """Start JupyterLab in `folder` and wait until it ends.

    Returns
    -------
    int
        JupyterLab's exit code.

    Raises
    ------
    CultureDiagError
        If JupyterLab is not installed.
    """
    require_packages("jupyterlab", key="no_jupyterlab", lang=lang)
    command = [sys.executable, "-m", "jupyterlab", *([] if browser else ["--no-browser"])]
    try:
        return subprocess.call(command, cwd=folder)
    except KeyboardInterrupt:
        # Ctrl-C is how one leaves JupyterLab.
        return 0
