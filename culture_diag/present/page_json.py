"""Data on its way into a page: what comes back again and again stands there once, and nothing can end the script."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
ROWS = "$rows"
LONG = 12
"""What is shorter than this as JSON is not worth a place in the list."""


def packed(thing: Any) -> dict[str, Any]:
    """Make JSON data smaller, still as plain JSON.

    A list of objects with the same keys becomes ``{"$rows": [keys, values, values, ...]}``, and what stands in the data
    more than once becomes ``"$number"``, a place in ``parts``. A text that begins with ``$`` gets one more in front.
    `unpack.js` undoes all three.

    Parameters
    ----------
    thing : JSON data
        Without keys that begin with ``$``.

    Returns
    -------
    dict
        ``parts`` and ``data``.

    Examples
    --------
    >>> packed([{"say": "as calm as can be"}, {"say": "as calm as can be"}])
    {'parts': ['as calm as can be', ['$0']], 'data': {'$rows': [['say'], '$1', '$1']}}
    """
    rows = _rowed(thing)
    seen: Counter[str] = Counter()
    _count(rows, seen)
    places: dict[str, int] = {}
    parts: list[Any] = []

    def shared(node: Any) -> Any:
        if not isinstance(node, str | list | dict):
            return node
        key = _json(node)
        if len(key) < LONG or seen[key] < 2:
            return within(node)
        if key not in places:
            part = within(node)
            places[key] = len(parts)
            parts.append(part)
        return f"${places[key]}"

    def within(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: shared(value) for key, value in node.items()}
        return [shared(value) for value in node] if isinstance(node, list) else node

    data = shared(rows)
    return {"parts": parts, "data": data}


def json_for_script(data: Any) -> str:
    r"""Write JSON that may stand in a ``<script>``: no sign in it can end the element or the line.

    Examples
    --------
    >>> print(json_for_script(["</script>"]))
    ["\u003c/script\u003e"]
    """
    return _json(data).translate(_UNSAFE)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _rowed(thing: Any) -> Any:
    if isinstance(thing, str):
        return f"${thing}" if thing.startswith("$") else thing
    if isinstance(thing, dict):
        return {key: _rowed(value) for key, value in thing.items()}
    if not isinstance(thing, list):
        return thing
    keys = list(thing[0]) if thing and isinstance(thing[0], dict) else []
    if keys and all(isinstance(row, dict) and list(row) == keys for row in thing):
        return {ROWS: [keys, *([_rowed(value) for value in row.values()] for row in thing)]}
    return [_rowed(part) for part in thing]


def _count(node: Any, seen: Counter[str]) -> None:
    if isinstance(node, str | list | dict):
        seen[_json(node)] += 1
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _count(part, seen)
