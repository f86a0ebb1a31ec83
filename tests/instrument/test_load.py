from importlib.resources import files

import pytest

import culture_diag as cd
from culture_diag.instrument import Instrument
from culture_diag.instrument.model import POSITIONS

BUNDLED = files("culture_diag.instrument") / "bundled"
TEXT = (BUNDLED / "invitation-challenge.toml").read_text(encoding="utf-8")


def loaded(tmp_path, text):
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return cd.load_instrument(file, lang="en")


def problems(tmp_path, text):
    with pytest.raises(cd.InstrumentError) as caught:
        loaded(tmp_path, text)
    assert all(caught.value.text(lang) for lang in ("nl", "en"))
    return caught.value.problems


def line_of(text, part):
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_bundled_instrument_is_two_scales_of_four_facets_of_two_items(instrument):
    assert [scale.id for scale in instrument.scales] == ["invitation", "challenge"]
    for scale in instrument.scales:
        assert len(scale.facets) == 4
        assert [len(scale.items_of(facet.id)) for facet in scale.facets] == [2, 2, 2, 2]
        assert sum(item.reverse_keyed for item in scale.items) == 1
    assert [point.code for point in instrument.response_scale.points] == [1, 2, 3, 4, 5]
    assert "weet ik niet / n.v.t." in instrument.response_scale.not_applicable
    assert "gevalideerd" in instrument.note["nl"]
    assert "validated" in instrument.note["en"]


def test_every_item_speaks_of_the_team_in_both_languages(instrument):
    for item in instrument.items:
        assert "team" in item.wording["nl"].lower()
        assert "team" in item.wording["en"].lower()


def test_the_orientation_of_the_plane(instrument):
    model = instrument.quadrants[0]
    assert (model.x.scale, model.y.scale) == ("challenge", "invitation")
    assert dict(zip(POSITIONS, (quadrant.id for quadrant in model.quadrants), strict=True)) == {
        "low_low": "apathetic",
        "low_high": "cosy",
        "high_low": "discouraging",
        "high_high": "growth",
    }


def test_the_other_bundled_instrument_shares_nothing_with_it(instrument, other_instrument):
    assert not {scale.id for scale in instrument.scales} & {scale.id for scale in other_instrument.scales}
    assert other_instrument.response_scale.midpoint == 2.5
    assert [scale.needed(4) for scale in other_instrument.scales] == [3, 3]


def test_a_copy_of_ones_own_loads_the_same(tmp_path, instrument):
    assert loaded(tmp_path, TEXT) == instrument
    assert loaded(tmp_path, "\ufeff" + TEXT) == instrument


@pytest.mark.parametrize(("low", "high", "middle"), [(1, 4, 2.5), (1, 7, 4.0), (0, 10, 5.0), (-2, 2, 0.0)])
def test_other_bounds_have_other_midpoints(instrument, low, high, middle):
    response = {"minimum": low, "maximum": high}
    other = Instrument.model_validate(instrument.model_dump() | {"response_scale": response})
    assert other.response_scale.midpoint == middle


def test_an_instrument_cannot_be_changed(instrument):
    with pytest.raises(ValueError, match="frozen"):
        instrument.response_scale.minimum = 0


def test_unknown_instrument_lists_the_known():
    with pytest.raises(cd.InstrumentError, match="invitation-challenge, learning-process-outcome"):
        cd.load_instrument("no-such", lang="en")
    with pytest.raises(cd.InstrumentError):
        cd.load_instrument("no-such.toml")


def test_broken_toml_names_the_line(tmp_path):
    text = TEXT.replace("maximum = 5", "maximum = = 5")
    found = problems(tmp_path, text)
    assert found["key"].tolist() == ["broken_toml"]
    assert found["row"].tolist() == [line_of(text, "maximum = = 5")]


def test_a_file_that_is_no_text(tmp_path):
    file = tmp_path / "own.toml"
    file.write_bytes(b"\xff\xfe\x00id")
    with pytest.raises(cd.InstrumentError) as caught:
        cd.load_instrument(file)
    assert caught.value.problems["key"].tolist() == ["unreadable_instrument"]


@pytest.mark.parametrize(
    ("old", "new", "key", "at", "named"),
    [
        ("minimum = 1", 'minimum = "low"', "instrument_value_wrong", 'minimum = "low"', "response_scale.minimum"),
        (
            "minimum = 1",
            "minimum = 9",
            "instrument_rule_minimum_not_below_maximum",
            "[response_scale]",
            "response_scale",
        ),
        ('id = "inv3"', 'ident = "inv3"', "instrument_key_unknown", 'ident = "inv3"', "scales.1.items.3.ident"),
        ("code = 2", "code = 9", "instrument_rule_point_outside_bounds", "[response_scale]", "response_scale"),
        ("code = 2", "code = 1", "instrument_rule_double_code", "[response_scale]", "response_scale"),
        ('facet = "trust"', 'facet = "thrust"', "instrument_rule_unknown_facet", "[[scales]]", "scales.1"),
        ('min_answered = "2/3"', "min_answered = 2", "instrument_value_wrong", "min_answered = 2", "min_answered"),
        (
            'scale = "challenge"',
            'scale = "invitation"',
            "instrument_rule_axes_share_a_scale",
            "[[quadrants]]",
            "quadrants",
        ),
        ('id = "cosy"', 'id = "growth"', "instrument_rule_double_quadrant", "[[quadrants]]", "quadrants"),
        ('id = "cosy"', 'id = "borderline"', "instrument_rule_reserved_quadrant", "[[quadrants]]", "quadrants"),
        ('id = "inv2"', 'id = "inv1"', "instrument_rule_double_item", "", "instrument"),
        ('id = "inv2"', 'id = "wave"', "instrument_rule_reserved_id", "", "instrument"),
        ('scale = "challenge"', 'scale = "chalenge"', "instrument_rule_unknown_axis_scale", "", "instrument"),
        ('scale = "challenge"', 'scale = "challenge"\ncut = 5', "instrument_rule_cut_outside_bounds", "", "instrument"),
    ],
)
def test_every_contradiction_is_said_with_key_and_line(tmp_path, old, new, key, at, named):
    text = TEXT.replace(old, new, 1)
    found = problems(tmp_path, text)
    assert key in found["key"].tolist()
    row = found[found["key"] == key].iloc[0]
    assert named in row["problem"]
    if at:
        assert row["row"] == line_of(text, at)


def test_all_mistakes_come_at_once(tmp_path):
    text = TEXT.replace("code = 3", "cod = 3", 1).replace('version = "1.0"', "version = 1", 1)
    found = problems(tmp_path, text)
    assert {"instrument_key_unknown", "instrument_key_missing", "instrument_value_wrong"} <= set(found["key"])
    missing = found[found["key"] == "instrument_key_missing"].iloc[0]
    assert "response_scale.points.3.code" in missing["problem"]
    third_point = [n for n, line in enumerate(text.splitlines(), 1) if "[[response_scale.points]]" in line][2]
    assert missing["row"] == third_point


@pytest.mark.parametrize("identity", ["df", "pooling", "p_x", "share_x", "invitation_sd"])
def test_ids_that_would_be_columns_of_results_are_refused(tmp_path, identity):
    text = TEXT.replace('id = "challenge"', f'id = "{identity}"', 1).replace(
        'scale = "challenge"', f'scale = "{identity}"', 1
    )
    assert "instrument_rule_reserved_id" in problems(tmp_path, text)["key"].tolist()


def test_half_bounds_are_for_sliders(tmp_path):
    assert (
        "instrument_rule_bounds_not_whole"
        in problems(tmp_path, TEXT.replace("minimum = 1", "minimum = 0.5"))["key"].tolist()
    )
    slider = TEXT.replace("minimum = 1", "minimum = 0.5\ncontinuous = true")
    assert loaded(tmp_path, slider).response_scale.minimum == 0.5
