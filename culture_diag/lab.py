"""JupyterLab on a copy of the notebooks, so that the advisor's own changes are kept."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from culture_diag.errors import CultureDiagError


def copy_notebooks(folder: Path, *, lang: str = "nl") -> list[Path]:
    """Copy the bundled notebooks to `folder`; a notebook that is there already is left as it is.

    Returns
    -------
    list of Path
        The notebooks that were copied.

    Raises
    ------
    CultureDiagError
        If `folder` is a file or cannot be made.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     first = copy_notebooks(Path(parent) / "notebooks")
    ...     again = copy_notebooks(Path(parent) / "notebooks")
    >>> len(first) >= 2, again
    (True, [])
    """
    from culture_diag.paths import prepare_folder
    from culture_diag.sample import notebooks_path

    prepare_folder(folder, force=True, lang=lang)
    copied = []
    for notebook in sorted(notebooks_path().glob("*.ipynb")):
        goal = folder / notebook.name
        if not goal.exists():
            copied.append(Path(shutil.copyfile(notebook, goal)))
    return copied


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
    if importlib.util.find_spec("jupyterlab") is None:
        raise CultureDiagError.of("no_jupyterlab", lang=lang)
    command = [sys.executable, "-m", "jupyterlab", *([] if browser else ["--no-browser"])]
    try:
        return subprocess.call(command, cwd=folder)
    except KeyboardInterrupt:
        # Ctrl-C is how one leaves JupyterLab.
        return 0
