"""SPSS files (.sav, .zsav): codes with their labels as text, and the missing values the file itself declares."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from culture_diag.errors import require_packages
from culture_diag.reading.common.series import categorical
from culture_diag.reading.common.table import Note
from culture_diag.reading.files.unreadable import UnreadableFileError

TIMEOUT_SECONDS = 600
"""Seconds after which reading is given up."""

_CHILD = "from culture_diag.reading.files.sav_child import main; main()"


@dataclass(frozen=True)
class Sav:
    """An SPSS file as text.

    Parameters
    ----------
    names : tuple of tuple of str
        Of each column its variable name and, if it has one, its label (the wording of the question).
    columns : tuple of Series
        Categories of text. A value with a label is written as both, ``"4 - mee eens"``, so that the reader of
        answers checks one against the other; without one, as the value alone. What the file declares as missing is
        empty here.
    labels : mapping
        Position of a column -> text of a cell -> the label alone (for names of teams and the like).
    """

    names: tuple[tuple[str, ...], ...]
    columns: tuple[pd.Series[Any], ...]
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def read_sav(path: str | Path, *, lang: str | None = None) -> Sav:
    """Read an SPSS file.

    Parameters
    ----------
    lang : {"nl", "en"}, optional
        Language of the error text.

    Returns
    -------
    Sav
        Dates the ISO way; texts without the spaces that fill them up.

    Raises
    ------
    UnreadableFileError
        If the file is damaged, or declares more than a survey can hold.
    CultureDiagError
        If pyreadstat is not installed.
    """
    require_packages("pyreadstat", key="no_pyreadstat", lang=lang)
    labels: dict[int, Mapping[str, str]] = {}
    columns: list[pd.Series[Any]] = []
    names: list[tuple[str, ...]] = []
    missing = 0
    for at, variable in enumerate(_variables_of(Path(path))):
        value_labels, texts = variable["value_labels"], variable["texts"]
        missing_texts = set(variable["missing_texts"])
        places = np.frombuffer(base64.b64decode(variable["places"]), dtype="<i4")
        pairs = [_code_and_label(text, value_labels) for text in texts]
        columns.append(_column(places, ["" if number in missing_texts else pair for number, pair in enumerate(pairs)]))
        # Also of codes that nobody chose: they tell which scale it is, and which way it runs.
        left = {text: label for text, label in value_labels.items() if label and text not in variable["missing_labels"]}
        labels[at] = {_code_and_label(text, value_labels): label for text, label in left.items()}
        missing += int(np.isin(places, list(missing_texts)).sum())
        names.append((variable["name"], variable["label"]) if variable["label"] else (variable["name"],))
    notes = (Note("declared_in_file", missing),) if missing else ()
    return Sav(tuple(names), tuple(columns), labels, notes)


def _variables_of(path: Path) -> list[dict[str, Any]]:
    """Let another process read the file: see :mod:`culture_diag.reading.files.sav_child`."""
    here = str(Path(__file__).parents[3])
    # Neither the folder one works in nor an empty entry of the path may bring code of its own.
    paths = os.pathsep.join([here, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))])
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _CHILD, str(path.resolve())],
            capture_output=True,
            check=True,
            timeout=TIMEOUT_SECONDS,
            env={**os.environ, "PYTHONPATH": paths},
        )
        variables: list[dict[str, Any]] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError, OSError) as error:
        raise UnreadableFileError("table_sav_broken") from error
    return variables


def _code_and_label(text: str, labels: Mapping[str, str]) -> str:
    label = labels.get(text, "")
    return f"{text} - {label}" if label and label != text else text


def _column(places: np.ndarray[Any, Any], texts: list[str]) -> pd.Series[Any]:
    """Make a column of numbered texts of which some may be equal."""
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int32)
    return categorical(codes[places] if len(codes) else codes, list(numbers))
