"""The current view as a file beside the notebook: a picture as it stands on the screen, or the workshop page."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from culture_diag.errors import CultureDiagError
from culture_diag.i18n import text
from culture_diag.plotting import plot_quadrants, plot_trajectories
from culture_diag.plotting.saving import save
from culture_diag.present import write_presenter

if TYPE_CHECKING:
    from collections.abc import Callable

    from culture_diag.explorer.picture import Picture
    from culture_diag.explorer.state import ExplorerState

KINDS = ("png", "svg", "html")
STYLES = {"room": "room"}
"""Looks of the screen that have a twin on paper; the others are drawn as print."""


def save_view(state: ExplorerState, path: str | Path) -> Path:
    """Write the current view without a screen: PNG, SVG or PDF as matplotlib draws it, HTML as the workshop page.

    Parameters
    ----------
    state : ExplorerState
    path : str or Path
        The suffix says what is written; an existing file is replaced.

    Returns
    -------
    Path

    Raises
    ------
    CultureDiagError
        If no team is chosen, or the suffix is no known format.
    """
    path, lang, teams = Path(path), state.lang, list(state.shown)
    if not teams:
        raise CultureDiagError.of("explorer_no_team", lang=lang)
    if path.suffix.lower() == ".html":
        return write_presenter(state.release, path, teams=teams, wave=state.wave, lang=lang)
    style = STYLES.get(state.theme, "print")
    chosen: dict[str, Any] = {"teams": teams, "lang": lang}
    if state.trails:
        waves = state.waves[: state.waves.index(state.wave) + 1]
        return save(plot_trajectories(state.release, waves=waves, style=style, **chosen), path, lang=lang)
    focus = teams if state.view()["focus"] else [state.selected] if state.selected else []
    regions = focus if state.region else False
    drawn = plot_quadrants(state.release, wave=state.wave, regions=regions, style=style, **chosen)
    return save(drawn, path, lang=lang)


class SaveButtons:
    """A button a kind of file, and the line that says what was written. ``box`` holds them."""

    def __init__(self, state: ExplorerState, picture: Picture, folder: Path) -> None:
        self.state, self.picture, self.folder = state, picture, folder
        self.buttons = {kind: widgets.Button(layout=widgets.Layout(width="auto")) for kind in KINDS}
        self.outcome = widgets.HTML()
        for kind, button in self.buttons.items():
            button.on_click(lambda _, kind=kind: self._pressed(kind))
        layout = widgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="4px 8px")
        self.box = widgets.Box([*self.buttons.values(), self.outcome], layout=layout)
        self._relabel()
        state.observe(self._relabel, names="lang")

    def _relabel(self, _: Any = None) -> None:
        for kind, button in self.buttons.items():
            button.description = text(f"explore.save.{kind}", self.state.lang)
            button.tooltip = text(f"explore.save_tip.{kind}", self.state.lang)

    def _pressed(self, kind: str) -> None:
        if kind == "html":
            self._write(kind, lambda path: save_view(self.state, path))
        else:
            self.picture.ask(kind, lambda data: self._write(kind, lambda path: path.write_bytes(data)))

    def _write(self, kind: str, write: Callable[[Path], Any]) -> None:
        """Write under a name that is still free; an exception here would show nothing, so it is said in words."""
        lang = self.state.lang
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = free_name(self.folder, text(f"explore.file.{'page' if kind == 'html' else 'view'}", lang),
                             self.state.wave, kind)  # fmt: skip
            write(path)
            outcome = text("explore.saved", lang, file=str(path.resolve()))
        except CultureDiagError as error:
            outcome = error.text(lang)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            outcome = text("explore.not_saved", lang, folder=str(self.folder), reason=reason)
        except Exception as error:
            outcome = text("explore.failed", lang, kind=type(error).__name__)
        self.outcome.value = f'<span role="status">{escape(outcome)}</span>'


def free_name(folder: Path, stem: str, wave: str, kind: str) -> Path:
    """Return a file name that no file has yet; a label of a wave may hold signs that a file name may not.

    Examples
    --------
    >>> free_name(Path("nowhere"), "teams", "2025/26?", "png").name
    'teams-2025-26.png'
    """
    stem = f"{stem}-{re.sub(r'[^0-9A-Za-z]+', '-', wave)[:40].strip('-')}".strip("-")
    path, count = folder / f"{stem}.{kind}", 1
    while path.exists():
        count += 1
        path = folder / f"{stem}-{count}.{kind}"
    return path
