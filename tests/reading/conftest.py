"""Answers as files and frames, and the bundled instrument."""

import csv
import io

import pandas as pd
import pytest
import xlsxwriter

from culture_diag.instrument import load_instrument


@pytest.fixture(scope="session")
def instrument():
    return load_instrument("invitation-challenge")


@pytest.fixture(scope="session")
def ids(instrument):
    return [item.id for item in instrument.items]


@pytest.fixture
def answers(ids):
    """Return six people in two teams and two waves, as text."""
    codes = [["5", "4", "3", "2"][at % 4] for at in range(len(ids))]
    rows = [
        {"respondent": str(at), "team": team, "wave": wave, **dict(zip(ids, codes[at:] + codes[:at], strict=True))}
        for at, (team, wave) in enumerate([("noord", "2024"), ("zuid", "2024"), ("noord", "2025")] * 2)
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def save(tmp_path):
    """Write a frame of text to a file and give its path."""

    def write(frame, name="answers.csv", *, separator=";", encoding="utf-8", quoting=csv.QUOTE_MINIMAL):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".xlsx":
            with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
                sheet = book.add_worksheet()
                sheet.write_row(0, 0, list(frame.columns))
                for at, row in enumerate(frame.itertuples(index=False), start=1):
                    sheet.write_row(at, 0, list(row))
            return path
        text = io.StringIO()
        writer = csv.writer(text, delimiter=separator, quoting=quoting)
        writer.writerow(frame.columns)
        writer.writerows(frame.itertuples(index=False))
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


@pytest.fixture
def save_bytes(tmp_path):
    """Write the bytes of an export to a file, by default under a name that tells nothing, and give its path."""

    def write(content, name="download"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write
