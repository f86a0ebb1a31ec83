"""What stands at a path, whatever path somebody wrote; and room for what is written, made or refused."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from culture_diag.errors import CultureDiagError


def is_file(path: Path) -> bool:
    """Tell whether a file stands there; a path that the system refuses (a name too long, a closed folder) has none.

    Before Python 3.14 a `Path` raises for such a path what no user can read.

    Examples
    --------
    >>> is_file(Path(__file__)), is_file(Path("x" * 5000))
    (True, False)
    """
    return os.path.isfile(path)  # noqa: PTH113


def is_there(path: Path) -> bool:
    """Tell whether anything stands there, in the same way as :func:`is_file`.

    Examples
    --------
    >>> is_there(Path(__file__).parent), is_there(Path("x" * 5000))
    (True, False)
    """
    return os.path.exists(path)  # noqa: PTH110


def prepare_folder(folder: Path, *, force: bool = False, inputs: Sequence[Path] = (), lang: str = "nl") -> Path:
    """Make the folder, or refuse one that holds something.

    Parameters
    ----------
    folder : Path
    force : bool
        Whether a folder that holds files may be used.
    inputs : sequence of Path
        Files the results are made of; a folder that holds one is refused even with `force`, since a result may have
        the same name.
    lang : {"nl", "en"}

    Raises
    ------
    CultureDiagError
        If it exists and is not empty (unless `force`), holds an input, is a file, or cannot be made.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     prepare_folder(Path(parent) / "results").name
    'results'
    """
    if is_file(folder):
        raise CultureDiagError.of("folder_is_file", lang=lang, folder=str(folder))
    try:
        for file in inputs:
            if file.resolve().parent == folder.resolve():
                raise CultureDiagError.of("folder_holds_input", lang=lang, folder=str(folder), file=file.name)
        # Even with force nothing is deleted: files of the same name are written over, others stay.
        if not force and folder.is_dir() and any(folder.iterdir()):
            raise CultureDiagError.of("folder_exists", lang=lang, folder=str(folder))
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CultureDiagError.of("folder_unwritable", lang=lang, folder=str(folder)) from error
    return folder


def prepare_file(file: Path, *, force: bool = False, inputs: Sequence[Path] = (), lang: str = "nl") -> Path:
    """Make room for one file, or refuse where something would be lost.

    Parameters
    ----------
    file : Path
    force : bool
        Whether a file that exists may be replaced.
    inputs : sequence of Path
        Files the result is made of; these are never replaced.
    lang : {"nl", "en"}

    Raises
    ------
    CultureDiagError
        If the file exists (unless `force`), is an input, is a folder, or its folder cannot be made.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     prepare_file(Path(parent) / "new" / "page.html").name
    'page.html'
    """
    try:
        is_input = any(one.resolve() == file.resolve() for one in inputs)
        if is_input or file.is_dir() or (file.exists() and not force):
            key = "file_is_input" if is_input else "file_exists"
            raise CultureDiagError.of(key, lang=lang, file=str(file))
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CultureDiagError.of("folder_unwritable", lang=lang, folder=str(file.parent)) from error
    return file
