"""Compare what was read with what people answered, and see that nothing of a person came along."""

from __future__ import annotations

import numpy as np

from culture_diag.reading import account_text, inspect_export, read_responses, warning_text
from tests.reading.exports import CANARY, truth


def counts(responses):
    return responses.account.groupby("what")["count"].sum().to_dict()


def why(responses):
    """Return what the account says of the platform; nothing for a plain table."""
    told = responses.account.loc[responses.account["what"] == "platform", ["detail", "value"]]
    return " | ".join(told.iloc[0]) if len(told) else ""


def said(responses):
    """Return everything that could reach a screen or a file, as one text."""
    frames = (responses.frame, responses.missing, responses.account, responses.origin)
    return "\n".join(
        [*(frame.to_csv() for frame in frames), *account_text(responses, "en"), *warning_text(responses, lang="nl")]
    )


def assert_same(responses, people, instrument):
    """See that exactly these people are there, in this order, with their answers and reasons for none."""
    codes, missing = truth(people, instrument)
    frame = responses.frame
    assert len(frame) == len(people)
    assert frame["team"].tolist() == [" ".join(team.split()) for team in people["team"]]
    for item in codes:
        np.testing.assert_array_equal(frame[item].to_numpy(), codes[item].to_numpy(), err_msg=item)
        assert responses.missing[item].tolist() == missing[item].tolist(), item
    assert responses.missing.to_numpy().dtype == np.int8
    assert CANARY not in said(responses)


def assert_read(path, people, instrument, *, platform=None, **choices):
    """Read a file without any mapping and compare everything; the platform must be the one it is of."""
    responses = read_responses(path, instrument, lang="en", **choices)
    assert_same(responses, people, instrument)
    # Numbers that a platform gives anew each time are no codes by which people are known again.
    assert ("respondent" in responses.frame) == ("code" in people)
    if platform:
        export = inspect_export(path, lang="en")
        assert export.platform == platform
        assert export.rating_items == len(instrument.items)
        assert CANARY not in repr(export)
        assert why(responses).split(" | ")[0] == ("" if platform == "plain" else platform)
    return responses
