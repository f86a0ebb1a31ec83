"""Both languages are complete, every key is used, and every key that is used exists."""

import ast
import datetime as dt
import re
from pathlib import Path
from string import Formatter

import pytest

from culture_diag import i18n
from culture_diag.errors import CultureDiagError, Problem

PACKAGE = Path(__file__).parents[2] / "culture_diag"
SOURCES = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_and_fields():
    nl, en = i18n.catalogue("nl"), i18n.catalogue("en")
    assert set(nl) == set(en)
    different = {key for key in nl if fields(nl[key]) != fields(en[key]) and not key.endswith(".one")}
    assert not different
    assert not {key for key in nl if not nl[key].strip() or not en[key].strip()}


def test_every_error_has_a_repair():
    keys = {key.removesuffix(".problem") for key in i18n.catalogue("nl") if key.endswith(".problem")}
    assert keys
    assert {f"{key}.repair" for key in keys} <= set(i18n.catalogue("nl"))


def test_every_text_is_used():
    """A key, or the part of it that code can make by filling in, stands in some source file."""
    code = "\n".join(SOURCES.values())
    unused = []
    for key in i18n.catalogue("nl"):
        base = re.sub(r"\.(one|other|problem|repair)$", "", key)
        _, _, rest = base.partition(".")
        # `f"story.reason.{reason}"`, `_say("help.demo")` and `Problem("size_wrong")` all name a tail or a head.
        heads = [base, rest, base.rpartition(".")[0] + ".{", rest.rpartition(".")[0] + ".{"]
        heads += [rest.rpartition("_")[0] + "_{", base.rpartition("_")[0] + "_{"]
        if not any(len(head) > 2 and head in code for head in heads):
            unused.append(key)
    assert not unused


def test_every_error_that_code_names_exists():
    for path, code in SOURCES.items():
        for node in ast.walk(ast.parse(code)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if called in ("Problem", "of") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                assert f"errors.{first.value}.problem" in i18n.catalogue("nl"), f"{path.name}: {first.value}"


def literals(node):
    """Yield the texts that an expression may be, as far as it tells: also of ``a if b else c``."""
    if isinstance(node, ast.IfExp):
        yield from (*literals(node.body), *literals(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_every_text_that_code_names_exists():
    keys = set(i18n.catalogue("nl"))
    keys |= {key.removesuffix(ending) for key in keys for ending in (".one", ".other")}
    called = {
        (path.name, key)
        for path, code in SOURCES.items()
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", "") == "text"
        for key in literals(node.args[0])
    }
    assert len(called) > 100
    assert {(name, key) for name, key in called if key not in keys} == set()


@pytest.mark.parametrize(
    ("value", "options", "nl", "en"),
    [
        (3.25, {}, "3,2", "3.2"),
        (-0.04, {"signed": True}, "0,0", "0.0"),
        (0.4, {"signed": True}, "+0,4", "+0.4"),
        (-0.4, {}, "−0,4", "−0.4"),
        (12345.6, {"decimals": 0}, "12.346", "12,346"),
        (float("nan"), {}, "–", "–"),
    ],
)
def test_numbers_are_written_as_the_language_does(value, options, nl, en):
    assert i18n.number(value, "nl", **options) == nl
    assert i18n.number(value, "en", **options) == en


def test_dates_and_shares():
    assert i18n.date(dt.date(2026, 11, 2), "nl") == "2 november 2026"
    assert i18n.percent(0.5, "nl") == "50%"


def test_an_unknown_language_is_refused_in_both():
    with pytest.raises(ValueError, match=r"taal 'fr' is er niet.*language 'fr' is not available"):
        i18n.text("words.no_number", "fr")


def test_the_users_language_is_the_environments(monkeypatch):
    monkeypatch.setenv("CULTURE_DIAG_LANG", "en")
    assert i18n.default_language() == "en"
    assert "Repair" in str(CultureDiagError.of("no_respondents"))
    monkeypatch.setenv("CULTURE_DIAG_LANG", "xx")
    assert i18n.default_language() == "nl"


def test_an_error_says_all_places_and_each_repair_once():
    problems = [Problem("no_respondents", file="a.csv", row=row, letter="C", value="x" * 200) for row in range(2, 40)]
    error = CultureDiagError(problems, lang="en")
    said = error.text()
    assert len(error.problems) == 38
    assert said.count("Repair:") == 1
    assert "row 2" in said
    assert "column C" in said
    assert "18 more" in said
    assert "x" * 100 not in said
