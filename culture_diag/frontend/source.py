"""The module, the stylesheet and the letters as text, for whoever needs them in one piece."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files

MODULES = (
    "geometry", "words", "labels", "frame", "plane", "marks", "trails", "card", "motion", "replay", "input", "saving",
    "quadrant",
)  # fmt: skip
"""In an order in which each knows only those before it; the last is the one others import."""

FONT_FAMILY = "Atkinson Hyperlegible Next"
FONTS = {"regular.woff2": 400, "bold.woff2": 700}
"""The weight of each file of the font; all that is heavier than regular takes the bold one."""

_COMMENT = re.compile(r"^ *(?:/\*(?:.|\n)*?\*/|//.*)\n+", flags=re.MULTILINE)
"""A comment on lines of its own: it is for who reads the files, and left out of what a page carries."""

_IMPORT = re.compile(r'^import [^;]*? from "\./[a-z]+\.js";\n', flags=re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class))", flags=re.MULTILINE)
_LIST = re.compile(r"^export \{[^}]*\};\n", flags=re.MULTILINE)


def join_modules(*codes: str) -> str:
    r"""Put modules one after another in one scope: no imports of siblings, and nothing exported.

    Examples
    --------
    >>> print(join_modules("export const a = 1;\n", 'import { a } from "./one.js";\nconst b = a;\n'))
    const a = 1;
    <BLANKLINE>
    const b = a;
    <BLANKLINE>
    """
    return "\n".join(_LIST.sub("", _EXPORT.sub("", _IMPORT.sub("", code))) for code in codes)


@cache
def module_source() -> str:
    """Return the front-end as the text of one ES module without imports.

    Returns
    -------
    str
        It exports ``createPicture`` and, for anywidget, a default with ``render``; see ``docs/scene.md``.

    Examples
    --------
    >>> "import " in module_source().replace("@import", ""), "export default" in module_source()
    (False, True)
    """
    *siblings, last = (_COMMENT.sub("", _read(f"{name}.js")).replace("\n\n", "\n") for name in MODULES)
    return "\n".join([join_modules(*siblings), _IMPORT.sub("", last)])


@cache
def stylesheet() -> str:
    """Return the stylesheet; all its classes begin with ``cdq``.

    Examples
    --------
    >>> "prefers-reduced-motion" in stylesheet()
    True
    """
    return _COMMENT.sub("", _read("quadrant.css")).replace("\n\n", "\n")


@cache
def font_faces() -> str:
    """Return the letters of the pages as CSS rules that hold the font files, so that nothing has to be fetched.

    A page that shows the living picture puts these before its styles; without them the picture takes a font of the
    computer. Its content policy then has ``font-src data:``.

    Examples
    --------
    >>> font_faces().count("@font-face"), "http" in font_faces()
    (2, False)
    """
    rule = '@font-face {{ font-family: "{}"; font-weight: {}; src: url(data:font/woff2;base64,{}) format("woff2"); }}\n'
    folder = files(__package__).joinpath("fonts")
    return "".join(
        rule.format(FONT_FAMILY, weight, base64.b64encode(folder.joinpath(file).read_bytes()).decode())
        for file, weight in FONTS.items()
    )


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
