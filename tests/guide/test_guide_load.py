"""A guide of one's own: read as it stands, or refused with line, key and repair."""

from importlib.resources import files

import pytest

import culture_diag as cd
from culture_diag.guide import GuideError, bundled_guides, guide_for, load_guide
from culture_diag.instrument import QuadrantModel

TEXT = (files("culture_diag.guide") / "bundled" / "invitation-challenge.toml").read_text(encoding="utf-8")
FIRST_QUESTION = TEXT[TEXT.index("[[cells.low_low.questions]]") :].split("\n\n")[0]
FIRST_STEP = TEXT[TEXT.index("[[cells.low_low.steps]]") :].split("\n\n")[0]


def loaded(tmp_path, text):
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return load_guide(file, lang="en")


def problems(tmp_path, text):
    with pytest.raises(GuideError) as caught:
        loaded(tmp_path, text)
    assert all("{" not in caught.value.text(lang) for lang in ("nl", "en"))
    assert (caught.value.problems["repair"].str.len() > 20).all()
    return caught.value.problems


def line_of(text, part, *, last=False):
    found = [number for number, line in enumerate(text.splitlines(), 1) if part in line]
    return found[-1 if last else 0]


def test_there_is_a_guide_for_every_bundled_instrument():
    assert bundled_guides() == cd.bundled_instruments()
    for name in bundled_guides():
        assert load_guide(name).id == name
        assert [guide_for(model).id for model in cd.load_instrument(name).quadrants] == [name]


def test_a_copy_of_ones_own_loads_the_same(tmp_path):
    assert loaded(tmp_path, TEXT) == load_guide("invitation-challenge")
    assert loaded(tmp_path, "\ufeff" + TEXT) == load_guide("invitation-challenge")


def test_a_guide_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load_guide("invitation-challenge").id = "other"


def test_a_model_in_other_words_keeps_its_guide(instrument):
    model = instrument.quadrants[0].model_dump()
    model["name"] = {"nl": "anders", "en": "other"}
    model["x"]["cut"] = 3.5
    assert guide_for(QuadrantModel.model_validate(model)).id == "invitation-challenge"


@pytest.mark.parametrize("change", ["axes", "cells", "quadrant"])
def test_another_model_has_no_guide(instrument, change):
    model = instrument.quadrants[0].model_dump()
    if change == "axes":
        model["x"], model["y"] = model["y"], model["x"]
    elif change == "cells":
        cells = model["cells"]
        cells["low_high"], cells["high_low"] = cells["high_low"], cells["low_high"]
    else:
        model["cells"]["low_low"]["id"] = "resting"
    assert guide_for(QuadrantModel.model_validate(model)) is None


def test_an_unknown_guide_lists_the_known():
    with pytest.raises(GuideError, match="invitation-challenge, learning-process-outcome"):
        load_guide("no-such", lang="en")
    with pytest.raises(cd.CultureDiagError, match=r"gesprekswijzer 'no-such\.toml' is niet bekend"):
        load_guide("no-such.toml", lang="nl")


def test_broken_toml_names_the_line(tmp_path):
    text = TEXT.replace('version = "1.0"', "version = = 1")
    found = problems(tmp_path, text)
    assert found["key"].tolist() == ["broken_toml"]
    assert found["row"].tolist() == [line_of(text, "version = = 1")]


def test_a_file_that_is_no_text(tmp_path):
    file = tmp_path / "own.toml"
    file.write_bytes(b"\xff\xfe\x00id")
    with pytest.raises(GuideError) as caught:
        load_guide(file)
    assert caught.value.problems["key"].tolist() == ["unreadable_instrument"]


@pytest.mark.parametrize(
    ("old", "new", "key", "at", "named"),
    [
        ('version = "1.0"', "version = 1", "guide_value_wrong", "version = 1", "version"),
        ('quadrant = "cosy"', 'quadrand = "cosy"', "guide_key_missing", "[cells.low_high]", "low_high.quadrant"),
        ('quadrant = "cosy"', 'quadrand = "cosy"', "guide_key_unknown", "quadrand", "cells.low_high.quadrand"),
        ("[cells.low_high.like]", "[cells.low_high.so]", "guide_key_missing", "[cells.low_high]", "low_high.like"),
        ("year = 1966", "year = 66", "guide_value_wrong", "year = 66", "sources.1.year"),
        (FIRST_QUESTION, "", "guide_number_of_questions", "[cells.low_low]", "exactly 5 questions"),
        (FIRST_STEP, f"{FIRST_STEP}\n\n{FIRST_STEP}", "guide_number_of_steps", "[cells.low_low]", "exactly 3"),
        ("Wat nemen we mee uit dit gesprek?", "Dit nemen we mee.", "guide_no_question", "Dit nemen we mee.", "guide"),
        ('source = "senge"', 'source = "sengee"', "guide_unknown_source", 'source = "sengee"', "'sengee'"),
        ('id = "senge"', 'id = "dixon"', "guide_double_source", 'id = "dixon"', "'dixon'"),
        ('quadrant = "cosy"', 'quadrant = "growth"', "guide_double_quadrant", 'quadrant = "growth"', "'growth'"),
        ('scale = "challenge"', 'scale = "invitation"', "guide_same_scale", 'scale = "invitation"', "'invitation'"),
    ],
)
def test_every_mistake_is_said_with_key_and_line(tmp_path, old, new, key, at, named):
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    found = problems(tmp_path, text)
    assert key in found["key"].tolist()
    row = found[found["key"] == key].iloc[0]
    assert named in row["problem"]
    assert row["row"] == line_of(text, at, last=key.startswith(("guide_double", "guide_same")))


def test_all_mistakes_come_at_once(tmp_path):
    text = TEXT.replace("[borderline.text]", "[borderline.tekst]").replace("year = 2002", 'year = "ever"')
    assert {"guide_key_unknown", "guide_key_missing", "guide_value_wrong"} <= set(problems(tmp_path, text)["key"])


def test_a_text_without_its_translation_is_named(tmp_path):
    question = FIRST_QUESTION.replace("en = ", "fr = ")
    found = problems(tmp_path, TEXT.replace(FIRST_QUESTION, question))
    assert found.set_index("key").loc["guide_key_missing", "problem"] == "key 'cells.low_low.questions.1.en' is missing"
    assert found.set_index("key").loc["guide_key_unknown", "row"] == line_of(
        TEXT.replace(FIRST_QUESTION, question), "fr = "
    )
