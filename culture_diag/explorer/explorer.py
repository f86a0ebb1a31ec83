"""The explorer: picture, controls and buttons around one state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from culture_diag.explorer.controls import Controls
from culture_diag.explorer.picture import Picture
from culture_diag.explorer.saving import SaveButtons, save_view
from culture_diag.explorer.state import ExplorerState
from culture_diag.story.alt_texts import alt_text

if TYPE_CHECKING:
    from culture_diag.disclosure import Release

NAME = "culture-diag-explorer"
"""The class by which the style sheet knows the box."""


def _passed_on(name: str) -> property:
    def read(self: Any) -> Any:
        return getattr(self.state, name)

    def write(self: Any, value: Any) -> None:
        setattr(self.state, name, value)

    return property(read, write, doc=str(ExplorerState.class_traits()[name].help))


class WordedBox(widgets.VBox):  # type: ignore[misc]
    """A box that offers a notebook the widget, and who has none its ``words``."""

    @property
    def words(self) -> str:
        """What stands where no widget can be shown."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        made = super()._repr_mimebundle_(**kwargs)
        bundle = made[0] if isinstance(made, tuple) else made
        bundle["text/plain"] = self.words
        return made


class Explorer(WordedBox):
    """The living picture with its controls; what is chosen can be read and set as attributes.

    ``wave``, ``teams``, ``school``, ``lang``, ``region``, ``trails``, ``theme``, ``selected`` and ``replay`` are those
    of ``state`` (:class:`~culture_diag.explorer.state.ExplorerState`), whose ``observe`` tells of every change.
    """

    wave, school, lang, theme = map(_passed_on, ("wave", "school", "lang", "theme"))
    region, trails, replay, selected = map(_passed_on, ("region", "trails", "replay", "selected"))

    def __init__(self, release: Release, *, lang: str, folder: Path) -> None:
        self.state = ExplorerState(release, lang=lang)
        self.picture = Picture(self.state)
        self.picture.layout.flex = "1 1 480px"
        self.picture.layout.min_width = "0"
        self.controls = Controls(self.state, self.picture)
        self.saving = SaveButtons(self.state, self.picture, folder)
        layout = widgets.Layout(flex_flow="row wrap", align_items="flex-start", grid_gap="12px 24px")
        middle = widgets.Box([self.controls.side, self.picture], layout=layout)
        super().__init__([self.controls.top, self.controls.wave, middle, self.saving.box])
        self.add_class(NAME)
        self.layout.grid_gap = "8px"

    @property
    def teams(self) -> tuple[str, ...]:
        """Names of the chosen teams; None is all."""
        return tuple(self.state.teams)

    @teams.setter
    def teams(self, value: Sequence[str] | str | None) -> None:
        self.state.teams = value
        if self.state.teams and not self.state.shown:
            # Who asks for teams of another school wants to see them.
            self.state.school = ""

    @property
    def release(self) -> Release:
        """What is explored."""
        return self.state.release

    @property
    def alt(self) -> str:
        """What the picture says, in words."""
        state = self.state
        return alt_text(state.release, wave=state.wave, teams=list(state.shown), lang=state.lang)

    def save(self, path: str | Path) -> Path:
        """Write the current view: PNG, SVG or PDF as matplotlib draws it, HTML as the workshop page."""
        return save_view(self.state, path)

    @property
    def words(self) -> str:
        """The picture in words, where a team is chosen."""
        return self.alt if self.state.shown else type(self).__name__
