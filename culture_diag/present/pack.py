"""Data on its way into a page: repeated keys and texts stand there once, and nothing in it can end the script."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_ROWS, _TEXT = "$rows", "$text"
LONG = 12
"""Texts shorter than this are not worth a place in the list."""


def pack(thing: Any) -> dict[str, Any]:
    """Make JSON data smaller, still as plain JSON.

    A list of objects with the same keys becomes ``{"$rows": [keys, values, values, ...]}``, and a text that stands in it
    more than once becomes ``{"$text": number}``, a place in ``texts``. `unpack.js` undoes both.

    Parameters
    ----------
    thing : JSON data
        Without keys that begin with ``$``.

    Returns
    -------
    dict
        ``texts`` and ``data``.

    Examples
    --------
    >>> pack([{"say": "as calm as can be"}, {"say": "as calm as can be"}])
    {'texts': ['as calm as can be'], 'data': {'$rows': [['say'], [{'$text': 0}], [{'$text': 0}]]}}
    """
    seen: Counter[str] = Counter()
    _count(thing, seen)
    texts = [words for words, times in seen.items() if times > 1 and len(words) >= LONG]
    return {"texts": texts, "data": _packed(thing, {words: place for place, words in enumerate(texts)})}


def unpack(packed: dict[str, Any]) -> Any:
    """Undo :func:`pack`, as the page does.

    Examples
    --------
    >>> unpack(pack([{"a": 1}, {"a": 2}]))
    [{'a': 1}, {'a': 2}]
    """
    return _unpacked(packed["data"], packed["texts"])


def for_script(data: Any) -> str:
    """Write JSON that may stand in a ``<script>``: no sign in it can end the element or the line.

    Examples
    --------
    >>> print(for_script(["</script>"]))
    ["\\u003c/script\\u003e"]
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).translate(_UNSAFE)


def _count(thing: Any, seen: Counter[str]) -> None:
    if isinstance(thing, str):
        seen[thing] += 1
    for part in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ():
        _count(part, seen)


def _packed(thing: Any, places: dict[str, int]) -> Any:
    if isinstance(thing, str):
        return {_TEXT: places[thing]} if thing in places else thing
    if isinstance(thing, dict):
        return {key: _packed(value, places) for key, value in thing.items()}
    if not isinstance(thing, list):
        return thing
    keys = list(thing[0]) if thing and isinstance(thing[0], dict) else []
    if keys and all(isinstance(row, dict) and list(row) == keys for row in thing):
        return {_ROWS: [keys, *([_packed(value, places) for value in row.values()] for row in thing)]}
    return [_packed(part, places) for part in thing]


def _unpacked(thing: Any, texts: list[str]) -> Any:
    if isinstance(thing, list):
        return [_unpacked(part, texts) for part in thing]
    if not isinstance(thing, dict):
        return thing
    if _TEXT in thing:
        return texts[thing[_TEXT]]
    if _ROWS in thing:
        keys, *rows = thing[_ROWS]
        return [dict(zip(keys, (_unpacked(value, texts) for value in row), strict=True)) for row in rows]
    return {key: _unpacked(value, texts) for key, value in thing.items()}
