"""The page's own code, style and template as text: modules beside this file, put together in one."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from culture_diag.frontend import module_source, stylesheet

MODULES = (
    "say", "unpack", "sections", "bars", "pins", "places", "talk", "export", "dialogs", "link", "keys", "presenter",
)  # fmt: skip
"""In an order in which each knows only those before it; the last one starts the page."""

_IMPORT = re.compile(r'^import [^;]*? from "\./[a-z]+\.js";\n', flags=re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class))", flags=re.MULTILINE)
_LIST = re.compile(r"^export \{[^}]*\};\n", flags=re.MULTILINE)


@cache
def script() -> str:
    """Give all code of the page as one module: the front-end in a scope of its own, then the page's modules.

    Examples
    --------
    >>> "import " in script() or "export " in script()
    False
    """
    picture = _LIST.sub("", _EXPORT.sub("", module_source()))
    picture = re.sub(r"^export default ", "const widget = ", picture, flags=re.MULTILINE)
    own = "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(f"{name}.js"))) for name in MODULES)
    return f"const createPicture = (() => {{\n{picture}\nreturn createPicture;\n}})();\n{own}"


@cache
def style() -> str:
    """Give the stylesheet of the picture and that of the page.

    Examples
    --------
    >>> "@media print" in style()
    True
    """
    return stylesheet() + "\n" + _read("presenter.css")


@cache
def template() -> str:
    """Give the page's template.

    Examples
    --------
    >>> "Content-Security-Policy" in template()
    True
    """
    return _read("templates/presenter.html")


def _read(name: str) -> str:
    return files(__package__).joinpath(*name.split("/")).read_text(encoding="utf-8")
