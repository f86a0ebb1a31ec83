"""Controls that ipywidgets lacks or gives no name: waves, teams and files, as small native elements."""

from __future__ import annotations

from importlib.resources import files

import anywidget
import ipywidgets as widgets
import traitlets

Words = dict[str, str]


def _read(*names: str) -> str:
    return "\n".join(files(__package__).joinpath(name).read_text(encoding="utf-8") for name in names)


class WaveBar(anywidget.AnyWidget):
    """A slider over the waves, with steps and a button that plays them.

    It steers the wave in the `state` of `picture` within the page: a third of the time of the way through the kernel.
    """

    _esm = _read("shared.js", "waves.js")
    _css = _read("explorer.css")

    waves = traitlets.List(traitlets.Unicode()).tag(sync=True)
    picture = traitlets.Any().tag(sync=True, **widgets.widget_serialization)
    words = traitlets.Dict().tag(sync=True)


class TeamList(anywidget.AnyWidget):
    """A list to search and tick. `options` are ``{"id", "label", "group"}``, `value` the ticked ids."""

    _esm = _read("shared.js", "teams.js")

    options: traitlets.List[dict[str, str]] = traitlets.List().tag(sync=True)
    value = traitlets.List(traitlets.Unicode()).tag(sync=True)
    group = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)


class FilePicker(anywidget.AnyWidget):
    """Files from the visitor's own disk. `files` holds the last choice as pairs of name and bytes.

    The page refuses what is larger than `most` bytes together; what comes in all the same is counted here and dropped.
    """

    _esm = _read("shared.js", "files.js")

    most = traitlets.Int().tag(sync=True)
    accept = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    files = traitlets.Tuple()
    overflow = traitlets.Int(0, help="How often more came in than is allowed.")

    def __init__(self, *, most: int, accept: str) -> None:
        super().__init__(most=most, accept=accept)
        self._names: list[str] = []
        self._pieces: list[bytearray] = []
        self.on_msg(self._heard)

    def _heard(self, _: object, content: object, buffers: list[memoryview]) -> None:
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind == "begin":
            self._names = [str(file.get("name")) for file in content["files"]]  # type: ignore[index]
            self._pieces = [bytearray() for _ in self._names]
        elif kind == "piece" and self._names:
            self._pieces[int(content["file"])] += buffers[0]  # type: ignore[index]
            if sum(map(len, self._pieces)) > self.most:
                self._names, self._pieces = [], []
                self.overflow += 1
        elif kind == "end" and self._names:
            done = tuple((name, bytes(piece)) for name, piece in zip(self._names, self._pieces, strict=True))
            self._names, self._pieces = [], []
            self.files = done
