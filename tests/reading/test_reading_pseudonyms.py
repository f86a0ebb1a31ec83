"""Pseudonyms that pair waves, and the secret they are made with."""

import hmac
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from culture_diag.errors import CultureDiagError
from culture_diag.reading.values import pseudonyms
from culture_diag.reading.values.pseudonyms import SALT_NAME, load_salt, pseudonymise

SECRET = bytes(range(32))
ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("CULTURE_DIAG_SALT_FILE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path / "data"))
    pseudonyms._temporary_salt.cache_clear()
    yield tmp_path
    pseudonyms._temporary_salt.cache_clear()


def test_it_is_an_hmac_of_the_code():
    bits = int.from_bytes(hmac.digest(SECRET, b"code jan12", "sha256")[:8], "big") >> 4
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    expected = "p" + "".join(letters[bits >> shift & 31] for shift in range(55, -1, -5))
    assert pseudonymise(["jan12"], SECRET)[0].startswith(expected)


@pytest.mark.parametrize("other", ["Jan12", " jan12 ", "JAN12\u00a0", "ｊａｎ１２", "'jan12", "jan\u200b12"])
def test_the_same_person_has_one_pseudonym(other):
    assert len(set(pseudonymise(["jan12", other], SECRET))) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("1-11", "11-1"), ("1 11", "11 1"), ("0123", "123"), ("jan", "jän"), ("a1", "a 1")]
)
def test_other_codes_are_other_people(one, other):
    assert len(set(pseudonymise([one, other], SECRET))) == 2


def test_another_secret_gives_other_pseudonyms():
    assert pseudonymise(["jan12"], SECRET) != pseudonymise(["jan12"], SECRET[::-1])


def test_an_empty_code_stays_empty():
    assert pseudonymise(["", " ", "\u00a0", "'"], SECRET) == [""] * 4


@given(st.lists(st.text(st.characters(codec="utf-8"))))
def test_pseudonyms_are_safe_words_that_stay_as_they_are(codes):
    found = pseudonymise(codes, SECRET)
    assert all(
        name == "" or (len(name) == 16 and name[0] == "p" and name.isascii() and name.isalnum()) for name in found
    )
    assert pseudonymise(found, SECRET) == found


def test_a_name_that_looks_like_a_pseudonym_is_replaced():
    name = "pietervandenberg"
    assert len(name) == 16
    assert pseudonymise([name], SECRET) != [name]


def test_no_two_of_many_codes_are_the_same():
    assert len(set(pseudonymise([str(at) for at in range(100_000)], SECRET))) == 100_000


def test_the_secret_is_made_once_for_the_user_alone(home):
    first, second = load_salt(), load_salt()
    assert first == second
    assert len(first) == 32
    assert first.kept
    (file,) = [path for path in home.rglob("*") if path.is_file()]
    assert file.name == "salt"
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_secret_does_not_show_itself(home):
    made = load_salt()
    for shown in (repr(made), str(made), f"{made}", repr([made])):
        assert made.hex() not in shown
        assert shown in ("Salt(…)", "[Salt(…)]")


@pytest.mark.parametrize(
    ("platform", "folder"), [("darwin", "Library/Application Support"), ("win32", "roaming"), ("linux", "data")]
)
def test_a_secret_that_is_there_goes_on_wherever_new_ones_are_made(home, monkeypatch, platform, folder):
    monkeypatch.setenv("APPDATA", str(home / "roaming"))
    kept = home / folder / "culture-diag" / "salt"
    monkeypatch.setattr(sys, "platform", platform)
    assert pseudonyms._user_file() == home / "data" / "culture-diag" / "salt"
    kept.parent.mkdir(parents=True)
    kept.write_text("a secret")
    assert pseudonyms._user_file() == kept


def test_a_folder_for_data_that_is_no_full_path_is_none(home, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    assert pseudonyms._user_file() == home / ".local" / "share" / "culture-diag" / "salt"


def test_a_project_has_its_own_and_a_variable_goes_before_both(home, monkeypatch):
    (home / "klant").mkdir()
    own, project = load_salt(), load_salt(home / "klant")
    assert own != project
    assert load_salt(home / "klant") == project
    assert (home / "klant" / SALT_NAME).is_file()
    monkeypatch.setenv("CULTURE_DIAG_SALT_FILE", str(home / "elders" / "geheim"))
    assert load_salt() == load_salt(home / "klant") not in (own, project)


@pytest.mark.parametrize(
    "content", [b"", b"short", b"\xff\xfe" * 100, b"culture-diag salt 1: " + b"0" * 64 + b" 00000000\n"]
)
def test_a_damaged_file_is_said_and_never_replaced(home, content, monkeypatch):
    monkeypatch.setattr(pseudonyms, "_PATIENCE", 0.05)
    file = home / SALT_NAME
    file.write_bytes(content)
    with pytest.raises(CultureDiagError) as caught:
        load_salt(home, lang="en")
    assert caught.value.problem_list[0].key == "salt_broken"
    assert "old and new codes do not fit together" in str(caught.value)
    assert file.read_bytes() == content


def test_a_changed_letter_is_damage(home):
    made = load_salt(home)
    file = home / SALT_NAME
    file.write_text(file.read_text().replace(made.hex()[:8], "00000000"))
    with pytest.raises(CultureDiagError, match="beschadigd"):
        load_salt(home, lang="nl")


def test_a_file_that_was_saved_by_an_editor_is_the_same(home):
    made = load_salt(home)
    file = home / SALT_NAME
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert load_salt(home) == made


def test_what_is_there_but_is_no_file_is_an_error(home):
    (home / SALT_NAME).mkdir()
    with pytest.raises(CultureDiagError) as caught:
        load_salt(home)
    assert caught.value.problem_list[0].key == "salt_unreadable"


def test_without_a_place_to_keep_it_the_secret_lasts_as_long_as_the_process(home, monkeypatch):
    (home / "data").write_text("not a folder")
    made = load_salt()
    assert not made.kept
    assert load_salt() == made
    (home / "x").write_text("not a folder")
    for asked in (home / "x", None):
        if asked is None:
            monkeypatch.setenv("CULTURE_DIAG_SALT_FILE", str(home / "x" / "salt"))
        with pytest.raises(CultureDiagError) as caught:
            load_salt(asked)
        assert caught.value.problem_list[0].key == "salt_not_written"


@pytest.mark.parametrize("links", [True, False])
def test_two_at_once_agree(home, monkeypatch, links):
    if not links:

        def refused(*_):
            raise OSError("no links here")

        monkeypatch.setattr(os, "link", refused)
    for at in range(20):
        folder = home / str(at)
        folder.mkdir()
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(load_salt, [folder] * 8))
        assert len(found) == 1
        assert [path.name for path in folder.iterdir()] == [SALT_NAME]


def test_two_processes_agree(home):
    code = "from culture_diag.reading.values.pseudonyms import load_salt; print(load_salt().hex())"
    started = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    assert len({process.communicate()[0] for process in started}) == 1
