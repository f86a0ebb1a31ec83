"""The bundled sample: where it lies, and how to read it in one call. Synthetic: no school stood model for it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd

from culture_diag.instrument import load_instrument
from culture_diag.paths import prepare_folder
from culture_diag.reading import Responses, read_responses, read_team_sizes

DEMO_TEAM = "Bovenbouw"
"""Team whose items the demo draws: its mean is that of nobody, since it stands in two groups."""
RENAMED = {"Plein": "West"}
"""One team took another name after the second wave."""


def sample_path() -> Path:
    """Return the folder of the sample: one answers file a wave, ``team_sizes.csv`` and a data dictionary.

    Returns
    -------
    Path

    Examples
    --------
    >>> sorted(file.name for file in sample_path().iterdir() if file.suffix == ".csv")
    ['2024-10.csv', '2025-04.csv', '2026-04.csv', 'team_sizes.csv']
    """
    return _bundled("sample_data")


def notebooks_path() -> Path:
    """Return the folder of the notebooks that come with the package.

    Returns
    -------
    Path

    Examples
    --------
    >>> (notebooks_path() / "01_first_diagnosis.ipynb").is_file()
    True
    """
    return _bundled("notebooks")


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
    prepare_folder(folder, force=True, lang=lang)
    copied = []
    for notebook in sorted(notebooks_path().glob("*.ipynb")):
        goal = folder / notebook.name
        if not goal.exists():
            copied.append(Path(shutil.copyfile(notebook, goal)))
    return copied


def sample_files() -> list[Path]:
    """List the answers files, a wave each, in order of time.

    Examples
    --------
    >>> [file.stem for file in sample_files()]
    ['2024-10', '2025-04', '2025-10', '2026-04']
    """
    return sorted(file for file in sample_path().iterdir() if re.fullmatch(r"20\d\d-\d\d\.(csv|xlsx)", file.name))


def load_sample(*, lang: str | None = None) -> tuple[Responses, pd.DataFrame]:
    """Read the bundled sample: three schools, eleven teams, four waves.

    Parameters
    ----------
    lang : {"nl", "en"}, optional
        Of errors; by default the user's.

    Returns
    -------
    responses : Responses
    team_sizes : DataFrame
        ``school, team, wave, n_team``.

    Examples
    --------
    >>> responses, team_sizes = load_sample()
    >>> responses.frame["team"].nunique(), list(responses.frame["wave"].cat.categories)
    (11, ['2024-10', '2025-04', '2025-10', '2026-04'])
    """
    instrument = load_instrument()
    # People who were made up need no pseudonyms, and so no secret is kept on the computer of who tries this out.
    responses = read_responses(sample_files(), instrument, renamed=RENAMED, salt=b"", lang=lang)
    return responses, read_team_sizes(sample_path() / "team_sizes.csv", lang=lang)


def _bundled(name: str) -> Path:
    # In a checkout the folder lies beside the package; in an installed wheel it lies within it.
    inside = Path(__file__).parent / name
    return inside if inside.is_dir() else Path(__file__).parents[1] / name
