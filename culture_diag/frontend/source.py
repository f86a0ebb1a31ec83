"""The module and the stylesheet as text, for whoever needs them in one piece."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

MODULES = (
    "geometry", "words", "labels", "frame", "plane", "marks", "trails", "card", "motion", "replay", "input", "saving",
    "quadrant",
)  # fmt: skip
"""In an order in which each knows only those before it; the last is the one others import."""

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


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
