"""People who answer, and what reading their answers back must give."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

import culture_diag as cd
from culture_diag.reading import ANSWERED, EMPTY, NOT_APPLICABLE

NOT_ME = "not applicable"
"""The answer that is none."""

TEAMS = ("Onderbouw", "Middenbouw", 'Boven, & "co"')


@dataclass(frozen=True)
class Person:
    """One respondent: an answer is a code, `NOT_ME`, or None where a statement was skipped."""

    team: str
    code: str
    answers: dict[str, int | str | None]


def make_people(instrument, *, wave, not_applicable=True, teams=TEAMS, count=9):
    """Give people with the same codes in every wave, in another order and with other answers."""
    draw = random.Random(f"{instrument.id} {wave}")
    scale = instrument.response_scale
    codes = list(range(int(scale.minimum), int(scale.maximum) + 1))
    found = []
    for number in range(count):
        answers = {item.id: draw.choice(codes) for item in instrument.items}
        ids = list(answers)
        answers[ids[number % len(ids)]] = None
        if not_applicable:
            answers[ids[(number + 3) % len(ids)]] = NOT_ME
        found.append(Person(teams[number % len(teams)], f"MA{number:02}HT", answers))
    draw.shuffle(found)
    return found


def assert_read(paths, waves, instrument, *, team=lambda name: name, codes=True):
    """Read files (each named for its wave) without a mapping, and compare everything with what people answered."""
    responses = cd.read_responses(paths, instrument)
    everyone = [person for people in waves for person in people]
    frame = responses.frame
    assert frame["wave"].astype(str).tolist() == [
        path.stem for path, people in zip(paths, waves, strict=True) for _ in people
    ]
    assert frame["team"].tolist() == [team(person.team) for person in everyone]
    for item in instrument.items:
        given = [person.answers[item.id] for person in everyone]
        scores = [float(one) if isinstance(one, int) else np.nan for one in given]
        reasons = [EMPTY if one is None else NOT_APPLICABLE if one == NOT_ME else ANSWERED for one in given]
        np.testing.assert_array_equal(frame[item.id].to_numpy(), scores, err_msg=item.id)
        assert responses.missing[item.id].tolist() == reasons, item.id
    if codes:
        assert_paired(frame, everyone)
    return responses


def assert_paired(frame, everyone):
    """A code is one and the same person in every wave; what it was is not kept."""
    assert "respondent" in frame
    pairs = set(zip((person.code for person in everyone), frame["respondent"], strict=True))
    assert len(pairs) == len({code for code, _ in pairs}) == len({known for _, known in pairs})
    assert "" not in {known for _, known in pairs}
