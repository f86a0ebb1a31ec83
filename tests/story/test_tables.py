"""The short tables say what a release says, in one language, whatever the release lacks."""

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.i18n import catalogue

TABLES = (
    cd.hidden_table, cd.labels_table, cd.response_table, cd.agreement_table, cd.two_groups_table, cd.changes_table,
    cd.verdict_table, cd.change_counts_table,
)  # fmt: skip


@pytest.fixture(scope="module")
def one_wave():
    sample = cd.simulate(cd.load_instrument(), teams=3, sizes=(12, 12), seed=1)
    return cd.open_study(sample.responses, team_sizes=sample.team_sizes)


@pytest.fixture(scope="module")
def tiny():
    """A team of three, of which nothing may be shown."""
    sample = cd.simulate(cd.load_instrument(), teams=1, waves=2, sizes=(3, 3), seed=1)
    return cd.open_study(sample.responses, team_sizes=sample.team_sizes)


def words_of(table):
    names = [table.index.name, table.columns.name, *table.columns]
    return {str(word) for word in [*names, *table.index, *table.to_numpy().ravel()]}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_table_speaks_one_language_and_shows_no_code(table, sample_release):
    nl, en = (words_of(table(sample_release, lang=lang)) for lang in ("nl", "en"))
    dutch = {catalogue("nl")[key] for key in catalogue("nl") if catalogue("nl")[key] != catalogue("en")[key]}
    assert not en & (dutch - set(catalogue("en").values()))
    codes = {"cannot_tell", "noise", "caution", "no_label", "too_few", "invitation_verdict", "<NA>", "nan", "True"}
    assert not (nl | en) & codes


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_table_of_little_is_small_and_no_error(table, one_wave, tiny):
    for study in (one_wave, tiny):
        assert isinstance(table(study.release, lang="nl"), pd.DataFrame)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_only_a_release_passes(table, one_wave):
    with pytest.raises(cd.DisclosureError):
        table(one_wave.diagnosis, lang="nl")


def test_of_a_hidden_team_a_table_tells_its_name_and_the_reason_only(tiny):
    release = tiny.release
    assert cd.hidden_table(release).index.tolist() == ["team 1", "team 1"]
    assert cd.response_table(release).empty
    assert cd.labels_table(release).loc["team 1"].tolist() == ["–", "–"]
    assert cd.shares_table(release, "team 1").empty
    # An advisor's own frame does not bring a hidden team back.
    assert cd.verdict_table(release, changes=tiny.diagnosis.changes).empty


def test_shares_add_up_and_a_name_that_is_wrong_is_told(sample_release):
    shares = cd.shares_table(sample_release, "Bovenbouw")["aandeel"]
    assert sum(int(share.removesuffix("%")) for share in shares) == 100
    with pytest.raises(cd.CultureDiagError, match="Bovenbouw"):
        cd.shares_table(sample_release, "Bovenbow")


def test_clear_changes_are_those_of_the_release(sample_release):
    clear = cd.changes_table(sample_release, clear_only=True)
    directions = sample_release.changes.filter(like="_direction")
    assert len(clear) == directions.isin(["up", "down"]).to_numpy().sum()
    assert len(cd.changes_table(sample_release)) == 2 * len(sample_release.changes)
    counts = cd.change_counts_table(sample_release)["aantal"]
    assert counts.iloc[1] + counts.iloc[2] == len(clear)


def test_who_is_left_out_is_told_only_where_enough_people_stay():
    sample = cd.simulate(cd.load_instrument(), teams=2, sizes=(6, 6), seed=1)
    for people, rows in ((1, 1), (2, 0)):
        study = cd.open_study(cd.with_straight_lining(sample.responses, "team 1", people=people, answer=5))
        comparison = cd.compare_without_flagged(study.responses, **study.diagnosis_choices)
        table = cd.without_flagged_table(comparison, study.release)
        assert len(table) == rows
        # Means with and without somebody would give their scores.
        assert not {"uitnodiging", "uitdaging"} & set(table.columns)


def test_an_account_tells_what_was_done_to_each_file_beside_it():
    account = cd.account_table(cd.open_study("sample").responses, lang="en")
    files = account.index.tolist()
    assert files == sorted(files)
    assert "Plein → West" in account.loc["2024-10.csv"].iloc[-1, 0]
