"""The controls and the picture of :func:`culture_diag.choose_paths`; imported only where ipywidgets is installed.

State apart from view: `teams` and `waves` are what is chosen, whoever chose it; boxes and picture follow them.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import traitlets

from culture_diag.errors import CultureDiagError
from culture_diag.explorer.showing import image_element
from culture_diag.i18n import text
from culture_diag.plotting import plot_trajectories
from culture_diag.plotting.saving import alt_text_of
from culture_diag.plotting.style import get_style
from culture_diag.story.selection import pick_model, pick_names, pick_waves

if TYPE_CHECKING:
    from culture_diag.disclosure import Release

TEAMS_AT_FIRST = 5
"""So many teams are ticked at first: they share one plane, and more get a panel each."""


class PathChooser(widgets.VBox):  # type: ignore[misc]
    """Tick boxes for teams and waves above the picture of their paths."""

    teams = traitlets.Tuple()
    waves = traitlets.Tuple()

    def __init__(
        self, release: Release, *, teams: Sequence[str] | str | None, waves: Sequence[str] | str | None, lang: str,
        style: str,
    ) -> None:  # fmt: skip
        # What cannot be drawn at all is said now; what goes wrong after a click is said in place of the picture.
        pick_model(release, lang)
        get_style(style, lang)
        self._release, self._lang, self._style = release, lang, style
        self._following = False
        self.alt = ""
        self.picture = widgets.HTML()
        self.team_boxes = _boxes(pick_names(release, None, lang))
        self.wave_boxes = _boxes(release.waves)
        every, none = (widgets.Button(description=text(f"explore.{key}", lang)) for key in ("all_teams", "no_teams"))
        super().__init__(children=[
            _heading("teams", lang), _row(self.team_boxes.values()), widgets.HBox([every, none]),
            _heading("waves", lang), _row(self.wave_boxes.values()), self.picture,
        ])  # fmt: skip
        self.teams = tuple(pick_names(release, _first_teams(release) if teams is None else teams, lang))
        self.waves = pick_waves(release, waves, lang)
        self._tie("teams", self.team_boxes)
        self._tie("waves", self.wave_boxes)
        every.on_click(lambda _: self.set_trait("teams", tuple(self.team_boxes)))
        none.on_click(lambda _: self.set_trait("teams", ()))
        self.observe(self._redraw, names=["teams", "waves"])
        self._redraw()

    @traitlets.validate("teams")
    def _known_teams(self, proposal: dict[str, Any]) -> tuple[str, ...]:
        asked = set(pick_names(self._release, proposal["value"], self._lang))
        return tuple(name for name in self.team_boxes if name in asked)

    @traitlets.validate("waves")
    def _known_waves(self, proposal: dict[str, Any]) -> tuple[str, ...]:
        return pick_waves(self._release, proposal["value"], self._lang)

    def _tie(self, trait: str, boxes: dict[str, Any]) -> None:
        """Let boxes and trait follow each other; while code ticks the boxes, they do not answer one by one."""

        def gather(_: Any) -> None:
            if not self._following:
                self.set_trait(trait, tuple(value for value, box in boxes.items() if box.value))

        def spread(_: Any = None) -> None:
            self._following = True
            try:
                for value, box in boxes.items():
                    box.value = value in getattr(self, trait)
            finally:
                self._following = False

        spread()
        self.observe(spread, names=trait)
        for box in boxes.values():
            box.observe(gather, names="value")

    def _redraw(self, _: Any = None) -> None:
        self.alt, self.picture.value = self._picture()

    def _picture(self) -> tuple[str, str]:
        """Return the alternative text and the picture, or words in its place: an exception here would show nothing."""
        release, lang, teams, waves = self._release, self._lang, self.teams, self.waves
        if not teams or not waves:
            return "", _words(text(f"explore.choose_{'waves' if teams else 'teams'}", lang))
        try:
            picture = plot_trajectories(release, teams=teams, waves=waves, lang=lang, style=self._style)
            return alt_text_of(picture), image_element(picture)
        except CultureDiagError as error:
            return "", _words(error.text(lang))
        except Exception as error:
            return "", _words(text("explore.failed", lang, kind=type(error).__name__))


def _first_teams(release: Release) -> list[str]:
    shown = release.teams[~release.teams["suppressed"]]
    return list(dict.fromkeys(shown["name"].astype(str)))[:TEAMS_AT_FIRST]


def _boxes(values: Sequence[str]) -> dict[str, Any]:
    layout = widgets.Layout(width="auto", margin="0 16px 0 0")
    return {value: widgets.Checkbox(description=value, indent=False, layout=layout) for value in values}


def _row(boxes: Any) -> Any:
    return widgets.Box(list(boxes), layout=widgets.Layout(flex_flow="row wrap", max_height="11em", overflow="auto"))


def _heading(key: str, lang: str) -> Any:
    return widgets.HTML(f"<strong>{escape(text(f'explore.{key}', lang))}</strong>")


def _words(said: str) -> str:
    return f'<p role="status">{escape(said)}</p>'.replace("\n", "<br>")
