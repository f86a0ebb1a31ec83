"""The module and the stylesheet: one piece, small, and safe wherever they are put."""

import re
import shutil
import subprocess

import pytest

from culture_diag.frontend import font_faces, module_source, source, stylesheet
from culture_diag.frontend.source import FONT_FAMILY, MODULES, _read

FILES = {name: _read(f"{name}.js") for name in MODULES}


def test_every_module_is_there_and_knows_only_those_before_it():
    folder = source.files("culture_diag.frontend")
    assert {file.name.removesuffix(".js") for file in folder.iterdir() if file.name.endswith(".js")} == set(MODULES)
    for at, name in enumerate(MODULES):
        assert set(re.findall(r'from "\./([a-z]+)\.js"', FILES[name])) <= set(MODULES[:at]), name
        assert not re.findall(r'from "(?!\./)', FILES[name]), name


def test_names_do_not_clash_in_one_piece():
    named = re.findall(
        r"^(?:export )?(?:default )?(?:async )?(?:function|const|let|class) (\w+)", "\n".join(FILES.values()), re.M
    )
    assert sorted(named) == sorted(set(named))


def test_what_is_imported_is_exported_and_used():
    for name, code in FILES.items():
        for wanted, sibling in re.findall(r'^import \{([^}]*)\} from "\./([a-z]+)\.js"', code, re.M):
            for word in filter(None, (each.strip() for each in wanted.split(","))):
                assert re.search(rf"^export (?:async )?(?:function|const) {word}\b", FILES[sibling], re.M), (name, word)
                assert len(re.findall(rf"\b{word}\b", code)) > 1, (name, word)


def test_the_one_piece_parses_and_imports_nothing(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    whole = module_source()
    assert not re.search(r"^import ", whole, re.M)
    assert len(re.findall(r"^export default ", whole, re.M)) == 1
    file = tmp_path / "picture.mjs"
    file.write_text(whole, encoding="utf-8")
    subprocess.run([node, "--check", str(file)], check=True, capture_output=True)


def test_it_is_small():
    assert len(module_source().encode()) + len(stylesheet().encode()) < 72_000


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short_and_keeps_to_safe_ways(name):
    code = FILES[name]
    assert len(code.splitlines()) <= 400
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch(",
                "XMLHttpRequest", "import(", 'setAttribute("style"', "localStorage", "sendBeacon"):  # fmt: skip
        assert way not in code, way
    for body in re.split(r"^(?:export )?(?:async )?function ", code, flags=re.M)[1:]:
        assert body[: body.find("\n}\n")].count("\n") <= 50, body[:40]


def test_the_letters_are_small_free_and_ask_for_nothing():
    folder = source.files("culture_diag.frontend") / "fonts"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")
    assert sum(len(file.read_bytes()) for file in folder.iterdir() if file.name.endswith(".woff2")) < 40_000
    assert set(re.findall(r"url\((.{22})", font_faces())) == {"data:font/woff2;base64"}
    assert re.findall(r"font-weight: (\d+)", font_faces()) == ["400", "700"]


def test_every_page_takes_the_same_letters():
    """The picture measures names by the list in its module; a style sheet with another would draw other widths."""
    wanted = re.search(r"FONT = '(.*)'", FILES["frame"])[1]
    assert wanted.startswith(f'"{FONT_FAMILY}", ')
    package = source.files("culture_diag")
    for name in ("frontend/quadrant.css", "present/presenter.css", "explorer/explorer.css", "explorer/page.html.j2"):
        styles = (package / name).read_text(encoding="utf-8")
        named = re.findall(r'font(?:-family)?: [^;{}]*?(".*?);', styles)
        assert set(named) == {wanted}, name


def test_styles_touch_only_our_own_elements_and_ask_for_nothing():
    styles = stylesheet()
    assert "url(" not in styles
    assert "@import" not in styles
    plain = re.sub(r"@media[^{]*\{", "", styles)
    heads = [head.strip() for group in re.findall(r"([^{}]+)\{", plain) for head in group.split(",")]
    assert len(heads) > 50
    assert not [head for head in heads if not head.startswith(".cdq")]
