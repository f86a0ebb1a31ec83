"""The workshop page as text and as a file: one file, no network, nothing in it but what the release holds."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from culture_diag.disclosure import require_release
from culture_diag.errors import CultureDiagError, require_packages
from culture_diag.frontend import font_faces, join_modules, make_scene, module_source, stylesheet
from culture_diag.i18n import catalogue, check_language, text
from culture_diag.present.narrowed_release import narrow
from culture_diag.present.page_json import json_for_script, packed
from culture_diag.story.conversation import guide_texts, quadrant_lines, telling_statements, unit_sentences
from culture_diag.story.selection import pick_model

if TYPE_CHECKING:
    from culture_diag.disclosure import Release

STEPS = ("welcome", "axes", "predict", "reveal", "sure", "spread", "time", "items", "talk")
"""The steps in order; ``time`` is left out of a page about a single wave."""


def write_presenter(
    release: Release,
    path: str | Path,
    *,
    teams: Sequence[str] | str | None = None,
    school: str | None = None,
    wave: str | None = None,
    lang: str = "nl",
) -> Path:
    """Write the workshop page: one HTML file that works without Python and without a network.

    Parameters
    ----------
    release : Release
    path : str or Path
        An existing file is written over.
    teams : sequence of str, optional
        Which teams can be shown; the others are not in the file. By default all.
    school : str, optional
        Only teams of this school.
    wave : str, optional
        Which measurement the session is about; later ones are not in the file. By default the last.
    lang : {"nl", "en"}

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DisclosureError
        If `release` is no release.
    CultureDiagError
        If a team, the school or the wave is unknown, the instrument has no quadrants, Jinja2 is not installed, or
        the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, sizes=(12, 12), seed=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_presenter(cd.release(cd.diagnose(sample.responses)), Path(folder) / "workshop.html").name
    'workshop.html'
    """
    page = presenter_html(release, teams=teams, school=school, wave=wave, lang=lang)
    file = Path(path)
    try:
        file.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CultureDiagError.of("file_unwritable", lang=lang, file=file.name) from error
    return file


def presenter_html(
    release: Release,
    *,
    teams: Sequence[str] | str | None = None,
    school: str | None = None,
    wave: str | None = None,
    lang: str = "nl",
) -> str:
    """Return the workshop page as text; see :func:`write_presenter`.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> page = presenter_html(cd.release(cd.diagnose(sample.responses)), lang="en")
    >>> page.startswith('<!doctype html>'), 'lang="en"' in page
    (True, True)
    """
    require_packages("jinja2", key="no_jinja2", lang=lang)
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    check_language(lang)
    release = require_release(release, lang=lang)
    model = pick_model(release, lang)
    kept = narrow(release, teams=teams, school=school, wave=wave, lang=lang)
    data = page_data(release, kept, lang=lang)
    code, looks = script(), style()
    # Code and style are this package's own, and the data cannot end its element: these alone go in as they are.
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(template()).render(
        lang=lang,
        say=lambda key, **values: text(f"present.page.{key}", lang, **values),
        policy=_policy(code, looks),
        style=Markup(looks),
        script=Markup(code),
        data=Markup(json_for_script(packed(data))),
        cells=quadrant_lines(model, lang),
        axes=_axes(data, release),
        groups=_groups(data["scene"]),
        **{key: data[key] for key in ("scene", "steps", "guide", "wordings")},
    )


def page_data(release: Release, kept: Release, *, lang: str) -> dict[str, Any]:
    """Gather all the page holds, as plain JSON data.

    Parameters
    ----------
    release : Release
        The whole: its sentences speak of all teams that were looked at together.
    kept : Release
        The part the page is about.
    lang : {"nl", "en"}

    Returns
    -------
    dict
        ``scene``, ``told`` (sentences by unit id and subject), ``items`` (by unit id: ``high`` and ``low``), ``ends``
        (words at the ends of the answers), ``guide``, ``steps``, ``notes`` (by step), ``words``, ``least``.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> shown = release(diagnose(responses, team_sizes=sizes))
    >>> data = page_data(shown, shown, lang="en")
    >>> data["steps"][:3], data["wordings"][data["items"]["team:1"]["high"][0]["item"]]["scale"]
    (['welcome', 'axes', 'predict'], 'invitation')
    """
    scene = make_scene(kept, lang=lang)
    steps = [step for step in STEPS if step != "time" or len(kept.waves) > 1]
    return {
        "scene": scene,
        "told": unit_sentences(release, kept, lang),
        "steps": steps,
        "notes": {step: text(f"present.notes.{step}", lang) for step in steps},
        "words": _templates(lang),
        "least": kept.settings.min_n_shares,
        "guide": guide_texts(kept, lang),
    } | telling_statements(kept, lang)


def _templates(lang: str) -> dict[str, str]:
    """Return the templates the page fills in: all of ``present.live.{key}``."""
    head = "present.live."
    return {key.removeprefix(head): words for key, words in catalogue(lang).items() if key.startswith(head)}


def _policy(code: str, looks: str) -> str:
    """Allow this script and this style by their hashes, pictures and letters in the page, and nothing else."""
    hashes = (base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (code, looks))
    own_code, own_style = (f"'sha256-{value}'" for value in hashes)
    return (
        f"default-src 'none'; script-src {own_code}; style-src {own_style}; img-src data: blob:; font-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _axes(data: dict[str, Any], release: Release) -> list[dict[str, Any]]:
    """Return both axes in the order in which the instrument has their scales."""
    order = [scale.id for scale in release.instrument.scales]
    axes = [data["scene"]["axes"][key] | data["guide"]["axes"][key] | {"key": key} for key in ("x", "y")]
    return sorted(axes, key=lambda axis: order.index(axis["id"]))


def _groups(scene: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the units to choose from, by level, those of many schools by school."""
    teams = [unit for unit in scene["units"] if unit["level"] == "team"]
    schools = dict.fromkeys(unit["school"] for unit in teams)
    groups: list[tuple[str, list[dict[str, Any]]]] = []
    if len(schools) > 1:
        groups += [(school or "", [unit for unit in teams if unit["school"] == school]) for school in schools]
    else:
        groups.append(("teams", teams))
    return groups + [
        (key, units)
        for key, level in (("schools", "school"), ("boards", "board"))
        if (units := [unit for unit in scene["units"] if unit["level"] == level])
    ]


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
