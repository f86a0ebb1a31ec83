"""Words of a scene: templates the module fills in, and names of any origin made safe to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from string import Formatter
from typing import TYPE_CHECKING

from culture_diag.i18n import catalogue, percent, text
from culture_diag.story.selection import REASONS
from culture_diag.plotting.style import shorten
from culture_diag.story.alt_texts import plain

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import QuadrantModel

SHARED = (
    "plotting.label", "plotting.teams", "plotting.legend.hollow.long", "plotting.legend.neutral",
    "plotting.legend.region", "plotting.legend.gap", "plotting.note.cuts", "plotting.note.ties",
    "plotting.alt.quadrants", "plotting.alt.axis_x", "plotting.alt.axis_y", "plotting.alt.count",
    "plotting.alt.interval", "plotting.alt.no_label", "words.no_number",
)  # fmt: skip
"""The same words as in and under the pictures for paper."""

OWN = (
    "frontend.unlabelled", "frontend.keys", "frontend.empty", "frontend.card.n", "frontend.card.of",
    "frontend.card.change", "frontend.card.silent", "frontend.change.both", "frontend.change.changed",
    "frontend.change.changed_little", "frontend.change.same", "frontend.change.cannot_tell", "frontend.silent.can",
    "frontend.silent.cannot", "frontend.silent.count", "frontend.replay.title", "frontend.replay.why",
    "frontend.replay.count", "frontend.replay.step", "frontend.replay.play", "frontend.replay.pause",
    "frontend.replay.again", "frontend.replay.next", "frontend.replay.previous", "frontend.replay.none",
)  # fmt: skip

_STEERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
"""Signs that turn the direction of what follows: a name must not turn the words around it."""

SHORT = 28
"""Signs of a name on the plane, as in the pictures for paper."""


def clean(name: str) -> str:
    r"""Put a name on one line, without control signs and signs that turn the reading direction.

    Examples
    --------
    >>> clean("Team\n\u202eA\u2069 <b>")
    'Team A <b>'
    """
    return plain(name).translate(_STEERING).strip() or "□"


def short_forms(names: Sequence[str]) -> list[str]:
    """Shorten names for the plane; those that would come out alike are cut less.

    Examples
    --------
    >>> short_forms(["De Ster", "Basisschool De Regenboog in het dorp – onderbouw"])
    ['De Ster', 'Basisschool … – onderbouw']
    """
    shown = [shorten(name, SHORT) for name in names]
    for more in (2 * SHORT, 4 * SHORT, 8 * SHORT):
        often = Counter(shown)
        for index in [index for index, name in enumerate(shown) if often[name] > 1]:
            shown[index] = shorten(names[index], more)
    return shown


def words_of(release: Release, model: QuadrantModel, lang: str) -> dict[str, str]:
    """Give the templates by key; their ``{fields}`` are filled in by the module.

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=1, sizes=(12, 12), seed=1)
    >>> shown = cd.release(cd.diagnose(sample.responses))
    >>> words_of(shown, shown.model, "en")["label"]
    '{name} (n = {n})'
    """
    entries = catalogue(lang)
    words = {}
    for key in (*SHARED, *OWN):
        brief = key.partition(".")[2]
        for end in ("", ".one", ".other"):
            if key + end in entries:
                words[brief + end] = entries[key + end]
    for reason in REASONS:
        words[f"hidden.{reason}"] = _keep(f"plotting.hidden.{reason}", lang, min_n=release.settings.min_n)
    for gate, limit in zip(("no_label", "caution"), release.settings.gate, strict=True):
        words[f"gate.{gate}"] = _keep(f"plotting.gate.{gate}", lang, limit=percent(limit, lang))
    words["target"] = text(f"plotting.target.{release.settings.target}", lang)
    words["card.quadrant"] = model.name[lang]
    return words


def _keep(key: str, lang: str, **values: object) -> str:
    """Fill in what is known and leave the other fields as they are."""
    fields = {name: f"{{{name}}}" for _, name, _, _ in Formatter().parse(catalogue(lang)[key]) if name}
    return text(key, lang, **(fields | values))
