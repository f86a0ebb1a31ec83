"""What is set for the live page; that it is so is seen in a browser (tests/browser/test_explorer.py)."""

import json

import nbformat
import pytest

from culture_diag import workshop
from culture_diag.errors import CultureDiagError
from culture_diag.study.study import open_study
from culture_diag.workshop import settings, start_workshop


def test_the_server_is_for_this_computer_alone_and_wants_a_token():
    made = settings("secret", 8000, "nl")
    assert made["Voila"] | {"tornado_settings": None} == {
        "ip": "127.0.0.1", "port": 8000, "port_retries": 0, "open_browser": False, "token": "secret",
        "tornado_settings": None,
    }  # fmt: skip
    assert made["VoilaConfiguration"]["strip_sources"] is True
    assert made["VoilaConfiguration"]["show_tracebacks"] is False
    assert made["VoilaConfiguration"]["file_allowlist"] == []
    assert made["MappingKernelManager"]["cull_idle_timeout"] > 0
    assert made["Voila"]["tornado_settings"]["websocket_max_message_size"] < 20 * 2**20


def test_the_notebook_of_the_app_is_valid_and_holds_one_call(tmp_path):
    path = workshop._prepare(tmp_path, open_study('a "b".csv', lang="en"), "secret", 8000)
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    (cell,) = notebook.cells
    compile(cell.source, "app", "exec")
    assert notebook.metadata.title == "Explore the teams"
    kernel = json.loads((tmp_path / "share" / "kernels" / "culture-diag" / "kernel.json").read_text(encoding="utf-8"))
    assert kernel["argv"][1:3] == ["-m", "ipykernel_launcher"]


def test_what_is_wrong_is_said_before_anything_starts(tmp_path, monkeypatch):
    with pytest.raises(CultureDiagError, match=r"nergens\.csv"):
        start_workshop(open_study(tmp_path / "nergens.csv"))
    with pytest.raises(CultureDiagError, match="is niet bekend"):
        start_workshop(open_study("sample", instrument="nergens"))
    with pytest.raises(CultureDiagError, match="culture-diag init"):
        open_study(tmp_path)
    with pytest.raises(ValueError, match="fr"):
        open_study("sample", lang="fr")
