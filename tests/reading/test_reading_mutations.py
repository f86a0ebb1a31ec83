"""Whatever is done to an export on the way, it gives the same answers or a repair: never another number."""

import csv
import datetime as dt
import os

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from culture_diag.errors import CultureDiagError
from culture_diag.instrument import load_instrument
from culture_diag.reading import read_responses
from tests.reading import exports as make
from tests.reading.export_checks import assert_same
from tests.reading.export_files import resaved, text_of, workbook_of
from tests.reading.test_reading_headers import SHAPES

INSTRUMENT = load_instrument("invitation-challenge")
EXAMPLES = int(os.environ.get("CULTURE_DIAG_EXAMPLES", "50"))
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

MAKERS = {
    "plain": make.plain_sheet,
    "microsoftforms": lambda people, instrument, *, lang, write: make.microsoft_forms(people, instrument, lang=lang),
    "googleforms": make.google_forms,
    "google questions": lambda *args, **choices: make.google_forms(*args, **choices, grid=False, mail=True),
    "limesurvey": make.limesurvey,
    "limesurvey full": lambda *args, **choices: make.limesurvey(*args, **choices, headings="full"),
    "limesurvey both": lambda *args, **choices: make.limesurvey(*args, **choices, headings="both"),
    "qualtrics": make.qualtrics,
    "surveymonkey": make.surveymonkey,
    "surveymonkey unknown": lambda *args, **choices: make.surveymonkey(*args, **choices, known=False),
    "typeform": make.typeform,
    "typeform new": lambda *args, **choices: make.typeform(*args, **choices, new=True),
}
"""Exports before anything is done to them; Microsoft Forms has labels only."""


OTHER = {"nl": "en", "en": "nl"}


def _pair(shape):
    def write(given, instrument, lang):
        told = make.label(given, instrument, lang)
        return shape(given, told) if isinstance(given, int) else told

    return write


SPELLINGS = {
    "label": make.label,
    "the other language": lambda given, instrument, lang: make.label(given, instrument, OTHER[lang]),
    "both languages": lambda given, instrument, lang: make.label(
        given, instrument, OTHER[lang] if given == 4 else lang
    ),
    "small letters": _pair(lambda code, told: told.lower()),
    "capitals": _pair(lambda code, told: told.upper()),
    "code - label": _pair(lambda code, told: f"{code} - {told}"),
    "code label": _pair(lambda code, told: f"{code} {told}"),
    "code (label)": _pair(lambda code, told: f"{code} ({told})"),
    "labelcode": _pair(lambda code, told: f"{told}{code}"),
    "label (code)": _pair(lambda code, told: f"{told} ({code})"),
    "code": _pair(lambda code, told: str(code)),
    "decimal comma": _pair(lambda code, told: f"{code},0"),
    "decimal point": _pair(lambda code, told: f"{code}.00"),
    "with an apostrophe": _pair(lambda code, told: f"'{code}"),
    "white space": _pair(lambda code, told: f" \u00a0{told}  "),
}
PERSONAL = {
    "nl": ("E-mailadres", "Naam", "IP-adres", "Telefoonnummer", "Wat zou je anders doen?", "Toelichting"),
    "en": ("Email Address", "Last Name", "IP Address", "Phone number", "What would you change?", "Comments"),
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850")
LINES = (
    {"end": "\n", "quoting": csv.QUOTE_MINIMAL},
    {"end": "\r\n", "quoting": csv.QUOTE_MINIMAL},
    {"end": "\r\n", "quoting": csv.QUOTE_ALL},
    {"end": "\r", "quoting": csv.QUOTE_ALL},  # else a line end within a cell would not be quoted
)


def worded(sheet, lang, shape):
    """Write the wordings of the team and the items in another way, wherever they stand in the headers."""
    known = [make.TEAM[lang], *make.words(INSTRUMENT, lang)]

    def written(cell):
        found = next((word for word in known if word in cell), None)
        return cell.replace(found, shape(found)) if found else cell

    return make.Sheet([[written(cell) for cell in row] for row in sheet.headers], sheet.rows)


def with_columns(sheet, headers, at):
    """Put columns full of canaries between the others."""
    top = [[*row[:at], *(headers if not depth else [""] * len(headers)), *row[at:]]
           for depth, row in enumerate(sheet.headers)]  # fmt: skip
    rows = [[*row[:at], *(make.canary("extra", f"{number}-{one}") for one in range(len(headers))), *row[at:]]
            for number, row in enumerate(sheet.rows)]  # fmt: skip
    return make.Sheet(top, rows)


def with_blank_rows(sheet, places):
    rows = list(sheet.rows)
    for at in sorted(places, reverse=True):
        rows.insert(at, [""] * len(sheet.headers[0]))
    return make.Sheet(sheet.headers, rows)


@st.composite
def mutated(draw):
    """Draw people, what they answered as a file holds it, and whether a reader has no reason to refuse it."""
    kind = draw(st.sampled_from(list(MAKERS)))
    lang = draw(st.sampled_from(["nl", "en"]))
    spelling = draw(st.sampled_from(list(SPELLINGS))) if kind != "microsoftforms" else "label"
    people = make.made_up(INSTRUMENT, seed=draw(st.integers(0, 10_000)), size=draw(st.integers(1, 14)))
    sheet = MAKERS[kind](people, INSTRUMENT, lang=lang, write=SPELLINGS[spelling])
    did = draw(st.sets(st.sampled_from(["permuted", "worded", "columns", "blank"]), max_size=3))
    if "worded" in did:
        sheet = worded(sheet, lang, SHAPES[draw(st.sampled_from(sorted(SHAPES)))])
    if "columns" in did:
        headers = draw(st.lists(st.sampled_from(PERSONAL[lang]), min_size=1, max_size=3, unique=True))
        sheet = with_columns(sheet, headers, draw(st.integers(1, len(sheet.headers[0]))))
    if "permuted" in did:
        sheet = sheet.columns(draw(st.permutations(range(len(sheet.headers[0])))))
    if "blank" in did:
        sheet = with_blank_rows(sheet, draw(st.lists(st.integers(0, len(people)), min_size=1, max_size=3)))
    return people, sheet, (kind, lang, spelling, sorted(did))


@st.composite
def written(draw, sheet):
    """Draw the bytes of a file with these cells."""
    if draw(st.integers(0, 3)) == 0 or any(isinstance(cell, dt.datetime) for row in sheet.rows for cell in row):
        return workbook_of(resaved(sheet) if draw(st.booleans()) else sheet)
    writing = {
        "separator": draw(st.sampled_from([",", ";", "\t", "|"])),
        **draw(st.sampled_from(LINES)),
        "last": draw(st.sampled_from(["", "\n"])),
    }
    # A no-break space (or soft hyphen) that nothing else tells the code page of has a test of its own.
    told = any({"\u00a0", "\u00ad"} & set(str(cell)) for row in (*sheet.headers, *sheet.rows) for cell in row)
    encoding = draw(st.sampled_from(ENCODINGS[:3] if told else ENCODINGS))
    try:
        return text_of(sheet, encoding=encoding, **writing)
    except UnicodeEncodeError:
        return text_of(sheet, **writing)


def read(tmp_path, content):
    """Read a file; a refusal may repeat nothing that tells who somebody is."""
    path = tmp_path / "download"
    path.write_bytes(content)
    try:
        return read_responses(path, INSTRUMENT, lang="nl")
    except CultureDiagError as error:
        refusal = f"{error}\n{error.problems.to_csv()}"
    assert make.CANARY not in refusal
    return None


@many
@given(drawn=mutated(), data=st.data())
def test_the_same_answers_or_a_repair(drawn, data, tmp_path):
    people, sheet, _ = drawn
    responses = read(tmp_path, data.draw(written(sheet)))
    if responses is not None:
        assert_same(responses, people, INSTRUMENT)


@many
@given(drawn=mutated(), data=st.data())
def test_what_is_no_reason_to_refuse_is_read(drawn, data, tmp_path):
    people, sheet, how = drawn
    assume(how[2] != "code (label)")
    responses = read(tmp_path, data.draw(written(sheet)))
    assert responses is not None, how
    assert_same(responses, people, INSTRUMENT)
    assert "respondent" not in responses.frame


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("shape", [SHAPES["no-break spaces"], lambda text: text.replace(" ", "\u00a0", 1)])
def test_a_no_break_space_is_the_only_sign_that_tells_the_code_page(tmp_path, encoding, shape):
    people = make.made_up(INSTRUMENT, seed=61, size=12, teams=("Noord", "Zuid"))
    for lang in ("nl", "en"):
        for kind in ("microsoftforms", "surveymonkey"):
            sheet = worded(MAKERS[kind](people, INSTRUMENT, lang=lang, write=make.label), lang, shape)
            headers = [[cell.replace("\u2010", "-") for cell in row] for row in sheet.headers]
            content = text_of(make.Sheet(headers, sheet.rows), encoding=encoding, separator=";")
            responses = read(tmp_path, content)
            # Of DOS it is a sign that Windows knows too, so that a repair is right as well.
            assert responses is not None or encoding == "cp850", (kind, lang)
            if responses is not None:
                assert_same(responses, people, INSTRUMENT)


WRONG = (
    "6", "0", "-1", "-4", "44", "4.5", "4,5", "4,00001", "18-29", "4-5", "4/5", "4 5", "4;5", "1e0", "0x4", "4th", "#4",
    "4%", "½", "IV", "NA", "NaN", "nan", "null", "None", "N", "-", "?", "x", ".", "TRUE", "Jun-25", "2026-04-05",
    "4:00", "mee", "eens oneens", "Mee eens; Mee oneens", "Mee eens, Helemaal mee eens", "niet niet mee eens",
    "4 - Mee oneens", "Mee eens2", "5 - Helemaal mee oneens", "Mee eens mee eens", "A4", "AO04", "Keine Angabe", "99",
    "4 van de 5", "5 sterren", "#N/A", "#REF!", "=4", "4,4", "1,2", "Agree to disagree", "Very satisfied", "Vaak",
    "Strongly",
)  # fmt: skip


@pytest.mark.parametrize(("spelling", "kind"), [("label", "csv"), ("code", "csv"), ("code", "xlsx"), ("label", "xlsx")])
def test_what_is_no_answer_is_never_made_one(tmp_path, spelling, kind):
    people = make.made_up(INSTRUMENT, seed=62, size=40, na=0)
    sheet = make.plain_sheet(people, INSTRUMENT, write=SPELLINGS[spelling])
    places = {text: (at // 16, 2 + at % 16) for at, text in enumerate(WRONG)}  # a few in each column
    for text, (row, column) in places.items():
        sheet.rows[row][column] = text
    path = tmp_path / "download"
    path.write_bytes(workbook_of(sheet) if kind == "xlsx" else text_of(sheet, separator=";"))
    with pytest.raises(CultureDiagError) as caught:
        read_responses(path, INSTRUMENT, lang="nl")
    found = {(problem.row - 2, ord(problem.letter) - ord("A")) for problem in caught.value.problem_list}
    assert [text for text, place in places.items() if place not in found] == []
    assert len(found) == len(WRONG)
