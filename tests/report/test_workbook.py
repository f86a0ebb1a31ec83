"""The workbook: every cell in words, quality and sentences on their sheets, and nothing of a hidden team."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.report import write_workbook
from culture_diag.story import quality_text, team_text
from culture_diag.story.quality_sentences import FLAGS
from tests.story.handmade import BEFORE, agree, clustering, flags, item, make, move, reliability, team

CODES = {
    "fine", "caution", "no_label", "unknown", "changed", "changed_little", "same", "cannot_tell", "up", "down",
    "unclear", "none", "real", "noise", "alike", "mixed", "divided", "lack", "weak", "moderate", "strong",
    "very_strong", "low", "fair", "good", "midpoint", "instrument", "given", "norm", "too_few", "protected",
    "no_answers", "too_few_rows", "one_item", "no_variance", "too_few_teams", "borderline", "growth", "cosy",
    "apathetic", "discouraging", "invitation", "challenge", "board", "school_changes", "True", "False", "<NA>", "nan",
    *FLAGS,
}  # fmt: skip


def sheets(release, path, lang):
    file = write_workbook(release, path / f"{lang}.xlsx", lang=lang)
    return pd.read_excel(file, sheet_name=None, header=None, engine="calamine", dtype=object)


def cells(book):
    return {str(cell) for sheet in book.values() for cell in sheet.to_numpy().ravel() if isinstance(cell, str)}


@pytest.fixture(scope="module")
def everything():
    """Give a release in which every code occurs."""
    wide = ("changed", 0.5, 0.1, 0.9)
    moves = [
        move(challenge=wide, invitation=("changed_little", 0.1, 0.1, 0.2), holds=(True, False), flip="real"),
        move("Zuid", challenge=("same", 0.0, -0.1, 0.1), flip="noise", paired=True, n_matched=12),
        move("Oost", challenge=("changed", -0.5, -0.9, -0.1), flip=pd.NA),
    ]
    rows = [team(name, wave) for name in ("Noord", "Zuid", "Oost") for wave in (BEFORE, "2026")]
    rows += [
        team("Beuk", n=8, gate="no_label"),
        team("Wilg", n=13, gate="caution", needed=(2.1, None), chance=0.6),
        team("Es", size=None, gate="unknown"),
        team("Iep", reason="too_few"),
        team("Den", reason="protected"),
        team("Spar", reason="no_answers"),
    ]
    return make(
        rows,
        changes=moves,
        agreement=[agree(), agree("Zuid", verdict="divided", camps=True), agree("Oost", verdict="mixed"),
                   agree("Beuk", hidden=True)],
        reliability=[reliability(), reliability("challenge", alpha=None, omega=None, band="", reason="too_few_rows")],
        item_analysis=[item(), item("cha4", r=0.1, weak=True)],
        clustering=[clustering(), clustering("challenge", icc1=None, icc2=None, p=None, needed=None,
                                             reason="too_few_teams")],
        quality=[flags(flagged=12, straight=9, fast=None)],
    )  # fmt: skip


def test_no_id_and_no_code_is_visible_in_dutch(everything, sample_release, tmp_path):
    for release in (everything, sample_release):
        seen = cells(sheets(release, tmp_path, "nl"))
        assert not seen & CODES
        assert not {cell for cell in seen if re.search("[a-z]_[a-z]", cell)}


def test_no_id_is_visible_in_english(everything, sample_release, tmp_path):
    for release in (everything, sample_release):
        seen = cells(sheets(release, tmp_path, "en"))
        assert not {cell for cell in seen if re.search("[a-z]_[a-z]", cell)}
        assert not seen & {code for code in CODES if "_" in code}
        assert not seen & {"True", "False", "<NA>", "nan", "noise", "midpoint", "alike", "mixed"}


def test_another_instrument_has_no_ids_in_its_workbook(other_instrument, tmp_path):
    sample = cd.simulate(other_instrument, teams=4, waves=2, sizes=(12, 14), seed=1)
    release = cd.release(cd.diagnose(sample.responses, team_sizes=sample.team_sizes))
    seen = cells(sheets(release, tmp_path, "nl"))
    ids = {scale.id for scale in other_instrument.scales} | {q.id for q in other_instrument.quadrants[0].quadrants}
    assert not seen & ids
    assert not {cell for cell in seen if re.search("[a-z]_[a-z]", cell)}


@pytest.mark.parametrize(("lang", "names"), [
    ("nl", ("Kwaliteit", "In woorden", "uitnodiging")), ("en", ("Quality", "In words", "invitation"))
])  # fmt: skip
def test_sentences_stand_on_their_sheets(sample_release, tmp_path, lang, names):
    book = sheets(sample_release, tmp_path, lang)
    quality, words = (book[name] for name in names[:2])
    said = quality_text(sample_release, lang=lang)
    assert quality.iloc[1 : len(said) + 1, 0].tolist() == said
    assert sample_release.latest in quality.iloc[0, 0]
    rows = {row[1]: row[3] for row in words.iloc[1:].to_numpy().tolist()}
    assert rows["Noord"].split("\n") == team_text(sample_release, "Noord", lang=lang)
    assert len(words) == 1 + 11 + 3 + 1
    reliability = sample_release.reliability
    row = quality[(quality[0] == "2026-04") & (quality[1] == names[2]) & (quality[4] == 8)].iloc[0]
    assert row[5] == reliability.query("wave == '2026-04' and facet == '' and scale == 'invitation'")["alpha"].iloc[0]


def test_change_of_teams_schools_and_boards_is_on_one_sheet(sample_release, tmp_path):
    book = sheets(sample_release, tmp_path, "nl")
    table = book["Verandering"].iloc[1:].set_axis(book["Verandering"].iloc[0], axis=1)
    assert set(table["niveau"]) == {"team", "school", "bestuur"}
    lengths = (len(sample_release.changes), len(sample_release.school_changes), len(sample_release.board_changes))
    assert table["niveau"].value_counts(sort=False).tolist() == list(lengths)
    holds = table["uitnodiging: blijft dat staan met alle teams samen?"]
    assert (holds.isna() == ~table["uitnodiging: veranderd?"].str.startswith("veranderd")).all()


def test_codes_are_told_in_words(everything, tmp_path):
    seen = cells(sheets(everything, tmp_path, "nl"))
    assert {
        "veranderd", "praktisch gelijk", "niet te zeggen", "ja, met een verandering", "verdeeld",
        "ja, maar nog geen duidelijke verandering",
        "deels verschillend", "niet gezien", "te laag voor een vak", "voorzichtig", "onbekend", "ja", "nee",
        "hele schaal", "minder dan 5, of geen", "midden van de schaal", "niet berekend: te weinig teams",
    } <= seen  # fmt: skip


def test_a_hidden_team_has_a_reason_and_no_figures_on_any_sheet(everything, tmp_path):
    for name, book_rows in (
        (name, sheet.to_numpy().tolist()) for name, sheet in sheets(everything, tmp_path, "nl").items()
    ):
        for row in book_rows:
            if {"Iep", "Den", "Spar"} & {cell for cell in row if isinstance(cell, str)}:
                assert name in ("Teams", "In woorden")
                numbers = [cell for cell in row if isinstance(cell, int | float) and not pd.isna(cell)]
                assert set(numbers) <= {20}, "only the size of the team, which is no answer, may stand there"


def test_sentences_are_text_and_never_a_formula(everything, tmp_path):
    import zipfile

    for lang in ("nl", "en"):
        file = write_workbook(everything, tmp_path / f"{lang}.xlsx", lang=lang)
        with zipfile.ZipFile(file) as parts:
            assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def raw(release, path, lang="nl"):
    """Give the workbook with its formats and filters."""
    from openpyxl import load_workbook

    return load_workbook(write_workbook(release, path / f"raw-{lang}.xlsx", lang=lang))


def test_the_words_come_first_the_newest_wave_on_top_and_every_table_can_be_filtered(sample_release, tmp_path):
    pytest.importorskip("openpyxl")
    book = raw(sample_release, tmp_path)
    assert book.sheetnames[0] == "In woorden"
    newest, oldest = sample_release.latest, sample_release.waves[0]
    for name in ("Teams", "Scholen", "Eensgezindheid", "Onderdelen", "Stellingen", "Verdeling"):
        heads = [cell.value for cell in book[name][1]]
        waves = [row[heads.index("meting")] for row in book[name].iter_rows(min_row=2, values_only=True)]
        assert (waves[0], waves[-1]) == (newest, oldest)
        assert waves == sorted(waves, reverse=True)
        assert book[name].auto_filter.ref.startswith("A1:")
    teams = book["Teams"]
    column = [cell.value for cell in teams[1]].index("respons")
    shown = [cell for row in teams.iter_rows(min_row=2) if isinstance((cell := row[column]).value, float)]
    assert shown
    assert {cell.number_format for cell in shown} == {"0%"}


def test_each_row_on_agreement_has_one_verdict(everything, tmp_path):
    heads = sheets(everything, tmp_path, "nl")["Eensgezindheid"].iloc[0].tolist()
    assert "hoe kijkt het team?" in heads
    assert "hoe sterk" not in heads
    assert not cells(sheets(everything, tmp_path, "nl")) & {"sterk", "heel sterk", "zwak", "matig"}


def test_chances_are_never_certain_and_nothing_leans_where_nothing_moved(tmp_path):
    rows = [team(wave=BEFORE), team(chance=1.0), team("Zuid", n=19, needed=(1.2, None))]
    still = ("cannot_tell", 0.0, -0.3, 0.3)
    release = make(rows, changes=[move(rose=(1.0, 0.0)), move("Zuid", challenge=still, rose=(0.9, 0.4))])
    book = sheets(release, tmp_path, "nl")
    table = book["Verandering"].iloc[1:].set_axis(book["Verandering"].iloc[0], axis=1).set_index("naam")
    rose = table["uitdaging: kans op een stijging"]
    assert rose["Noord"] == "bijna 10 op 10"
    assert pd.isna(rose["Zuid"])
    assert table.loc["Noord", "uitnodiging: kans op een stijging"] == "bijna 0 op 10"
    teams = book["Teams"].iloc[1:].set_axis(book["Teams"].iloc[0], axis=1)
    assert "bijna 10 op 10" in teams["kans op groeicultuur"].tolist()
    # Of one silent person it is not told which score would tip the team.
    assert teams[[head for head in teams if "op de grens brengt" in head]].isna().all(axis=None)


def test_words_beside_rounded_figures_fit_them(tmp_path):
    rows = [reliability(alpha=0.80, band="fair"), reliability("challenge", alpha=0.70, band="low")]
    release = make([team()], reliability=rows, item_analysis=[item("cha4", r=0.20, weak=True)])
    said = " ".join(quality_text(release))
    assert "uitnodiging passen goed bij elkaar" in said
    assert "uitdaging passen redelijk bij elkaar" in said
    assert "Alle stellingen passen" in said
    seen = cells(sheets(release, tmp_path, "nl"))
    assert {"goed", "redelijk", "nee"} <= seen
    assert not {"laag", "ja"} & seen


def test_that_two_statements_have_a_lower_alpha_is_said_once(tmp_path):
    facet = reliability(alpha=0.6) | {"facet": "mistakes", "k": 2}
    told = "Een onderdeel van maar twee stellingen heeft meestal een lagere alfa."
    for rows, times in (([reliability(), facet, facet], 1), ([reliability()], 0)):
        quality = sheets(make([team()], reliability=rows), tmp_path, "nl")["Kwaliteit"][0]
        assert sum(str(cell).startswith(told) for cell in quality) == times
