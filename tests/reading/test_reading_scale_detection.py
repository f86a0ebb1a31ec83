"""Which columns are answered on a scale, in files whose questionnaire nobody has at hand."""

import random

import pytest

import culture_diag as cd
from culture_diag.i18n import LANGUAGES, text
from culture_diag.reading import export_text, inspect_export
from culture_diag.reading.common.rating_words import _vocabulary, rating_of

AGREE = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
EENS = ("Helemaal mee oneens", "Mee oneens", "Neutraal", "Mee eens", "Helemaal mee eens")


@pytest.fixture
def export(tmp_path):
    """Write columns (header -> cells) as a plain CSV file and tell what it is."""

    def tell(columns, above=(), name="export.csv"):
        quoted = [[f'"{cell}"' for cell in row] for row in zip(*columns.values(), strict=True)]
        head = [[f'"{header}"' for header in columns], *above]
        path = tmp_path / name
        path.write_text("\n".join(",".join(row) for row in [*head, *quoted]) + "\n", encoding="utf-8")
        return inspect_export(path, lang="en")

    return tell


def drawn(options, size=24, seed=1):
    return random.Random(seed).choices([str(option) for option in options], k=size)


def letters(export):
    return "".join(item.letter for item in export.items)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("family", [*_vocabulary().stands_alone, "degree", "codes"])
def test_every_family_has_its_words(family, lang):
    # Check ended in a traceback on a file with ratings of a family that nobody had named.
    assert text(f"reading.family.{family}", lang)


def test_every_family_can_be_told_of(export):
    columns = {
        "Better or worse?": drawn(["Much better", "Worse"]),
        "Helped": drawn(["Better", "Much worse"], seed=2),
        "Low": drawn(["Low", "High"]),
        "High": drawn(["Low", "High"], seed=2),
        "Much": drawn(["Not at all", "Very much", "Somewhat"]),
        "More": drawn(["Not at all", "Very much", "Somewhat"], seed=2),
    }
    told = " ".join(export_text(export(columns), "en"))
    assert "2 × better or worse" in told
    assert "2 × low or high" in told
    assert "2 × to what extent" in told


@pytest.mark.parametrize(
    "statement",
    [
        "Ik zie mij hier over een aantal jaren nog werken",
        "Het aantal vergaderingen is goed",
        "Feedback geven is hier gewoon",
        "I felt heard in the last five years, whatever my age",
        "We answer e-mail of parents soon",
    ],
)
def test_a_statement_may_speak_of_years_numbers_and_mail(export, statement):
    found = export({statement: drawn(EENS), "Wij helpen elkaar": drawn(EENS, seed=2)})
    assert letters(found) == "AB"
    assert found.personal == ()


@pytest.mark.parametrize(
    "question",
    [
        "Aantal uren",
        "Hoe lang werk je hier?",
        "How many teams are there?",
        "Leeftijdsgroep",
        "Geslacht",
        "Time (in hours)",
    ],
)
def test_a_number_of_things_is_no_rating(export, question):
    assert letters(export({question: drawn(range(1, 6)), "Stelling": drawn(range(1, 6), seed=2)})) == "B"


@pytest.mark.parametrize(
    "statement",
    ["Groep 3 en 4 werken samen", "Group decisions are taken together", "We overleggen een keer per week",
     "We know how long a lesson takes", "Functie en taak zijn duidelijk", "I would be willing to pay more"],
)  # fmt: skip
def test_a_statement_answered_in_numbers_may_speak_of_groups_and_weeks(export, statement):
    assert letters(export({statement: drawn(range(1, 6)), "Stelling": drawn(range(1, 6), seed=2)})) == "AB"


def test_a_column_that_numbers_the_rows_is_no_rating(export):
    found = export({"": list(range(8)), "Nr": list(range(1, 9)), "Stelling": drawn(range(1, 6), 8)})
    assert letters(found) == "C"
    assert letters(export({"Antwoord": [2, 3, 5, 6, 9], "Stelling": [4, 2, 5, 3, 1]})) == "B"


def test_codes_with_a_zero_before_them_are_no_rating(export):
    assert letters(export({"Wijk": drawn(["01", "02", "03", "05"]), "Stelling": drawn(range(1, 6))})) == "B"


@pytest.mark.parametrize(
    ("said", "scale"),
    [
        (["Strongly agree", "9", "8", "4", "N/A"], "1-10"),
        (["Strongly disagree", "2", "3", "4", "Strongly agree"], "1-5"),
        (["Fantastic", "9", "8", "7"], "1-10"),
        (["Nooit", "2", "3", "4", "Altijd"], "1-5"),
    ],
)
def test_ratings_of_which_only_the_ends_have_a_label(export, said, scale):
    # SurveyMonkey writes the label of a point where it has one, and its number where it has none.
    found = export({"One": drawn(said), "Two": drawn(said, seed=2)})
    assert [item.scale for item in found.items] == [scale, scale]


@pytest.mark.parametrize(
    "said", [["Never", "1", "2", "3"], ["Blue", "1", "2"], ["3 or more", "1", "2"], ["many", "1", "2"]]
)
def test_numbers_beside_other_words_are_no_rating(export, said):
    assert export({"One": drawn(said), "Two": drawn(said, seed=2)}).items == ()


def test_columns_of_one_block_are_on_one_scale_though_few_said_the_top(export):
    tops = [10, 9, 8, 10, 7, 10, 10]
    found = export({f"Q{at}": [*drawn(range(1, top), 12, at), top] for at, top in enumerate(tops)})
    assert {item.scale for item in found.items} == {"1-10"}
    assert len(found.items) == len(tops)
    sixes = export({f"Q{at}": drawn(range(7), 60, at) for at in range(4)} | {"Q9": drawn(range(1, 6), 60)})
    assert [item.scale for item in sixes.items] == ["1-6"] * 4
    assert [item.scale for item in sixes.single_items] == ["1-5"]


def test_a_scale_to_nine_stays_one_beside_a_single_question_to_ten(export):
    found = export({f"Q{at}": drawn(range(1, 10), 90, at) for at in range(4)} | {"NPS": drawn(range(11), 90)})
    assert [item.scale for item in found.items] == ["1-9"] * 4
    assert [item.scale for item in found.single_items] == ["1-10"]


def test_scales_on_both_sides_of_zero_do_not_change_the_others(export):
    found = export(
        {f"S{at}": drawn(range(-2, 3), 60, at) for at in range(3)}
        | {f"Q{at}": drawn(range(1, 6), 60, at) for at in range(4)}
    )
    assert [item.scale for item in found.items] == ["-2..2"] * 3 + ["1-5"] * 4


@pytest.mark.parametrize("header", ["9" * 60_000 + "x", "_DO" * 20_000, " (" * 20_000, "e-mail " * 9_000])
def test_a_header_without_end_is_read(export, header):
    # How long it takes is seen in benchmarks/fuzz.py, which puts the like of it into every export.
    assert letters(export({header: drawn(range(1, 6)), "Stelling": drawn(range(1, 6), seed=2)})).endswith("B")


def test_codes_for_no_answer_do_not_hide_a_scale(export):
    found = export({
        "Qa": drawn([1, 2, 3, 4, 5, -99]), "Qb": drawn([1, 2, 3, 4, 5, 999], seed=2),
        "Qc": drawn([*AGREE, "-99"]), "Qd": drawn([*AGREE, "-99"], seed=3),
    })  # fmt: skip
    assert letters(found) == "ABCD"


def test_a_scale_may_run_from_below_zero(export):
    steps = range(-3, 4)
    found = export({f"Stem [{row}]": drawn(steps, seed=row) for row in range(3)} | {"Stem [9]": drawn([-2, 1, 2])})
    assert [item.scale for item in found.items] == ["-3..3"] * 4
    assert export({"Yes or no": drawn([1, 2, -2]), "Again": drawn([1, 2, -1])}).items == ()


def test_a_row_to_which_all_gave_one_answer_is_a_rating_like_the_rows_beside_it(export):
    same = ["Agree"] * 24
    assert letters(export({"We [help]": drawn(AGREE), "We [ask]": drawn(AGREE, seed=2), "We [try]": same})) == "ABC"
    assert letters(export({"We help": drawn(AGREE), "We ask": drawn(AGREE, seed=2), "We try": same})) == "AB"
    assert letters(export({"We [help]": drawn(AGREE), "We [ask]": drawn(AGREE), "We [try]": ["Noord"] * 24})) == "AB"


def test_an_order_that_many_left_unfinished_is_no_rating(export):
    order = random.Random(5)
    places = [order.sample(range(1, 6), 5) for _ in range(30)]
    for row in places[:20]:
        for at, place in enumerate(row):
            row[at] = place if place <= 3 else ""  # the first three only
    columns = {f"Rank [{at}]": [row[at] for row in places] for at in range(5)}
    assert export(columns).items == ()
    assert len(export({f"Rate [{at}]": drawn(range(1, 6), 30, at) for at in range(5)}).items) == 5


@pytest.mark.parametrize(
    ("texts", "family"),
    [
        (["Nooit", "Een paar keer per jaar of minder", "Eens per week", "Dagelijks"], "calendar"),
        (["Daily", "Weekly", "Monthly"], "calendar"),
        (["Never", "A few times per month", "Once a year or less"], "calendar"),
        (["Never", "Sometimes", "Always"], "frequency"),
        (["Low (able to speak a little)", "Moderate", "High (fluent)"], "amount"),
        (["Extremely able", "Slightly able", "Neutral", "Moderately able"], "degree"),
        (["Very useful", "-", "Pointless"], "importance"),
        (["Greatly disagree (1)", "(4)", "Greatly agree (5)"], "agreement"),
    ],
)
def test_words_of_scales_that_real_files_have(texts, family):
    assert rating_of(texts) == family


@pytest.mark.parametrize("texts", [["Array (x)", "Bag (y)"], ["Yes (1)", "No (2)"], ["-", "–"]])
def test_brackets_and_signs_make_no_rating(texts):
    assert rating_of(texts) is None


def test_an_instrument_reads_labels_at_the_ends_and_numbers_between(instrument, tmp_path):
    points = ["Strongly disagree", "2", "3", "4", "Strongly agree"]
    rows = [["noord", *(points[(at + row) % 5] for at in range(16))] for row in range(6)]
    path = tmp_path / "ends.csv"
    lines = [";".join(["team", *(item.id for item in instrument.items)]), *(";".join(row) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    read = cd.read_responses(path, instrument).frame
    assert read[instrument.items[0].id].tolist() == [1, 2, 3, 4, 5, 1]
    assert inspect_export(path).rating_items == 16
