"""Headers: the same question whatever a platform makes of its text, and never another question that looks like it."""

import html

import pytest

from culture_diag.errors import MappingError
from culture_diag.instrument import load_instrument
from culture_diag.reading import inspect_export, read_responses
from tests.reading import exports as make
from tests.reading.export_checks import assert_same
from tests.reading.export_files import text_of

INSTRUMENT = load_instrument("invitation-challenge")
PEOPLE = make.made_up(INSTRUMENT, seed=41)
WORDING = {item.id: item.wording.nl for item in INSTRUMENT.items}
FIRST = WORDING["inv1"]


@pytest.fixture
def save(tmp_path):
    def write(sheet, name="download.csv", **writing):
        path = tmp_path / name
        path.write_bytes(text_of(sheet, **writing))
        return path

    return write


def plain(shape=str, lang="nl"):
    """Return a plain table of which each header is written in another way."""
    sheet = make.plain_sheet(PEOPLE, INSTRUMENT, lang=lang, write=make.label)
    return make.Sheet([[shape(header) for header in sheet.headers[0]]], sheet.rows)


def refused(path, **choices):
    with pytest.raises(MappingError) as caught:
        read_responses(path, INSTRUMENT, lang="nl", **choices)
    return caught.value.problems


SHAPES = {
    "upper case": str.upper,
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "line ends": lambda text: text.replace(" ", "\n", 1),
    "a soft hyphen": lambda text: text.replace("team", "te\u00adam"),
    "a space of no width": lambda text: f"\u200b{text}",
    "typed apart": lambda text: text.replace("ë", "e\u0308").replace("é", "e\u0301"),
    "another apostrophe": lambda text: text.replace("'", "’"),
    "HTML": lambda text: f"<p><strong>{text[:6]}</strong>{text[6:]}</p>",
    "a font": lambda text: f'<span style="color: #333; font-size: 12px">{text}</span><br/>',
    "entities": lambda text: html.escape(text).replace(" ", "&nbsp;"),
    "no full stop": lambda text: text.rstrip(".?"),
    "a colon": lambda text: f"{text.rstrip('.')}:",
    "a star": lambda text: f"{text} *",
    "a number": lambda text: f"12. {text}",
    "a number and a bracket": lambda text: f"3) {text}",
    "the word question": lambda text: f"Vraag 7: {text}",
    "the word statement": lambda text: f"Stelling 7. {text}",
    "a Q": lambda text: f"Q14. {text}",
    "white space around": lambda text: f"  {text} ",
    "in quotes": lambda text: f"“{text}”",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_question_however_it_is_written(save, shape):
    assert_same(read_responses(save(plain(SHAPES[shape])), INSTRUMENT), PEOPLE, INSTRUMENT)


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("shape", ["HTML", "a number", "no-break spaces", "upper case"])
def test_in_a_grid_and_in_the_second_row_of_headers_too(save, lang, shape):
    for made in (make.google_forms, make.surveymonkey, make.qualtrics):
        sheet = made(PEOPLE, INSTRUMENT, lang=lang)
        row = {make.google_forms: 0, make.surveymonkey: 1, make.qualtrics: 1}[made]
        headers = [list(cells) for cells in sheet.headers]
        wordings = set(make.words(INSTRUMENT, lang))
        for at, cell in enumerate(headers[row]):
            found = next((word for word in wordings if word in cell), None)
            headers[row][at] = cell.replace(found, SHAPES[shape](found)) if found else cell
        assert_same(read_responses(save(make.Sheet(headers, sheet.rows)), INSTRUMENT), PEOPLE, INSTRUMENT)


@pytest.mark.parametrize("shape", [str, str.upper, lambda name: name.replace("inv", "inv-"), lambda name: f" {name} "])
def test_items_by_their_code(save, shape):
    codes = {wording: shape(name) for name, wording in WORDING.items()}
    sheet = plain(lambda text: codes.get(text, text))
    assert_same(read_responses(save(sheet), INSTRUMENT), PEOPLE, INSTRUMENT)


def test_brackets_and_dashes_within_a_question(save):
    for stem in ("Stellingen [deel 1]", "Wat vind je - eerlijk - van deze stellingen?", "Stellingen (1-5) [x] "):
        sheet = make.google_forms(PEOPLE, INSTRUMENT)
        headers = [cell.replace(make.STEM["nl"], stem) for cell in sheet.headers[0]]
        assert_same(read_responses(save(make.Sheet([headers], sheet.rows)), INSTRUMENT), PEOPLE, INSTRUMENT)
        sheet = make.qualtrics(PEOPLE, INSTRUMENT)
        headers = [[cell.replace(make.STEM["nl"], stem) for cell in row] for row in sheet.headers]
        assert_same(read_responses(save(make.Sheet(headers, sheet.rows)), INSTRUMENT), PEOPLE, INSTRUMENT)


# ------------------------------------------------------------------------------------------------ what is not it


@pytest.mark.parametrize(
    "other",
    [
        "In ons team mag je geen fouten maken.",
        "In ons team mag je fouten maken en herstellen.",
        "In ons team mag je fout maken.",
        "In mijn team mag je fouten maken.",
        f"Toelichting bij: {FIRST}",
        "Mag je in ons team fouten maken?",
        "inv",
        "inv10",
        "inv1 (toelichting)",
    ],
)
def test_a_question_that_looks_like_it_is_proposed_and_never_taken(save, other):
    problems = refused(save(plain(lambda text: other if text == FIRST else text)))
    assert len(problems) == 1
    assert problems["key"].iloc[0].startswith("item_column_missing")
    assert "inv1" in str(problems["problem"].iloc[0])


@pytest.mark.parametrize("other", [f"Toelichting bij: {FIRST}", f"{FIRST} Waarom?", "inv1 toelichting"])
def test_a_question_about_it_is_left_alone(save, other):
    sheet = plain()
    more = make.Sheet([[other, *sheet.headers[0]]], [[make.canary("why", 1), *row] for row in sheet.rows])
    assert_same(read_responses(save(more), INSTRUMENT), PEOPLE, INSTRUMENT)


@pytest.mark.parametrize("other", [f"{FIRST}2", f"{FIRST} 3"])
def test_a_statement_that_is_asked_twice_is_not_read_once(save, other):
    sheet = plain()
    more = make.Sheet([[*sheet.headers[0], other]], [[*row, "1"] for row in sheet.rows])
    assert refused(save(more))["key"].tolist() == ["column_double"]


def test_an_item_reworded_between_waves_is_reported_and_not_joined(save):
    before = save(plain(), "2024.csv")
    after = save(plain(lambda text: "In ons team kun je fouten maken." if text == FIRST else text), "2025.csv")
    problems = refused([before, after])
    assert problems[["file", "key"]].to_numpy().tolist() == [["2025.csv", "item_column_missing_near"]]
    joined = read_responses([before, after], INSTRUMENT, mapping=[None, {"inv1": "In ons team kun je fouten maken."}])
    assert len(joined.frame) == 2 * len(PEOPLE)


def test_waves_are_joined_by_item_and_never_by_place(save):
    sheet = plain()
    turned = sheet.columns(list(range(len(sheet.headers[0])))[::-1])
    english = plain(lang="en")
    paths = [save(one, f"{year}.csv") for year, one in ((2024, sheet), (2025, turned))]
    two = read_responses(paths, INSTRUMENT).frame
    first, second = (part.drop(columns="wave").reset_index(drop=True) for _, part in two.groupby("wave", observed=True))
    assert first.equals(second)
    assert_same(read_responses(save(english), INSTRUMENT), PEOPLE, INSTRUMENT)


def test_an_item_asked_twice_is_asked_about(save):
    sheet = plain()
    for header in (FIRST, FIRST.upper(), "inv1", INSTRUMENT.item("inv1").wording.en, f"Stellingen [{FIRST}]"):
        more = make.Sheet([[*sheet.headers[0], header]], [[*row, "Mee eens"] for row in sheet.rows])
        problems = refused(save(more))
        assert problems["key"].str.startswith("column_double").all(), header
    told = read_responses(save(more), INSTRUMENT, mapping={"inv1": FIRST})
    assert_same(told, PEOPLE, INSTRUMENT)


def test_columns_of_the_same_header_can_be_pointed_at(save):
    sheet = plain()
    more = make.Sheet([[FIRST, *sheet.headers[0]]], [["Mee eens", *row] for row in sheet.rows])
    assert inspect_export(save(more)).duplicate_headers == {FIRST: 2}
    responses = read_responses(save(more), INSTRUMENT, mapping={"inv1": f"{FIRST} #2"})
    assert_same(responses, PEOPLE, INSTRUMENT)


def test_items_that_differ_in_signs_only_are_not_told_apart_by_wording(save):
    items = [item.model_dump() for item in INSTRUMENT.scales[0].items]
    items[1]["wording"] = {"nl": FIRST.replace(".", "!"), "en": "Something else."}
    twins = INSTRUMENT.model_dump(exclude={"quadrants"})
    twins["scales"][0]["items"] = items
    instrument = type(INSTRUMENT).model_validate(twins)
    with pytest.raises(MappingError):
        read_responses(save(make.plain_sheet(make.made_up(instrument, seed=1), instrument)), instrument)


# ------------------------------------------------------------------------------------- options that look like roles


@pytest.mark.parametrize("option", ["Team", "School", "Respondentcode", "Meting", "Locatie", "Bestuur"])
def test_an_option_of_tick_boxes_is_no_role(save, option):
    sheet = make.surveymonkey(PEOPLE, INSTRUMENT)
    places = [["Waarin werk je graag samen?", option], ["", "Bouw"]]
    headers = [[*row, *(place[at] for place in places)] for at, row in enumerate(sheet.headers)]
    rows = [[*row, option if at % 2 else "", "Bouw" if at % 3 else ""] for at, row in enumerate(sheet.rows)]
    responses = read_responses(save(make.Sheet(headers, rows)), INSTRUMENT)
    assert_same(responses, PEOPLE, INSTRUMENT)
    assert not {"school", "respondent", "board"} & set(responses.frame)
    grid = make.google_forms(PEOPLE, INSTRUMENT)
    more = make.Sheet(
        [[*grid.headers[0], f"Hoe vaak overleg je in  [{option}]"]], [[*row, "Vaak"] for row in grid.rows]
    )
    responses = read_responses(save(more), INSTRUMENT)
    assert_same(responses, PEOPLE, INSTRUMENT)
    assert not {"school", "respondent", "board"} & set(responses.frame)


def test_comments_stand_between_the_answers(save):
    sheet = make.surveymonkey(PEOPLE, INSTRUMENT, known=False)
    ids = len(WORDING)
    start = len(sheet.headers[0]) - ids - 1
    columns = [(header, sheet.headers[1][at], at) for at, header in enumerate(sheet.headers[0][:start])]
    for at, wording in enumerate(WORDING.values()):
        columns += [(wording, "Antwoord", start + at), ("", "Toelichting:", None)]
    headers = [[column[0] for column in columns], [column[1] for column in columns]]
    rows = [[row[at] if at is not None else make.canary("why", number) for *_, at in columns]
            for number, row in enumerate(sheet.rows)]  # fmt: skip
    assert_same(read_responses(save(make.Sheet(headers, rows)), INSTRUMENT), PEOPLE, INSTRUMENT)


def test_fields_beside_an_item_of_limesurvey_are_not_it(save):
    sheet = make.limesurvey(PEOPLE, INSTRUMENT, write=make.label)
    beside = [
        "culture[inv1_comment]",
        "culture[other]",
        "inv1[comment]",
        "inv1Time",
        "cultureTime",
        "q0[inv1][filecount]",
    ]
    more = make.Sheet([[*beside, *sheet.headers[0]]], [[*["Mee eens"] * len(beside), *row] for row in sheet.rows])
    assert_same(read_responses(save(more), INSTRUMENT), PEOPLE, INSTRUMENT)
