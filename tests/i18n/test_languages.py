"""Which languages are spoken is said in few places, so that adding one touches few files (CONTRIBUTING.md)."""

import ast
from pathlib import Path

import culture_diag
from culture_diag.i18n import LANGUAGES
from culture_diag.instrument.model import Words

PACKAGE = Path(culture_diag.__file__).parent
SAID_IN = {"i18n/__init__.py", "instrument/model.py"}
OF_FILES = {"reading/common/rating_words.py"}
"""What languages labels of answers are in: more than we speak."""


def names_a_language(tree):
    """Tell whether code names a language, other than as what holds unasked."""
    unasked = {
        id(default)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for default in [*node.args.defaults, *node.args.kw_defaults]
    } | {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.AnnAssign)}
    return any(
        (isinstance(node, ast.Constant) and node.value in LANGUAGES and id(node) not in unasked)
        or (isinstance(node, ast.Attribute) and node.attr in LANGUAGES)
        for node in ast.walk(tree)
    )


def test_no_other_file_names_a_language():
    named = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if names_a_language(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert named <= SAID_IN | OF_FILES
    assert names_a_language(ast.parse("said = words.nl if lang == 'nl' else words['en']"))
    assert not names_a_language(ast.parse("def write(path, *, lang='nl'): ..."))


def test_what_is_written_in_every_language_is_so_in_those_that_are_spoken():
    assert tuple(Words.model_fields) == LANGUAGES
    assert {folder.name for folder in (PACKAGE / "i18n").iterdir() if folder.is_dir() and folder.name.isalpha()} == set(
        LANGUAGES
    )
