"""The page's own code, style and template as text: modules beside this file, put together in one."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from culture_diag.frontend import font_faces, join_modules, module_source, stylesheet

MODULES = (
    "say", "unpack", "sections", "bars", "pins", "places", "talk", "export", "dialogs", "link", "keys", "presenter",
)  # fmt: skip
"""In an order in which each knows only those before it; the last one starts the page."""


@cache
def script() -> str:
    """Return all code of the page as one module: the front-end in a scope of its own, then the page's modules.

    Examples
    --------
    >>> "import " in script() or "export " in script()
    False
    """
    picture = re.sub(r"^export default ", "const widget = ", join_modules(module_source()), flags=re.MULTILINE)
    own = join_modules(*(_read(f"{name}.js") for name in MODULES))
    return f"const createPicture = (() => {{\n{picture}\nreturn createPicture;\n}})();\n{own}"


@cache
def style() -> str:
    """Return the letters, the stylesheet of the picture and that of the page.

    Examples
    --------
    >>> "@media print" in style()
    True
    """
    return font_faces() + stylesheet() + "\n" + _read("presenter.css")


@cache
def template() -> str:
    """Return the page's template.

    Examples
    --------
    >>> "Content-Security-Policy" in template()
    True
    """
    return _read("templates/presenter.html")


def _read(name: str) -> str:
    return files(__package__).joinpath(*name.split("/")).read_text(encoding="utf-8")
