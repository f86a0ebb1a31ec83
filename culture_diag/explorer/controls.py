"""The controls beside the picture: each follows one part of the state; and native elements that ipywidgets lacks."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import anywidget
import ipywidgets as widgets
import traitlets

from culture_diag.explorer.state import THEMES, ExplorerState
from culture_diag.i18n import LANGUAGES, text

if TYPE_CHECKING:
    from culture_diag.explorer.picture import Picture


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


SWITCHES = ("region", "trails", "replay")
"""What is on or off."""

WAVE_WORDS, TEAM_WORDS = ("label", "back", "on", "play", "pause"), ("label", "search", "all", "none", "count")


class Controls:
    """School, teams, waves, language, look and switches of one state.

    ``top`` and ``side`` are boxes; each control is also an attribute, by the name of the trait it steers.
    """

    def __init__(self, state: ExplorerState, picture: Picture) -> None:
        self.state = state
        self.school, self.lang, self.theme = (
            widgets.Dropdown(
                style={"description_width": "initial"}, layout=widgets.Layout(width="auto", max_width="100%")
            )
            for _ in range(3)
        )
        self.region, self.trails, self.replay = (
            widgets.Checkbox(indent=False, layout=widgets.Layout(width="auto")) for _ in SWITCHES
        )
        teams = [{"id": state.ids[name], "label": name, "group": state.homes[name]} for name in state.names]
        self.teams = TeamList(options=teams, value=self._ticked(), group=state.school)
        self.wave = WaveBar(waves=list(state.waves), picture=picture)
        chosen = [self.school] if len(state.schools) > 1 else []
        self.top = widgets.Box(
            [*chosen, self.lang, self.theme, self.region, self.trails, self.replay],
            layout=widgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="4px 18px"),
        )
        self.side = widgets.VBox([self.teams], layout=widgets.Layout(width="250px", flex="0 1 250px"))
        self._busy = False
        self._relabel()
        self._tie_all()
        state.observe(self._relabel, names="lang")

    def _tie_all(self) -> None:
        state = self.state
        for name in (*SWITCHES, "theme", "lang", "school"):
            self._tie(name, getattr(self, name))
        names = {place: name for name, place in state.ids.items()}

        def ticked(change: Any) -> None:
            state.teams = [names[place] for place in change["new"] if place in names]

        self.teams.observe(ticked, "value")
        state.observe(lambda _: self.teams.set_trait("value", self._ticked()), "teams")
        state.observe(lambda change: self.teams.set_trait("group", change["new"]), "school")

    def _tie(self, name: str, control: Any) -> None:
        def there(change: Any) -> None:
            if not self._busy and change["new"] is not None:
                setattr(self.state, name, change["new"])

        control.observe(there, names="value")
        # What stands in the state by now, not what it was told to become: the state may have thought better of it.
        self.state.observe(lambda _: control.set_trait("value", getattr(self.state, name)), names=name)

    def _ticked(self) -> list[str]:
        return [self.state.ids[name] for name in self.state.teams]

    def _relabel(self, _: Any = None) -> None:
        """Say everything in the state's language."""
        lang, state = self.state.lang, self.state
        # New options reset a dropdown's value for a moment: that is no choice of anyone.
        self._busy = True
        try:
            schools = [(text("explore.every_school", lang), ""), *((name, name) for name in state.schools)]
            looks = [(text(f"explore.look.{theme}", lang), theme) for theme in THEMES]
            spoken = [(text("explore.language", each), each) for each in LANGUAGES]
            for name, options in (("school", schools), ("theme", looks), ("lang", spoken)):
                control = getattr(self, name)
                control.options, control.value = options, getattr(state, name)
        finally:
            self._busy = False
        for name in ("school", "theme", "lang", *SWITCHES):
            control = getattr(self, name)
            control.description = text(f"explore.control.{name}", lang)
            control.tooltip = text(f"explore.tip.{name}", lang)
        for name in SWITCHES:
            getattr(self, name).value = getattr(state, name)
        self.wave.words = {key: text(f"explore.waves_bar.{key}", lang) for key in WAVE_WORDS}
        # The page fills the counts in.
        kept = {"count": "{count}", "total": "{total}"}
        self.teams.words = {key: text(f"explore.team_list.{key}", lang, **kept) for key in TEAM_WORDS}
