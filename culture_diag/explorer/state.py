"""What the explorer shows, apart from any view: usable from code, and what is asked for wrongly is said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import traitlets

from culture_diag.errors import CultureDiagError
from culture_diag.i18n import LANGUAGES
from culture_diag.story.selection import pick_names, pick_wave, rows_of
from culture_diag.story.units import unit_ids

if TYPE_CHECKING:
    from culture_diag.disclosure import Release

THEMES = ("screen", "room", "print", "contrast")
"""The looks the picture knows."""

TEAMS_IN_FOCUS = 5
"""Up to so many teams are all in focus: each gets its region and the others are not dimmed."""


class ExplorerState(traitlets.HasTraits):
    """What is chosen, whoever chose it; a picture and controls follow it and change it.

    Parameters
    ----------
    release : Release
    lang : {"nl", "en"}

    Examples
    --------
    >>> import culture_diag as cd
    >>> sample = cd.simulate(cd.load_instrument("invitation-challenge"), teams=2, waves=2, sizes=(12, 12), seed=1)
    >>> state = ExplorerState(cd.release(cd.diagnose(sample.responses)), lang="en")
    >>> state.teams = ["team 2"]
    >>> state.shown, state.view()["units"], state.view()["wave"]
    (('team 2',), ['team:1'], 1)
    """

    wave = traitlets.Unicode(help="Label of the wave that is drawn.")
    teams = traitlets.Any((), help="Names of the chosen teams, in the order of the release.")
    school = traitlets.Unicode("", help="Only teams of this school; empty is all schools.")
    lang = traitlets.Unicode(help="Language of picture and controls.")
    region = traitlets.Bool(True, help="Whether the focused teams have their region of uncertainty.")
    trails = traitlets.Bool(False, help="Whether the way over the waves is drawn.")
    theme = traitlets.Unicode(THEMES[0], help="Look of the picture.")
    selected = traitlets.Unicode("", help="Name of the team that is pointed out; empty is none.")
    replay = traitlets.Bool(False, help="Whether the selected team steps through places where it may really lie.")

    def __init__(self, release: Release, *, lang: str) -> None:
        self.release = release
        self.names = tuple(pick_names(release, None, lang))
        self.ids = unit_ids(release.teams, "team")
        self.homes = _homes(release)
        super().__init__(lang=lang, wave=release.latest, teams=self.names)
        self.observe(self._follow, names=["teams", "school", "replay", "wave"])

    @property
    def waves(self) -> tuple[str, ...]:
        """All waves, in order of time."""
        return self.release.waves

    @property
    def schools(self) -> tuple[str, ...]:
        """All schools, in the order of the release; none where the answers know no schools."""
        return tuple(dict.fromkeys(home for home in self.homes.values() if home))

    @property
    def shown(self) -> tuple[str, ...]:
        """The chosen teams of the chosen school."""
        return tuple(name for name in self.teams if not self.school or self.homes[name] == self.school)

    def view(self) -> dict[str, Any]:
        """Say the same as the picture understands it; which unit is selected goes by itself."""
        shown = self.shown
        ids = [self.ids[name] for name in shown]
        return {
            "wave": self.waves.index(self.wave),
            # None is every team: a long list of names need not go over the wire.
            "units": None if shown == self.names else ids,
            "focus": ids if len(shown) <= TEAMS_IN_FOCUS else [],
            "region": self.region,
            "trails": self.trails,
            "theme": self.theme,
            "replay": {"unit": self.ids[self.selected]} if self.replay and self.selected else None,
        }

    @traitlets.validate("wave")
    def _known_wave(self, proposal: dict[str, Any]) -> str:
        return pick_wave(self.release, proposal["value"], self._said())

    @traitlets.validate("teams")
    def _known_teams(self, proposal: dict[str, Any]) -> tuple[str, ...]:
        asked = set(pick_names(self.release, proposal["value"], self._said()))
        return tuple(name for name in self.names if name in asked)

    @traitlets.validate("school")
    def _known_school(self, proposal: dict[str, Any]) -> str:
        return self._one_of("explorer_school", proposal["value"], ("", *self.schools))

    @traitlets.validate("lang")
    def _known_language(self, proposal: dict[str, Any]) -> str:
        return self._one_of("language", proposal["value"], LANGUAGES)

    @traitlets.validate("theme")
    def _known_theme(self, proposal: dict[str, Any]) -> str:
        return self._one_of("explorer_theme", proposal["value"], THEMES)

    @traitlets.validate("selected")
    def _known_selected(self, proposal: dict[str, Any]) -> str:
        found = pick_names(self.release, [proposal["value"]], self._said()) if proposal["value"] else [""]
        return found[0]

    def _one_of(self, key: str, asked: str, known: tuple[str, ...]) -> str:
        if asked not in known:
            listed = ", ".join(each for each in known if each) or "–"
            raise CultureDiagError.of(key, lang=self._said(), asked=asked, known=listed)
        return asked

    def _said(self) -> str:
        return self.lang or LANGUAGES[0]

    def _follow(self, change: Any) -> None:
        """Keep the selection among the shown; a replay needs a team that has a place in this wave."""
        shown = self.shown
        if self.selected and self.selected not in shown:
            self.selected = ""
        if self.replay and not self.selected:
            if change["name"] == "replay":
                self.selected = next((name for name in shown if self._placed(name)), "")
            self.replay = bool(self.selected)

    def _placed(self, name: str) -> bool:
        row = rows_of(self.release.teams, self.wave, name)
        return bool((~row["suppressed"] & row["label"].notna()).any())


def _homes(release: Release) -> dict[str, str]:
    frame = release.teams.drop_duplicates("name")
    schools = frame["school"] if "school" in frame else [None] * len(frame)
    return {str(name): "" if pd.isna(home) else str(home) for name, home in zip(frame["name"], schools, strict=True)}
