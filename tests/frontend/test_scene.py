"""The scene: what is in it, that it is the release's and no more, and that paper and screen say the same."""

import json
import math
from dataclasses import replace

import pandas as pd
import pytest

import culture_diag as cd
from culture_diag.errors import CultureDiagError, DisclosureError
from culture_diag.frontend import make_scene
from culture_diag.story.quadrant_looks import NEUTRAL, looks_of
from culture_diag.story.team_point import team_points, verdict
from tests.plotting.handmade import WAVES, make_release, team_row

LEVELS = {"team": "teams", "school": "schools", "board": "boards"}
CODES = {"circle": "o", "triangle": "^", "square": "s", "diamond": "D", "cross": "X"}


@pytest.fixture(scope="module")
def scene(sample_release):
    return make_scene(sample_release, lang="nl")


def rows_of_scene(scene, release):
    """Each point of the scene with the release's row of the same unit and wave."""
    for level, frame in LEVELS.items():
        units = [unit for unit in scene["units"] if unit["level"] == level]
        table = getattr(release, frame)
        names = list(dict.fromkeys(table["name"])) if len(table) else []
        assert len(names) == len(units)
        for name, unit in zip(names, units, strict=True):
            for point in unit["points"]:
                wave = release.waves[point["wave"]]
                found = table[(table["name"] == name) & (table["wave"].astype(str) == wave)]
                yield unit, point, found.iloc[0] if len(found) else None


def test_it_is_plain_json_and_says_its_version(scene):
    assert json.loads(json.dumps(scene, allow_nan=False)) == scene
    assert scene["version"] == 1
    assert scene["waves"] == ["2024-10", "2025-04", "2025-10", "2026-04"]
    assert {unit["level"] for unit in scene["units"]} == {"team", "school", "board"}
    assert all(len(unit["points"]) == 4 for unit in scene["units"])


def test_every_figure_is_the_releases(scene, sample_release):
    model = sample_release.model
    x, y = model.x.scale, model.y.scale
    shown = 0
    for _, point, row in rows_of_scene(scene, sample_release):
        if "hidden" in point:
            continue
        shown += 1
        assert [point["x"], point["y"], point["n"]] == [row[x], row[y], row["n"]]
        assert [point["low"], point["high"]] == [[row[f"{x}_{end}"], row[f"{y}_{end}"]] for end in ("low", "high")]
        assert point["region"] == [row[f"{x}_half_width"], row[f"{y}_half_width"], row["region_correlation"]]
        assert point["p"] is None or point["p"] == [row[f"p_{cell.id}"] for cell in model.quadrants]
        for key in ("quadrant", "runner_up", "label"):
            assert point[key] == (None if pd.isna(row[key]) else row[key])
        assert point["response"] in (
            None,
            f"{100 * (row['response_rate'] if not pd.isna(row['response_rate']) else 0):.0f}%",
        )
        if point["silent"]:
            assert point["silent"]["count"] == row["silent"]
    assert shown > 40


def test_changes_are_those_of_the_release(scene, sample_release):
    model, told = sample_release.model, 0
    for frame, level in ((sample_release.changes, "team"), (sample_release.school_changes, "school")):
        names = {unit["name"]: unit for unit in scene["units"] if unit["level"] == level}
        for row in frame.to_dict("records"):
            at = sample_release.waves.index(row["wave_to"])
            point = next(point for point in names[row["name"]]["points"] if point["wave"] == at)
            expected = [[row[f"{axis.scale}_change"], row[f"{axis.scale}_verdict"]] for axis in (model.x, model.y)]
            assert point["change"] == expected
            assert sample_release.waves[point["since"]] == row["wave_from"]
            told += 1
    assert told > 20


def test_nothing_of_a_hidden_unit_is_in_it(scene, sample_release):
    hidden = 0
    for unit, point, row in rows_of_scene(scene, sample_release):
        suppressed = row is None or bool(row["suppressed"])
        assert ("hidden" in point) == suppressed
        if suppressed:
            hidden += 1
            assert set(point) == {"wave", "hidden", "reason"}
            assert str(point["wave"]) not in scene["shares"].get(unit["id"], {})
    assert hidden >= 4


def test_a_hidden_unit_leaves_no_trace_whatever_its_row_holds(instrument):
    """Even if a suppressed row still held figures, the scene would not."""
    rows = [team_row(instrument, name, WAVES[-1], 12, 3.1, 3.2) for name in ("A", "B")]
    release = make_release(rows)
    teams = release.teams.copy()
    teams.loc[1, ["suppressed", "reason"]] = [True, "too_few"]
    teams.loc[1, ["invitation", "challenge", "n"]] = [4.7, 1.9, 4]
    said = json.dumps(make_scene(replace(release, teams=teams))["units"])
    assert "4.7" not in said
    assert "1.9" not in said
    assert said.count('"n":') == 1


def test_shares_are_those_of_the_release(scene, sample_release):
    ids = {unit["name"]: unit["id"] for unit in scene["units"] if unit["level"] == "team"}
    count = 0
    for (name, wave), rows in sample_release.shares.groupby(["name", "wave"], observed=True):
        told = scene["shares"][ids[name]][str(sample_release.waves.index(wave))]
        assert [("+".join(each["quadrants"]), each["value"]) for each in told] == list(
            zip(rows["quadrants"], rows["share"], strict=True)
        )
        count += len(told)
    assert count == sum(len(told) for waves in scene["shares"].values() for told in waves.values())


@pytest.mark.parametrize("name", ["invitation-challenge", "learning-process-outcome"])
def test_looks_and_words_are_those_on_paper(name):
    instrument = cd.load_instrument(name)
    sample = cd.simulate(instrument, teams=9, waves=2, sizes=(6, 25), response=0.8, seed=4)
    release = cd.release(cd.diagnose(sample.responses, team_sizes=sample.team_sizes))
    model, looks = release.model, looks_of(release.model)
    for lang in ("nl", "en"):
        scene = make_scene(release, lang=lang)
        for cell in scene["quadrants"]:
            look = looks[cell["id"]]
            assert (CODES[cell["marker"]], cell["color"], cell["dark"], cell["tint"], cell["area"]) == (
                look.marker, look.color, look.dark, look.tint, look.area,
            )  # fmt: skip
            assert cell["short"] == model.quadrant(cell["id"]).short[lang]
        assert [(cell["column"], cell["row"]) for cell in scene["quadrants"]] == [(0, 0), (0, 1), (1, 0), (1, 1)]
        assert (CODES[scene["neutral"]["marker"]], scene["neutral"]["color"]) == (NEUTRAL.marker, NEUTRAL.color)
        assert scene["axes"]["y"]["high"] == model.y.ends.high[lang]
        units = {unit["name"]: unit for unit in scene["units"] if unit["level"] == "team"}
        for at, wave in enumerate(release.waves):
            for team in team_points(release, model, wave, list(units))[0]:
                point = next(point for point in units[team.name]["points"] if point["wave"] == at)
                look, hollow = team.look(model), team.hollow
                drawn = looks.get(point["look"]["quadrant"], NEUTRAL)
                assert (drawn, point["look"]["hollow"]) == (look, hollow)
                assert point["verdict"] == verdict(team, model, lang)


def test_an_absent_team_a_score_that_is_missing_and_no_label(instrument):
    rows = [
        team_row(instrument, "A", WAVES[0], 12, 3.1, 3.2),
        team_row(instrument, "B", WAVES[1], 12, 3.6, None, quadrant="growth"),
        team_row(instrument, "C", WAVES[1], 12, 3.6, 4.1, label=None),
    ]
    scene = make_scene(make_release(rows, waves=WAVES[:2]), lang="nl")
    first, second, third = scene["units"]
    assert first["points"][1] == {"wave": 1, "hidden": "deed niet mee", "reason": "absent"}
    assert second["points"][1]["reason"] == "no_score"
    assert third["points"][1]["look"] == {"quadrant": None, "hollow": False}
    assert third["points"][1]["counts"] is None, "of whose quadrant nothing is said, nothing is replayed"


def test_a_scene_stays_small(instrument):
    sample = cd.simulate(instrument, teams=30, waves=4, sizes=(6, 30), response=0.85, seed=3)
    release = cd.release(cd.diagnose(sample.responses, team_sizes=sample.team_sizes))
    whole = json.dumps(make_scene(release), ensure_ascii=False, separators=(",", ":"))
    assert len(whole.encode()) < 150_000


def test_only_a_release_with_a_plane_goes_in(sample_diagnosis, instrument):
    with pytest.raises(DisclosureError):
        make_scene(sample_diagnosis)
    flat = make_release([team_row(instrument, "A", WAVES[-1], 12, 3.1, 3.2)], model=False)
    with pytest.raises(CultureDiagError):
        make_scene(flat)


def test_names_of_any_kind_are_one_line_that_turns_nothing(instrument):
    names = ["\u202eevil\u2069", "a\nb\x07", "<script>x</script>", "A" * 200, "A" * 100 + "B" + "A" * 99, "\u200f"]
    release = make_release([team_row(instrument, name, WAVES[-1], 12, 3.1, 3.2) for name in names])
    units = make_scene(release)["units"]
    assert [unit["name"] for unit in units[:4]] == ["evil", "a b", "<script>x</script>", "A" * 200]
    assert units[5]["name"] == "□"
    assert len(units[2]["short"]) <= 28
    assert len({unit["short"] for unit in units}) == len(units)


def test_figures_are_numbers_and_never_nan(scene):
    def walk(thing):
        if isinstance(thing, dict):
            for each in thing.values():
                yield from walk(each)
        elif isinstance(thing, list):
            for each in thing:
                yield from walk(each)
        else:
            yield thing

    for thing in walk(scene):
        assert thing is None or isinstance(thing, str | bool | int) or math.isfinite(thing)
