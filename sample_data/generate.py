"""Make the sample anew: ``python sample_data/generate.py``. Every file comes from one seed, so a test can redo it.

Each wave is written as another tool would have left it: text labels or codes, comma or semicolon, CSV or Excel.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

import culture_diag as cd
from culture_diag.instrument import DEFAULT_INSTRUMENT, Instrument
from culture_diag.sample import RENAMED

SEED = 20241
WAVES = ("2024-10", "2025-04", "2025-10", "2026-04")
BOARD = "Stichting De Waterkant"

# Position of each team on (challenge, invitation) in the first and in the last wave; between them it moves evenly.
# size, share that answers in each wave, points between two camps on invitation.
TEAMS = {
    ("De Linde", "Wilg"): ((2.6, 3.7), (3.5, 3.8), 9, (0.9, 0.9, 0.9, 0.9), 0.0),
    ("De Linde", "Beuk"): ((2.95, 3.6), (2.93, 3.7), 16, (0.8, 0.8, 0.9, 0.8), 0.0),
    ("De Linde", "Esdoorn"): ((2.4, 3.3), (2.5, 4.0), 18, (0.9, 0.8, 0.8, 0.8), 0.0),
    ("De Linde", "Zorgteam"): ((3.3, 3.5), (3.4, 3.5), 7, (0.8, 0.8, 0.6, 0.6), 0.0),
    ("Het Kompas", "Noord"): ((2.3, 2.3), (3.6, 3.6), 20, (0.7, 0.8, 0.8, 0.9), 0.0),
    ("Het Kompas", "Oost"): ((3.5, 2.9), (3.5, 2.7), 20, (0.8, 0.7, 0.6, 0.4), 0.0),
    ("Het Kompas", "Zuid"): ((3.8, 2.4), (3.9, 2.3), 14, (0.9, 0.8, 0.9, 0.8), 0.0),
    ("Het Kompas", "West"): ((2.6, 2.6), (2.4, 2.3), 15, (0.7, 0.7, 0.8, 0.7), 0.0),
    ("De Vuurvogel", "Onderbouw"): ((3.7, 4.1), (4.0, 4.2), 24, (0.9, 0.9, 0.9, 0.9), 0.0),
    ("De Vuurvogel", "Middenbouw"): ((3.4, 3.2), (3.9, 3.3), 22, (0.8, 0.8, 0.8, 0.8), 0.0),
    ("De Vuurvogel", "Bovenbouw"): ((3.6, 3.3), (3.7, 3.3), 26, (0.9, 0.9, 0.8, 0.9), 2.2),
}


def plan() -> pd.DataFrame:
    """Lay out every team in every wave, under the name it went by then."""
    old = {new: before for before, new in RENAMED.items()}
    rows = []
    for step, wave in enumerate(WAVES):
        for (school, team), (first, last, size, response, split) in TEAMS.items():
            x, y = (a + (b - a) * step / (len(WAVES) - 1) for a, b in zip(first, last, strict=True))
            rows.append((BOARD, school, team, wave, size, response[step], x, y, split))
    columns = ["board", "school", "team", "wave", "size", "response", "challenge", "invitation", "invitation_split"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["asked_as"] = frame["team"].where(frame["wave"] >= WAVES[2], frame["team"].replace(old))
    return frame


def labels(answers: pd.DataFrame, instrument: Instrument, lang: str) -> pd.DataFrame:
    """Write codes as the labels a respondent saw."""
    words = {point.code: point.label[lang].capitalize() for point in instrument.response_scale.points}
    return answers.replace(words)


def write_sheet(frame: pd.DataFrame, path: Path) -> None:
    """Write an Excel sheet with a fixed date of making, so that the file is the same each time."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": dt.datetime(2025, 10, 31, tzinfo=dt.UTC)})
        sheet = book.add_worksheet("Antwoorden")
        for row, values in enumerate([list(frame.columns), *frame.to_numpy().tolist()]):
            sheet.write_row(row, 0, values)


def main(folder: Path) -> None:
    """Write the four waves and the team sizes into `folder`."""
    instrument = cd.load_instrument(DEFAULT_INSTRUMENT)
    layout = plan()
    sample = cd.simulate(instrument, plan=layout, missing=0.02, not_applicable=0.015, seed=SEED)
    frame = sample.responses.frame
    items = [item.id for item in instrument.items]
    why = sample.responses.missing[items].to_numpy()
    answers = frame[items].astype("Int64").astype(object)
    told = answers.where(why == 0, "")
    told = told.mask(why == 2, "Weet ik niet / n.v.t.")
    names = layout.set_index(["team", "wave"])["asked_as"]
    team = [names[row] for row in zip(frame["team"], frame["wave"].astype(str), strict=True)]
    heading = pd.DataFrame(
        {"Respondentcode": frame["respondent"], "Bestuur": frame["board"], "School": frame["school"], "Team": team}
    )
    wording = {item.id: item.wording["nl"] for item in instrument.items}
    order = np.random.default_rng(SEED).permutation(len(frame))
    for wave in WAVES:
        rows = [row for row in order if str(frame["wave"].iloc[row]) == wave]
        head, codes = heading.iloc[rows], told.iloc[rows]
        text = labels(codes, instrument, "nl")
        if wave == WAVES[0]:
            pd.concat([head, codes], axis=1).to_csv(folder / f"{wave}.csv", index=False, lineterminator="\n")
        elif wave == WAVES[1]:
            spoken = pd.concat([head, text.rename(columns=wording)], axis=1)
            spoken.to_csv(folder / f"{wave}.csv", index=False, sep=";", encoding="cp1252", lineterminator="\r\n")
        elif wave == WAVES[2]:
            write_sheet(pd.concat([head, text.rename(columns=wording)], axis=1), folder / f"{wave}.xlsx")
        else:
            spoken = pd.concat([head, text.rename(columns=wording)], axis=1)
            spoken.to_csv(folder / f"{wave}.csv", index=False, sep=";", encoding="utf-8-sig", lineterminator="\r\n")
    sizes = layout[["school", "team", "wave", "size"]]
    sizes = sizes.rename(columns={"team": "Team", "school": "School", "wave": "Meting", "size": "Aantal"})
    sizes.to_csv(folder / "team_sizes.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent)
    main(parser.parse_args().folder)
