"""The living picture as a widget; only what changed goes over the wire."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from culture_diag.explorer.state import ExplorerState
from culture_diag.frontend import font_faces, make_scene, module_source, stylesheet

LARGEST = 32 * 2**20
"""An answer of the page larger than this is no picture of ours."""


class Picture(anywidget.AnyWidget):
    """The front-end of a release, tied to a state.

    The scene goes to the page when it is made and when the language changes; a choice sends the small `state`. What is
    pointed at in the page comes back as `selected`.
    """

    _esm = module_source()
    _css = font_faces() + stylesheet()

    scene = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)

    def __init__(self, chosen: ExplorerState) -> None:
        self._chosen = chosen
        self._scenes: dict[str, dict[str, Any]] = {}
        self._asked: dict[str, Callable[[bytes], None]] = {}
        super().__init__(scene=self._scene(chosen.lang), state=chosen.view())
        chosen.observe(self._show, names=["wave", "teams", "school", "region", "trails", "theme", "replay", "selected"])
        chosen.observe(lambda change: self.set_trait("scene", self._scene(change["new"])), names="lang")
        self.observe(self._stepped, names="state")
        self.observe(self._pointed, names="selected")
        self.on_msg(self._answered)

    def ask(self, kind: str, then: Callable[[bytes], None]) -> None:
        """Ask the page for the picture as it stands there, as ``"svg"`` or ``"png"``; `then` gets the file's bytes."""
        number = str(len(self._asked))
        self._asked[number] = then
        self.send({"kind": kind, "id": number})

    def _scene(self, lang: str) -> dict[str, Any]:
        if lang not in self._scenes:
            self._scenes[lang] = make_scene(self._chosen.release, lang=lang)
        return self._scenes[lang]

    def _show(self, _: Any) -> None:
        with self.hold_sync():
            self.state = self._chosen.view()
            self.selected = self._chosen.ids.get(self._chosen.selected, "")

    def _stepped(self, change: Any) -> None:
        """Follow the page where its keys moved it to another wave."""
        place = change["new"].get("wave")
        if isinstance(place, int) and 0 <= place < len(self._chosen.waves):
            self._chosen.wave = self._chosen.waves[place]

    def _pointed(self, change: Any) -> None:
        names = {place: name for name, place in self._chosen.ids.items()}
        self._chosen.selected = names.get(change["new"], "")

    def _answered(self, _: Any, content: Any, __: Any) -> None:
        if not isinstance(content, dict) or content.get("kind") not in ("svg", "png"):
            return
        then, data = self._asked.pop(str(content.get("id")), None), str(content.get("data") or "")
        if then is not None and data and len(data) <= LARGEST:
            then(data.encode() if content["kind"] == "svg" else base64.b64decode(data.partition("base64,")[2]))
