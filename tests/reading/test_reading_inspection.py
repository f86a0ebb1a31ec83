"""What a file is, without an instrument: exactly what a correct reader returns of real exports and of look-alikes."""

import json
from pathlib import Path

import pytest

from culture_diag.errors import MappingError, ResponseError
from culture_diag.instrument import Instrument, load_instrument
from culture_diag.reading import EMPTY, NOT_APPLICABLE, export_text, inspect_export, read_responses
from culture_diag.reading.common.options import ReadOptions
from culture_diag.reading.exports.platforms import PLATFORMS
from tests.reading import exports as make
from tests.reading.export_checks import counts
from tests.reading.export_files import text_of, workbook_of

EXPORTS = Path(__file__).parents[3] / "shared" / "exports"
EXPECTED = EXPORTS / "expected.json"
ROWS = json.loads(EXPECTED.read_text(encoding="utf-8")) if EXPECTED.is_file() else {}
INSTRUMENT = load_instrument("invitation-challenge")
PEOPLE = make.made_up(INSTRUMENT, seed=51)

real = pytest.mark.skipif(not ROWS, reason="the real exports are not beside this checkout")


# ------------------------------------------------------------------------------------------------- real exports


@real
@pytest.mark.parametrize("file", ROWS)
def test_a_real_export_gives_its_row(file):
    row, export = ROWS[file], inspect_export(EXPORTS / file, lang="en")
    assert export.platform == row["platform"].split()[0]
    assert bool(export.why) == (export.platform != "plain")
    if row.get("encoding", "").startswith("not"):
        assert not export.encoding.startswith("utf")
    else:
        assert export.encoding == row.get("encoding", "utf-8")
    assert export.delimiter == row.get("delimiter", ",")
    assert export.header_rows == row["header_rows"]
    assert export.respondents == row.get("respondents", row.get("rows"))
    assert export.partial == row.get("partial", 0)
    assert export.rating_items == row["items"] == len(export.items)
    if "extra_scale_items" in row:
        assert len(export.single_items) == row["extra_scale_items"]
    assert dict(export.duplicate_headers) == row.get("duplicate_headers", {})


@real
@pytest.mark.parametrize("file", ROWS)
def test_a_real_export_is_recognised_under_any_name(file, tmp_path):
    path = tmp_path / "a typeform of limesurvey.txt"
    path.write_bytes((EXPORTS / file).read_bytes())
    there, here = inspect_export(EXPORTS / file), inspect_export(path)
    assert (here.platform, here.why, here.rating_items) == (there.platform, there.why, there.rating_items)


@real
def test_no_ratings_are_said_in_words_and_refused_by_an_instrument():
    steak = EXPORTS / "surveymonkey" / "fte_steak.csv"
    assert "No questions on a scale found." in export_text(inspect_export(steak), "en")
    assert any("schaal" in line for line in export_text(inspect_export(steak), "nl"))
    with pytest.raises(MappingError) as caught:
        read_responses(steak, INSTRUMENT, lang="en")
    assert "item_column_none" in set(caught.value.problems["key"])


def instrument_of(identity, wordings, points, *, not_applicable=()):
    """Return an instrument with one scale: items with these wordings and points with these labels, from 1."""
    words = {"nl": identity, "en": identity}
    items = [{"id": f"q{at}", "wording": {"nl": text, "en": text}} for at, text in enumerate(wordings, start=1)]
    scale = {
        "minimum": 1, "maximum": len(points), "not_applicable": list(not_applicable),
        "points": [{"code": at, "label": {"nl": text, "en": text}} for at, text in enumerate(points, start=1) if text],
    }  # fmt: skip
    return Instrument.model_validate({
        "id": identity, "version": "1", "title": words, "note": words, "response_scale": scale,
        "scales": [{"id": "all", "name": words, "meaning": words, "items": items}],
    })  # fmt: skip


CHARACTERS = ("Han Solo", "Luke Skywalker", "Princess Leia Organa", "Anakin Skywalker", "Obi Wan Kenobi",
              "Emperor Palpatine", "Darth Vader", "Lando Calrissian", "Boba Fett", "C-3P0", "R2 D2", "Jar Jar Binks",
              "Padme Amidala", "Yoda")  # fmt: skip
FAVOUR = ("Very unfavorably", "Somewhat unfavorably", "Neither favorably nor unfavorably (neutral)",
          "Somewhat favorably", "Very favorably")  # fmt: skip


@real
def test_the_characters_of_a_real_matrix():
    instrument = instrument_of("characters", CHARACTERS, FAVOUR, not_applicable=("Unfamiliar (N/A)",))
    file = "surveymonkey/fte_starwars_head122.csv"
    # Everybody said whether they had seen a film, so that it can stand for a team.
    columns = {"team": "Have you seen any of the 6 films in the Star Wars franchise?"}
    responses = read_responses(EXPORTS / file, instrument, mapping=columns, lang="en")
    missing = responses.missing.to_numpy()
    assert len(missing) == ROWS[file]["respondents"]
    assert (missing == EMPTY).all(axis=1).sum() == ROWS[file]["respondents_with_no_item"]
    assert (missing == NOT_APPLICABLE).sum() > 0
    assert "respondent" not in responses.frame


CARPENTRY = ("presenters_prepared", "presenters_knowledgeable", "presenters_clear", "presenters_responsive",
             "valuable_feedback", "session_build_community", "session_materials", "session_membership",
             "session_new_communities", "session_develop_skills", "session_relevant_theme")  # fmt: skip


@real
def test_an_undocumented_code_stops_the_reader_until_it_is_declared():
    path = EXPORTS / "plain" / "carpentrycon_2020.csv"
    instrument = instrument_of("sessions", CARPENTRY, [""] * 5)
    columns = {"team": "session"}
    with pytest.raises(ResponseError) as caught:
        read_responses(path, instrument, mapping=columns, lang="en")
    found = caught.value.problems
    assert set(found["key"]) == {"answer_out_of_range"}
    assert set(found["value"]) == {"6", "0"}
    assert (found["value"] == "0").sum() == 1
    with pytest.raises(ResponseError) as caught:
        read_responses(path, instrument, mapping=ReadOptions(columns=columns, missing_codes=(6,)), lang="en")
    assert set(caught.value.problems["value"]) == {"0"}
    responses = read_responses(path, instrument, mapping=ReadOptions(columns=columns, missing_codes=(6, 0)))
    assert len(responses.frame) == ROWS["plain/carpentrycon_2020.csv"]["rows"]
    assert counts(responses)["answers_missing_code"] == len(found)
    assert responses.frame["team"].nunique() == 35


# -------------------------------------------------------------------------------------------------- look-alikes


def saved(tmp_path, content, name="download"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_an_export_holds_no_answer_and_nobody(tmp_path):
    for sheet in (make.qualtrics(PEOPLE, INSTRUMENT), make.typeform(PEOPLE, INSTRUMENT),
                  make.limesurvey(PEOPLE, INSTRUMENT), make.surveymonkey(PEOPLE, INSTRUMENT)):  # fmt: skip
        export = inspect_export(saved(tmp_path, text_of(sheet)))
        told = "\n".join([repr(export), *export_text(export, "nl"), *export_text(export, "en")])
        assert make.CANARY not in told
        assert not any(f"{team}" in told for team in make.TEAMS)


def test_every_platform_is_named_in_words(tmp_path):
    made = {
        "microsoftforms": workbook_of(make.microsoft_forms(PEOPLE, INSTRUMENT)),
        "googleforms": text_of(make.google_forms(PEOPLE, INSTRUMENT)),
        "limesurvey": text_of(make.limesurvey(PEOPLE, INSTRUMENT)),
        "qualtrics": text_of(make.qualtrics(PEOPLE, INSTRUMENT)),
        "surveymonkey": text_of(make.surveymonkey(PEOPLE, INSTRUMENT)),
        "typeform": text_of(make.typeform(PEOPLE, INSTRUMENT)),
        "plain": text_of(make.plain_sheet(PEOPLE, INSTRUMENT)),
    }
    assert {*made, "spss"} == set(PLATFORMS)
    for platform, content in made.items():
        export = inspect_export(saved(tmp_path, content))
        assert (export.platform, export.respondents) == (platform, 24)
        for lang in ("nl", "en"):
            first = export_text(export, lang)[0]
            assert export.why in first
            assert "{" not in first.replace(export.why, "")


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_columns_of_the_platform_and_other_questions_are_no_ratings(tmp_path, lang):
    sheet = make.plain_sheet(PEOPLE, INSTRUMENT, lang=lang, write=make.label)
    more = {
        "Hoeveel dagen werk je?": lambda at: str(1 + at % 5),
        "Hoeveel jaar werk je hier?": lambda at: str(at),
        "Welke bouw?": lambda at: ["onder", "midden", "boven"][at % 3],
        "Werk je voltijd?": lambda at: ["Ja", "Nee"][at % 2],
        "Leeftijd": lambda at: ["18-29", "30-44", "> 60"][at % 3],
        "Groep": lambda at: str(1 + at % 8),
    }
    rows = [[*row, *(cell(at) for cell in more.values())] for at, row in enumerate(sheet.rows)]
    export = inspect_export(saved(tmp_path, text_of(make.Sheet([[*sheet.headers[0], *more]], rows))))
    assert export.rating_items == len(INSTRUMENT.items)
    assert {item.scale for item in export.items} == {"agreement"}


def test_a_single_question_on_a_scale_of_its_own_is_told_apart(tmp_path):
    sheet = make.plain_sheet(PEOPLE, INSTRUMENT, write=make.label)
    rows = [[*row, str(at % 11)] for at, row in enumerate(sheet.rows)]
    more = make.Sheet([[*sheet.headers[0], "Zou je deze school aanraden?"]], rows)
    export = inspect_export(saved(tmp_path, text_of(more)))
    assert (export.rating_items, [item.header for item in export.single_items]) == (
        len(INSTRUMENT.items), ["Zou je deze school aanraden?"],
    )  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\n\n", b"team;inv1\n", b"\x00\x01\x02", b"PK\x03\x04nonsense"])
def test_what_is_no_export_is_refused(tmp_path, content):
    with pytest.raises(ResponseError):
        inspect_export(saved(tmp_path, content))


def test_rows_of_an_array_in_codes_are_ratings_and_an_order_is_none(save_bytes):
    own = ["id", "submitdate", "lastpage", "startlanguage"]
    headers = [*own, "g2[SQ001]", "g2[SQ002]", "land", "volgorde[1]", "volgorde[2]", "Q1_Click Count"]
    rows = [
        [
            str(at),
            "2026-03-01 10:00:00",
            "3",
            "nl",
            f"A{at % 5 + 1}",
            f"A{at % 4 + 1}",
            "A2",
            "A1",
            f"A{at % 3 + 2}",
            "3",
        ]
        for at in range(1, 9)
    ]
    export = inspect_export(save_bytes(text_of(make.Sheet([headers], rows))))
    assert (export.platform, export.rating_items, export.single_items) == ("limesurvey", 2, ())
