"""What needs a package that is not installed says which extra brings it; nothing is left out without a word."""

import sys

import pytest

import culture_diag as cd
from culture_diag.i18n import LANGUAGES
from culture_diag.lab import start_lab
from culture_diag.present.page import presenter_html
from culture_diag.questionnaire.write import make_questionnaire
from culture_diag.reading.files.sav import read_sav
from culture_diag.report.workbook import write_workbook
from culture_diag.workshop import start_workshop
from tests.cli.running import run


def questionnaire(platform):
    return lambda shown, folder, lang: make_questionnaire(cd.load_instrument(lang=lang), platform=platform, lang=lang)


CASES = {
    "page for the workshop": ("jinja2", "report", lambda shown, folder, lang: presenter_html(shown, lang=lang)),
    "workbook": (
        "xlsxwriter",
        "report",
        lambda shown, folder, lang: write_workbook(shown, folder / "a.xlsx", lang=lang),
    ),
    "questionnaire in Word": ("docx", "report", questionnaire("word")),
    "questionnaire in Excel": ("xlsxwriter", "report", questionnaire("excel")),
    "answers from SPSS": ("pyreadstat", "spss", lambda shown, folder, lang: read_sav(folder / "a.sav", lang=lang)),
    "explorer": ("anywidget", "lab", lambda shown, folder, lang: cd.explore(shown, lang=lang)),
    "workbench": ("ipywidgets", "lab", lambda shown, folder, lang: cd.explore(cd.open_study("sample", lang=lang))),
    "tick boxes": ("ipywidgets", "lab", lambda shown, folder, lang: cd.choose_paths(shown, lang=lang)),
    "live page": (
        "voila",
        "lab",
        lambda shown, folder, lang: start_workshop(cd.open_study("sample", lang=lang)),
    ),
    "JupyterLab": ("jupyterlab", "lab", lambda shown, folder, lang: start_lab(folder, lang=lang)),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_the_extra_that_is_absent_is_named(name, lang, sample_release, tmp_path, monkeypatch):
    package, extra, ask = CASES[name]
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(cd.CultureDiagError) as caught:
        ask(sample_release, tmp_path, lang)
    assert f"pip install 'culture-diag[{extra}]'" in str(caught.value)
    assert {"nl": "niet geïnstalleerd", "en": "not installed"}[lang] in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("lang", "words"), [("nl", "Niet gemaakt: resultaten.xlsx"), ("en", "Not made: results.xlsx")])
def test_a_workbook_that_could_not_be_made_is_told(tmp_path, monkeypatch, lang, words):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = run("demo", "--out", "demo", "--lang", lang, cwd=tmp_path)
    assert words in result.stdout
    assert "culture-diag[report]" in result.stdout
    assert {file.suffix for file in (tmp_path / "demo").glob("[!.]*")} == {".csv", ".png", ".svg"}
