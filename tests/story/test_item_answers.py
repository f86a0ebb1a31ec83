"""Answers item by item: what is shown of the release, and no more."""

from culture_diag.story.item_answers import shown_answers


def test_the_answers_are_the_shown_items_and_no_other(sample_release):
    items = sample_release.items
    answers = {
        (name, wave, item): found
        for wave in sample_release.waves
        for name, of_team in shown_answers(sample_release, wave).items()
        for item, found in of_team.items()
    }
    shown = items[~items["suppressed"].astype(bool) & items["mean"].notna()]
    for row in shown.to_dict("records"):
        found = answers[row["name"], str(row["wave"]), row["item"]]
        assert (found.mean, found.n) == (row["mean"], row["n"])
    for row in sample_release.distributions.to_dict("records"):
        classes = answers[row["name"], str(row["wave"]), row["item"]].classes
        assert (row["low_code"], row["high_code"], row["share"]) in classes
    assert sum(len(found.classes) for found in answers.values()) == len(sample_release.distributions)
    hidden = items[items["suppressed"].astype(bool)]
    assert not {(row["name"], str(row["wave"]), row["item"]) for row in hidden.to_dict("records")} & set(answers)
