"""The explorer without a page: what is chosen in code or in a control reaches state, picture and words alike."""

import base64
import dataclasses
import json

import ipywidgets as widgets
import pytest

import culture_diag as cd
from culture_diag.errors import CultureDiagError, DisclosureError


@pytest.fixture
def explorer(sample_release, tmp_path):
    return cd.explore(sample_release, folder=tmp_path)


def inside(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def sent(picture, act):
    """Give what goes over the wire to the picture while `act` runs."""
    messages = []
    picture.comm = Wire(messages)
    act()
    return [message["data"]["state"] for message in messages if message["data"].get("method") == "update"]


class Wire:
    kernel = True
    comm_id = "picture"

    def __init__(self, messages):
        self.messages = messages

    def send(self, data=None, metadata=None, buffers=None):
        self.messages.append({"data": data})

    def close(self, *_, **__):
        pass

    def on_msg(self, _):
        pass


def test_it_starts_with_every_team_in_the_latest_wave(explorer, sample_release):
    assert explorer.wave == sample_release.latest
    assert explorer.teams == tuple(dict.fromkeys(sample_release.teams["name"].astype(str)))
    assert explorer.state.view()["units"] is None
    assert explorer.picture.state["wave"] == 3


def test_the_function_is_not_hidden_by_a_room_of_its_name():
    import culture_diag.explorer  # noqa: F401

    assert callable(cd.explore)


def test_what_code_sets_stands_in_the_controls_and_in_the_picture(explorer):
    explorer.teams = ["Zuid", "Noord"]
    assert explorer.teams == ("Noord", "Zuid")
    ids = [explorer.state.ids[name] for name in ("Noord", "Zuid")]
    assert explorer.controls.teams.value == ids
    assert explorer.picture.state["units"] == explorer.picture.state["focus"] == ids
    explorer.theme, explorer.region, explorer.trails = "contrast", False, True
    assert explorer.controls.theme.value == explorer.picture.state["theme"] == "contrast"
    assert (explorer.controls.region.value, explorer.controls.trails.value) == (False, True)
    assert (explorer.picture.state["region"], explorer.picture.state["trails"]) == (False, True)
    explorer.wave = "2024-10"
    assert explorer.picture.state["wave"] == 0


def test_what_a_control_sets_stands_in_the_state_and_in_the_picture(explorer):
    explorer.controls.school.value = "De Linde"
    assert explorer.school == explorer.controls.teams.group == "De Linde"
    shown = [name for name, place in explorer.state.ids.items() if place in explorer.picture.state["units"]]
    assert shown == ["Beuk", "Esdoorn", "Wilg", "Zorgteam"]
    explorer.controls.teams.value = [explorer.state.ids["Beuk"]]
    assert explorer.teams == explorer.state.shown == ("Beuk",)
    explorer.controls.theme.value = "room"
    assert explorer.theme == "room"


def test_what_the_page_does_comes_back(explorer):
    explorer.picture.state = explorer.picture.state | {"wave": 1}
    assert explorer.wave == "2025-04"
    explorer.picture.selected = explorer.state.ids["Esdoorn"]
    assert explorer.selected == "Esdoorn"
    explorer.picture.selected = ""
    assert explorer.selected == ""


def test_nonsense_from_the_page_is_passed_over(explorer):
    explorer.picture.state = explorer.picture.state | {"wave": 99}
    explorer.picture.selected = "team:99"
    explorer.controls.teams.value = ["team:99"]
    assert (explorer.wave, explorer.selected, explorer.teams) == ("2026-04", "", ())


def test_teams_of_another_school_are_found_when_code_asks_for_them(explorer):
    explorer.school = "De Linde"
    explorer.teams = ["Noord"]
    assert (explorer.school, explorer.state.shown) == ("", ("Noord",))


def test_the_selection_stays_among_the_shown(explorer):
    explorer.selected = "Noord"
    explorer.teams = ["Zuid"]
    assert explorer.selected == ""


def test_a_replay_is_of_the_selected_team_and_takes_the_first_that_has_a_place(explorer):
    explorer.replay = True
    assert explorer.selected == "Beuk"
    assert explorer.picture.state["replay"] == {"unit": explorer.state.ids["Beuk"]}
    explorer.selected = "Zuid"
    assert explorer.picture.state["replay"] == {"unit": explorer.state.ids["Zuid"]}
    explorer.selected = ""
    explorer.replay = False
    explorer.teams = ["Zorgteam"]
    explorer.replay = True
    assert not explorer.replay
    assert not explorer.controls.replay.value


@pytest.mark.parametrize(
    ("trait", "value", "words"),
    [
        ("teams", ["Nergens"], "Noord"),
        ("wave", "1999", "2026-04"),
        ("school", "Nergens", "De Linde"),
        ("theme", "wall", "room"),
        ("lang", "fr", "nl, en"),
        ("selected", "Nergens", "Noord"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(explorer, trait, value, words):
    before = getattr(explorer, trait)
    with pytest.raises(CultureDiagError, match=words):
        setattr(explorer, trait, value)
    assert getattr(explorer, trait) == before


def test_a_choice_sends_the_small_state_and_a_language_the_scene(explorer):
    updates = sent(explorer.picture, lambda: setattr(explorer, "wave", "2024-10"))
    assert [set(update) for update in updates] == [{"state"}]
    assert len(json.dumps(updates)) < 300
    updates = sent(explorer.picture, lambda: setattr(explorer, "selected", "Noord"))
    assert [set(update) for update in updates] == [{"selected"}]
    updates = sent(explorer.picture, lambda: setattr(explorer, "lang", "en"))
    assert [set(update) for update in updates] == [{"scene"}]
    assert explorer.picture.scene["lang"] == "en"


def test_a_wave_that_the_page_chose_is_not_sent_back(explorer):
    def act():
        explorer.picture.set_state({"state": explorer.picture.state | {"wave": 1}})

    updates = sent(explorer.picture, act)
    assert explorer.wave == "2025-04"
    assert [update for update in updates if update.get("state", {}).get("wave") != 1] == []


def test_controls_speak_the_language_and_each_has_a_name_and_a_hint(explorer):
    english = {"school": "School", "theme": "Look", "lang": "Language", "trails": "Way over the waves"}
    explorer.lang = "en"
    for name, words in english.items():
        assert getattr(explorer.controls, name).description == words
    assert explorer.controls.school.options[0] == ("All schools", "")
    assert explorer.controls.wave.words["play"] == "Play the waves"
    assert explorer.controls.teams.words["count"] == "{count} of {total} teams chosen"
    for control in inside(explorer):
        if isinstance(control, widgets.Dropdown | widgets.Checkbox | widgets.Button):
            assert control.description
            assert control.tooltip


def test_a_change_of_language_chooses_nothing(explorer):
    explorer.school, explorer.theme = "De Linde", "print"
    explorer.lang = "en"
    assert (explorer.school, explorer.theme) == ("De Linde", "print")
    assert explorer.controls.school.value == "De Linde"


def test_nothing_stands_in_an_output_widget(explorer):
    assert not any(isinstance(widget, widgets.Output) for widget in inside(explorer))


def test_who_has_no_widgets_gets_the_words(explorer, sample_release):
    made = explorer._repr_mimebundle_()
    bundle = made[0] if isinstance(made, tuple) else made
    assert bundle["text/plain"] == explorer.alt == cd.alt_text(sample_release)


@pytest.mark.parametrize("trails", [False, True])
def test_the_view_is_saved_from_code(explorer, tmp_path, trails):
    explorer.teams, explorer.trails = ["Noord"], trails
    saved = explorer.save(tmp_path / "view.svg").read_text(encoding="utf-8")
    assert "<svg" in saved
    assert "Noord" in saved
    assert ("2024-10" in saved) == trails
    assert "Zuid" not in saved
    assert explorer.save(tmp_path / "view.png").read_bytes()[:4] == b"\x89PNG"


def test_the_workshop_page_holds_the_chosen_teams_alone(explorer, tmp_path):
    explorer.teams = ["Noord", "Zuid"]
    explorer.saving.buttons["html"].click()
    (page,) = tmp_path.glob("*.html")
    assert page.name == "werkpagina-2026-04.html"
    assert page.name in explorer.saving.outcome.value
    html = page.read_text(encoding="utf-8")
    assert "Noord" in html
    assert "Esdoorn" not in html


def test_nothing_chosen_is_nothing_saved(explorer, tmp_path):
    explorer.teams = []
    explorer.saving.buttons["html"].click()
    assert "Kies minstens één team" in explorer.saving.outcome.value
    assert list(tmp_path.iterdir()) == []


def test_a_button_writes_what_the_page_answers_under_a_name_that_is_free(explorer, tmp_path):
    asked = []
    explorer.picture.send = asked.append
    for _ in range(2):
        explorer.saving.buttons["svg"].click()
        explorer.picture._answered(None, asked[-1] | {"data": "<svg>&</svg>"}, [])
    explorer.saving.buttons["png"].click()
    explorer.picture._answered(
        None, asked[-1] | {"data": "data:image/png;base64," + base64.b64encode(b"PNG").decode()}, []
    )
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {
        "teams-2026-04.svg": b"<svg>&</svg>",
        "teams-2026-04-2.svg": b"<svg>&</svg>",
        "teams-2026-04.png": b"PNG",
    }


def test_an_answer_nobody_asked_for_writes_nothing(explorer, tmp_path):
    explorer.picture._answered(None, {"kind": "svg", "id": "7", "data": "<svg/>"}, [])
    explorer.picture._answered(None, {"kind": "file", "data": "x"}, [])
    explorer.picture._answered(None, "text", [])
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_the_button_says_so(sample_release, tmp_path):
    (tmp_path / "file").write_text("")
    explorer = cd.explore(sample_release, folder=tmp_path / "file")
    explorer.saving.buttons["html"].click()
    assert "Bewaren in" in explorer.saving.outcome.value


def test_names_are_text_and_never_markup(sample_release, tmp_path):
    wild = '<b onclick="x">Noord</b>'
    frames = {field.name: getattr(sample_release, field.name) for field in dataclasses.fields(sample_release)}
    named = {key: frame for key, frame in frames.items() if "name" in getattr(frame, "columns", ())}
    renamed = {key: frame.assign(name=frame["name"].replace({"Noord": wild})) for key, frame in named.items()}
    explorer = cd.explore(dataclasses.replace(sample_release, **renamed), folder=tmp_path)
    assert wild in [option["label"] for option in explorer.controls.teams.options]
    for widget in inside(explorer):
        assert not getattr(widget, "description_allow_html", False)
        assert wild not in str(getattr(widget, "value", ""))


def test_only_a_release_with_quadrants_is_explored(sample_diagnosis, sample_release):
    with pytest.raises(DisclosureError):
        cd.explore(sample_diagnosis)
    with pytest.raises(CultureDiagError):
        cd.explore(dataclasses.replace(sample_release, model=None))
