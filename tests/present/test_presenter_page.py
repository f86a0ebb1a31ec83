"""The workshop page as a file: what it holds, what it does not hold, and that nothing in it can run or leave."""

import base64
import hashlib
import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import culture_diag as cd
from culture_diag import i18n
from culture_diag.present import page as present_page
from culture_diag.present import presenter_html, write_presenter
from culture_diag.present.narrowed_release import narrow
from culture_diag.present.page import MODULES
from culture_diag.present.page_json import ROWS, json_for_script, packed
from culture_diag.story import conversation

PRESENT = Path(cd.__file__).parent / "present"
HOSTILE = [
    '<script>alert("1")</script>',
    "</script><img src=x onerror=alert(2)>",
    '=HYPERLINK("http://example.org")&\'"',
    "\u202eomgekeerd\u2066 en terug",
    "Team 🎉👩‍🏫 \u2028 regel",
    "W" * 200,
    "$0 en {name}",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.sampled_from(["a", "bb", "c"]), part),
    max_leaves=30,
)


def unpack(packed: dict):
    """Undo :func:`culture_diag.present.page_json.packed`, as ``unpack.js`` does."""

    def undo(node):
        if isinstance(node, str):
            return node if node[:1] != "$" else node[1:] if node[1:2] == "$" else undo(packed["parts"][int(node[1:])])
        if isinstance(node, list):
            return [undo(part) for part in node]
        if not isinstance(node, dict):
            return node
        if ROWS in node:
            keys, *rows = undo(node[ROWS])
            return [dict(zip(keys, row, strict=True)) for row in rows]
        return {key: undo(value) for key, value in node.items()}

    return undo(packed["data"])


def data_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, flags=re.DOTALL)
    return unpack(json.loads(found[1]))


def only(page: str, element: str) -> str:
    found = re.findall(rf"<{element}>(.*?)</{element.split()[0]}>", page, flags=re.DOTALL)
    assert len(found) == 1
    return found[0]


@pytest.fixture(scope="module")
def pages(sample_release):
    return {lang: presenter_html(sample_release, lang=lang) for lang in i18n.LANGUAGES}


@pytest.fixture(scope="module")
def hostile_release(instrument):
    sample = cd.simulate(instrument, teams=len(HOSTILE), waves=2, sizes=(10, 14), seed=5)
    names = dict(zip(sorted(sample.responses.frame["team"].unique()), HOSTILE, strict=True))
    frame = sample.responses.frame.assign(team=sample.responses.frame["team"].map(names))
    return cd.release(cd.diagnose(cd.responses_from_frame(frame, instrument)))


@given(JSON)
def test_what_is_packed_comes_back(thing):
    assert unpack(json.loads(json.dumps(packed(thing)))) == thing


@given(st.text())
def test_no_text_can_end_the_script(words):
    written = json_for_script([words])
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == [words]


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_the_policy_names_exactly_this_code_and_this_style(pages, lang):
    page = pages[lang]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1].replace("&#39;", "'")
    for kind, element in (("script-src", 'script type="module"'), ("style-src", "style")):
        digest = base64.b64encode(hashlib.sha256(only(page, element).encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}';" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "font-src data:;" in policy
    assert "unsafe" not in policy
    assert f'<html lang="{lang}">' in page


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_the_page_asks_nothing_of_anyone(pages, lang):
    markup = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", pages[lang], flags=re.DOTALL)
    assert not re.findall(r"\b(?:src|href|action|srcset|poster|data)\s*=", markup)
    assert not re.findall(r"\bon[a-z]+\s*=|\bstyle\s*=", markup)
    code = only(pages[lang], 'script type="module"')
    assert not re.findall(
        r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|localStorage|sessionStorage)\b", code
    )
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", code)
    assert re.findall(r"url\((.{,22})", only(pages[lang], "style")) == ["data:font/woff2;base64"] * 2


def test_hidden_teams_leave_nothing_but_the_reason(sample_release, pages):
    data = data_of(pages["nl"])
    last = len(sample_release.waves) - 1
    hidden = {
        unit["id"]
        for unit in data["scene"]["units"]
        for point in unit["points"]
        if point["wave"] == last and "hidden" in point
    }
    assert hidden
    for unit in data["scene"]["units"]:
        for point in unit["points"]:
            if "hidden" in point:
                assert set(point) == {"wave", "hidden", "reason"}
    for unit in hidden:
        assert set(data["told"][unit]) - {"agree"} == {"hidden"}
        assert not data["told"][unit].get("agree")
        assert unit not in data["items"]
        assert str(last) not in data["scene"]["shares"].get(unit, {})


def test_no_exact_figure_is_in_the_file(sample_diagnosis, pages):
    page = pages["nl"]
    exact = [
        value
        for frame in (sample_diagnosis.teams, sample_diagnosis.items, sample_diagnosis.respondents)
        for column in frame.select_dtypes("float")
        for value in frame[column].dropna()
        if abs(value * 100 - round(value * 100)) > 1e-6
    ]
    assert len(exact) > 1000
    digits = {f"{abs(value):.4f}" for value in exact}
    assert not digits & {number[:6] for number in re.findall(r"\d\.\d{4,}", page)}


def test_every_figure_of_a_team_is_rounded(pages):
    for unit in data_of(pages["nl"])["scene"]["units"]:
        for point in unit["points"]:
            shown = [point.get("x"), point.get("y"), *(point.get("low") or []), *(point.get("high") or [])]
            shown += [*(point.get("p") or []), *(point.get("reach") or [])]
            for value in shown:
                assert value is None or math.isclose(10 * value, round(10 * value), abs_tol=1e-9)


def test_only_the_chosen_teams_and_waves_are_in_the_file(sample_release):
    page = presenter_html(sample_release, school="De Linde", wave="2025-04")
    data = data_of(page)
    assert [unit["name"] for unit in data["scene"]["units"] if unit["level"] == "team"] == [
        "Beuk",
        "Esdoorn",
        "Wilg",
        "Zorgteam",
    ]
    for other in ("Bovenbouw", "Onderbouw", "Stichting De Waterkant.", "2025-10", "2026-04"):
        assert other not in page
    one = data_of(presenter_html(sample_release, teams="Beuk", wave="2024-10"))
    assert [unit["name"] for unit in one["scene"]["units"]] == ["Beuk"]
    assert "time" not in one["steps"]


def test_a_school_is_shown_only_with_all_its_teams(sample_release):
    assert set(narrow(sample_release, school="De Linde").schools["name"]) == {"De Linde"}
    assert narrow(sample_release, teams=["Beuk", "Wilg"]).schools.empty
    assert narrow(sample_release, school="De Linde").boards.empty


def test_what_is_said_of_one_team_speaks_of_all_teams_that_were_looked_at(sample_release):
    whole, part = data_of(presenter_html(sample_release)), data_of(presenter_html(sample_release, teams="Zuid"))
    name = next(unit["id"] for unit in whole["scene"]["units"] if unit["name"] == "Zuid")
    assert whole["told"][name] == part["told"]["team:0"]


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_what_cannot_be_shown_is_said(sample_release, sample_diagnosis, tmp_path, lang):
    for chosen in (
        {"school": "Nergens"},
        {"teams": "Niemand"},
        {"wave": "1999"},
        {"school": "De Linde", "teams": "Zuid"},
    ):
        with pytest.raises(cd.CultureDiagError, match=r"Oplossing|Repair"):
            presenter_html(sample_release, lang=lang, **chosen)
    with pytest.raises(cd.CultureDiagError):
        write_presenter(sample_release, tmp_path / "nowhere" / "page.html", lang=lang)
    with pytest.raises(cd.DisclosureError):
        write_presenter(sample_diagnosis, tmp_path / "page.html", lang=lang)
    assert not list(tmp_path.iterdir())


def test_hostile_names_are_text(hostile_release):
    page = presenter_html(hostile_release)
    assert page.count("<script") == 2
    assert "<img" not in page
    assert "\u202e" not in page
    named = {unit["name"] for unit in data_of(page)["scene"]["units"] if unit["level"] == "team"}
    assert {HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[5], HOSTILE[6]} <= named


def test_the_statements_at_the_ends_are_the_most_and_least_favourable(sample_release):
    data = present_page.page_data(sample_release, sample_release, lang="nl")
    answers = sample_release.instrument.response_scale
    rows = sample_release.items
    for unit, ends in data["items"].items():
        name = list(dict.fromkeys(sample_release.teams["name"]))[int(unit.split(":")[1])]
        shown = rows[(rows["name"] == name) & (rows["wave"].astype(str) == "2026-04") & ~rows["suppressed"]]
        favour = {
            row.item: answers.minimum + answers.maximum - row.mean
            if sample_release.instrument.item(row.item).reverse_keyed
            else row.mean
            for row in shown.itertuples()
        }
        high = [favour[item["item"]] for item in ends["high"]]
        low = [favour[item["item"]] for item in ends["low"]]
        assert high == sorted(favour.values(), reverse=True)[: len(high)]
        assert low == sorted(favour.values())[: len(low)]
        assert not {item["item"] for item in ends["high"]} & {item["item"] for item in ends["low"]}
        # What is listed stands apart from all that is not: which of equal statements comes first would be chance.
        for end, sign in (("high", 1), ("low", -1)):
            listed = {item["item"] for item in ends[end]}
            rest = [sign * value for item, value in favour.items() if item not in listed]
            assert all(sign * favour[item] > max(rest) for item in listed)
            tied = ends[f"{end}_tied"]
            assert tied == 0 or tied == rest.count(max(rest))
            assert listed or tied


def test_another_instrument_has_its_own_page(other_instrument):
    sample = cd.simulate(other_instrument, teams=3, waves=1, sizes=(12, 14), seed=2)
    page = presenter_html(cd.release(cd.diagnose(sample.responses)), lang="en")
    assert "growth culture" not in page
    assert "collective learning" in page


def test_without_a_guide_the_instrument_speaks_for_itself(sample_release, monkeypatch):
    monkeypatch.setattr(conversation, "guide_for", lambda model: None)
    data = data_of(presenter_html(sample_release, lang="en"))
    assert data["guide"]["rules"] == []
    meaning = sample_release.model.quadrants[0].meaning["en"]
    assert data["guide"]["chapters"][sample_release.model.quadrants[0].id]["like"]["text"] == meaning
    assert len(data["guide"]["closing"]) == 3


def test_every_word_of_the_page_is_used():
    template = (PRESENT / "templates" / "presenter.html").read_text(encoding="utf-8")
    code = "\n".join((PRESENT / f"{name}.js").read_text(encoding="utf-8") for name in MODULES)
    python = (PRESENT / "page.py").read_text(encoding="utf-8")
    for key in i18n.catalogue("nl"):
        room, _, name = key.partition(".")
        section, _, rest = name.partition(".")
        rest = re.sub(r"\.(one|other)$", "", rest)
        if room == "present" and section == "page":
            step = re.fullmatch(r"([a-z]+)_(?:short|title)", rest)
            fixed = f'say("{rest}"' in template or f'tool("{rest}"' in template
            assert fixed or rest in ("teams", "schools", "boards") or (step and step[1] in present_page.STEPS), key
        elif room == "present" and section == "live":
            made = re.fullmatch(r"(key|aside)_.*|(question|closing)_\d", rest)
            assert f'"{rest}"' in code or (made and f"{made[1] or made[2]}" in code + python), key


def test_every_module_is_in_the_page_and_small_enough():
    assert {path.stem for path in PRESENT.glob("*.js")} == set(MODULES)
    for path in [*PRESENT.glob("*.js"), *PRESENT.glob("*.css"), *PRESENT.glob("templates/*")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path.name


def test_no_culture_is_named_in_the_pages_code():
    words = ("invitation", "challenge", "uitnodiging", "uitdaging", "growth", "groei", "cosy", "apath", "discourag")
    for path in [*PRESENT.glob("*.js"), *PRESENT.glob("*.css"), *PRESENT.glob("templates/*")]:
        assert not any(word in path.read_text(encoding="utf-8").lower() for word in words), path.name


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_what_a_reader_must_know_stands_on_the_page_in_sentences(sample_release, pages, lang):
    part = re.search(r'data-part="cells">(.*?)</div>', pages[lang], flags=re.DOTALL)[1]
    notes = re.findall(r'<p class="small">(.*?)</p>', part)
    assert notes == list(conversation_notes(sample_release, lang))


def conversation_notes(release, lang):
    from culture_diag.story.notes import choice_notes

    return choice_notes(release, wave=release.latest, lang=lang).values()
