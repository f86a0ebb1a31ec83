"""The controls beside the picture: each follows one part of the state and changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from culture_diag.explorer.native import TeamList, WaveBar
from culture_diag.explorer.state import THEMES, ExplorerState
from culture_diag.i18n import LANGUAGES, text

if TYPE_CHECKING:
    from culture_diag.explorer.picture import Picture

SWITCHES = ("region", "trails", "replay")
"""What is on or off."""

WAVE_WORDS, TEAM_WORDS = ("label", "back", "on", "play", "pause"), ("label", "search", "all", "none", "count")


class Controls:
    """School, teams, waves, language, look and switches of one state.

    ``top`` and ``side`` are boxes; each control is also an attribute, by the name of the trait it steers.
    """

    def __init__(self, state: ExplorerState, picture: Picture) -> None:
        self.state = state
        self.school, self.lang, self.theme = (_dropdown() for _ in range(3))
        self.region, self.trails, self.replay = (_checkbox() for _ in SWITCHES)
        self.teams = TeamList(options=self._options(), value=self._ticked(), group=state.school)
        self.wave = WaveBar(waves=list(state.waves), picture=picture)
        chosen = [self.school] if len(state.schools) > 1 else []
        self.top = _row([*chosen, self.lang, self.theme, self.region, self.trails, self.replay])
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
        self.teams.observe(
            lambda change: self._set("teams", [names[place] for place in change["new"] if place in names]), "value"
        )
        state.observe(lambda _: self.teams.set_trait("value", self._ticked()), "teams")
        state.observe(lambda change: self.teams.set_trait("group", change["new"]), "school")

    def _tie(self, name: str, control: Any) -> None:
        def there(change: Any) -> None:
            if not self._busy and change["new"] is not None:
                self._set(name, change["new"])

        control.observe(there, names="value")
        # What stands in the state by now, not what it was told to become: the state may have thought better of it.
        self.state.observe(lambda _: control.set_trait("value", getattr(self.state, name)), names=name)

    def _set(self, name: str, value: Any) -> None:
        setattr(self.state, name, value)

    def _ticked(self) -> list[str]:
        return [self.state.ids[name] for name in self.state.teams]

    def _options(self) -> list[dict[str, str]]:
        state = self.state
        return [{"id": state.ids[name], "label": name, "group": state.homes[name]} for name in state.names]

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


def _dropdown() -> Any:
    layout = widgets.Layout(width="auto", max_width="100%")
    return widgets.Dropdown(style={"description_width": "initial"}, layout=layout)


def _checkbox() -> Any:
    return widgets.Checkbox(indent=False, layout=widgets.Layout(width="auto"))


def _row(children: list[Any]) -> Any:
    layout = widgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="4px 18px")
    return widgets.Box(children, layout=layout)
