"""What people answered, item by item, and what their answers are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from culture_diag.disclosure import require_release
from culture_diag.i18n import check_language, number, percent

if TYPE_CHECKING:
    from culture_diag.disclosure import Release
    from culture_diag.instrument import Item
    from culture_diag.instrument.model import ResponseScale


def answers_by_item(release: Release, *, lang: str = "nl") -> dict[str, Any]:
    """Give the shown answers of each team, wave and item.

    Parameters
    ----------
    release : Release
    lang : {"nl", "en"}

    Returns
    -------
    dict
        ``wordings``: for each item id its ``wording, scale, facet, reverse``; ``low_word`` and ``high_word``: what the
        ends of the answers are called; ``items``: by unit id (as in the scene) and number of the wave, a list of
        ``item, mean`` (in words), ``value, n`` and ``classes`` (``label, share`` in words, ``value``). A hidden item
        is absent.

    Raises
    ------
    DisclosureError
        If `release` is no release.

    Examples
    --------
    >>> from culture_diag import diagnose, load_sample, release
    >>> responses, sizes = load_sample()
    >>> answers = answers_by_item(release(diagnose(responses, team_sizes=sizes)), lang="en")
    >>> answers["items"]["team:1"]["3"][0]["mean"], answers["wordings"]["inv1"]["scale"]
    ('4.0', 'invitation')
    """
    check_language(lang)
    release = require_release(release, lang=lang)
    answers = release.instrument.response_scale
    classes = _classes(release, lang)
    ids = {name: f"team:{index}" for index, name in enumerate(dict.fromkeys(release.teams["name"].astype(str)))}
    items: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in release.items.to_dict("records"):
        shown = not bool(row["suppressed"]) and not pd.isna(row["mean"])
        key = (str(row["name"]), str(row["wave"]), str(row["item"]))
        if shown or key in classes:
            wave = str(release.waves.index(key[1]))
            items.setdefault(ids[key[0]], {}).setdefault(wave, []).append(_item(row, classes.get(key, []), lang))
    ends = [class_name(answers, code, code, lang) for code in (answers.minimum, answers.maximum)]
    return {
        "version": 1,
        "lang": lang,
        "wordings": {
            item.id: _wording(item, scale.id, lang) for scale in release.instrument.scales for item in scale.items
        },
        "low_word": ends[0],
        "high_word": ends[1],
        "items": items,
    }


def _wording(item: Item, scale: str, lang: str) -> dict[str, Any]:
    return {"wording": item.wording[lang], "scale": scale, "facet": item.facet, "reverse": item.reverse_keyed}


def _item(row: Mapping[Any, Any], classes: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    hidden = bool(row["suppressed"]) or pd.isna(row["mean"])
    mean = None if hidden else float(row["mean"])
    return {
        "item": str(row["item"]),
        "n": None if hidden or pd.isna(row["n"]) else int(row["n"]),
        "mean": None if mean is None else number(mean, lang),
        "value": mean,
        "classes": classes,
    }


def _classes(release: Release, lang: str) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    answers = release.instrument.response_scale
    for row in release.distributions.sort_values("low_code", kind="stable").to_dict("records"):
        share = float(row["share"])
        told = {
            "label": class_name(answers, row["low_code"], row["high_code"], lang),
            "low": float(row["low_code"]),
            "high": float(row["high_code"]),
            "share": percent(share, lang),
            "value": share,
        }
        found.setdefault((str(row["name"]), str(row["wave"]), str(row["item"])), []).append(told)
    return found


def class_name(answers: ResponseScale, low: float, high: float, lang: str) -> str:
    """Name a class of answers: its label if it is one labelled code, else its codes.

    Examples
    --------
    >>> from culture_diag.instrument import load_instrument
    >>> answers = load_instrument("invitation-challenge").response_scale
    >>> class_name(answers, 5, 5, "en"), class_name(answers, 1, 3, "en")
    ('strongly agree', '1–3')
    """
    label = next((point.label[lang] for point in answers.points if low == high == point.code), None)
    return label or codes_of(low, high, lang)


def codes_of(low: float, high: float, lang: str) -> str:
    """Write the codes of a class.

    Examples
    --------
    >>> codes_of(1, 3, "nl"), codes_of(4, 4, "nl"), codes_of(2.5, 3, "nl")
    ('1–3', '4', '2,5–3')
    """
    ends = [number(code, lang, decimals=0 if float(code).is_integer() else 1) for code in (low, high)]
    return ends[0] if low == high else "–".join(ends)
