"""Every choice of a study, declared once.

The command line, ``diagnosis.toml``, keyword arguments, notebooks and widgets all read this declaration: an option that
is added here is there everywhere, with the same name, bounds, default and help. Light on purpose: the command line's
help is made from it, and must not wait for pandas or pydantic.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from culture_diag.defaults import GATE, MIN_N
from culture_diag.errors import CultureDiagError
from culture_diag.i18n import LANGUAGES

Kind = Literal["choice", "count", "share_pair", "points", "range", "switch", "text", "file", "files", "texts", "pairs"]
"""How an option is written: points may be 0, a range may not, a pair is ``key=value``."""

Table = Literal["top", "options", "names"]
"""Where ``diagnosis.toml`` holds an option; an option of one file of answers is in the mapping of its wave."""


@dataclass(frozen=True)
class Option:
    """One choice.

    Parameters
    ----------
    name : str
        Keyword argument and key of ``diagnosis.toml``; on the command line with dashes, after ``--``. Its help is
        ``cli.help.<name>``, its line in a new ``diagnosis.toml`` ``study.option.<name>``.
    kind : str
    default : object
        What holds where nothing is said.
    choices : tuple of str
        Of a ``choice``: the words there are.
    table : str, optional
        Where ``diagnosis.toml`` holds it; None where it belongs to one file of answers.
    example : str
        As it is written in ``diagnosis.toml``, and in errors on the command line.
    """

    name: str
    kind: Kind
    default: Any = None
    choices: tuple[str, ...] = ()
    table: Table | None = "options"
    example: str = ""

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return "--" + self.name.replace("_", "-")


STYLES = ("print", "room")
"""What pictures are for: paper and screen, or a projector."""

OPTIONS = (
    # Reading. What belongs to one file of answers has no place in diagnosis.toml but in the mapping of its wave.
    Option("instrument", "text", table="top"),
    Option("team_sizes", "file", table="top"),
    Option("mapping", "files", table=None),
    Option("platform", "text", table=None),
    Option("partials", "text", table=None),
    Option("wave", "texts", table=None),
    Option("column", "pairs", table=None),
    Option("rename", "pairs", table="names"),
    Option("without_team", "choice", default="ask", choices=("ask", "leave_out"), example='"ask"'),
    Option("order", "texts", table=None),
    Option("without_flagged", "switch", default=False, example="false"),
    # Diagnosis.
    Option("target", "choice", default="culture", choices=("culture", "members"), example='"culture"'),
    Option("gate", "share_pair", default=GATE, example="[0.5, 0.75]"),
    Option("margin", "points", example="0.2"),
    Option("cut_range", "range", example="0.5"),
    Option("borrow", "switch", default=False, example="false"),
    Option("norm", "file", example='"norm.csv"'),
    Option("norm_kind", "choice", default="mean", choices=("mean", "median"), example='"mean"'),
    # Release.
    Option("min_n", "count", default=MIN_N, example="5"),
    # Pictures.
    Option("style", "choice", default="print", choices=STYLES, example='"print"'),
)
BY_NAME = {option.name: option for option in OPTIONS}


@dataclass(frozen=True)
class ResolvedOptions:
    """What was chosen: as given, else as the folder's ``diagnosis.toml`` says, else the default.

    Parameters
    ----------
    given : mapping
        Typed, or passed as keyword arguments.
    preset : mapping
        What the folder's ``diagnosis.toml`` says, or the sample needs.
    lang : {"nl", "en"}
        Of errors.

    Raises
    ------
    CultureDiagError
        If an option does not exist.

    Examples
    --------
    >>> options = ResolvedOptions({"min_n": 9}, {"min_n": 7, "borrow": True})
    >>> options["min_n"], options["borrow"], options["target"], options.origin("min_n")
    (9, True, 'culture', 'given')
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    preset: Mapping[str, Any] = field(default_factory=dict)
    lang: str = LANGUAGES[0]

    def __post_init__(self) -> None:
        for name in self.given:
            if name not in BY_NAME:
                near = difflib.get_close_matches(name, BY_NAME, n=1)
                values = {"asked": name, "known": ", ".join(BY_NAME), "near": near[0] if near else ""}
                raise CultureDiagError.of(f"study_choice_unknown{'_near' if near else ''}", lang=self.lang, **values)
        given = {name: _as_declared(BY_NAME[name], value) for name, value in self.given.items() if value is not None}
        object.__setattr__(self, "given", given)

    def __getitem__(self, name: str) -> Any:
        """Return what holds for an option; renamed teams are those of the file and those given together."""
        if name == "rename":
            return {**self.preset.get(name, {}), **self.given.get(name, {})}
        if name in self.given:
            return self.given[name]
        return self.preset.get(name, BY_NAME[name].default)

    def origin(self, name: str) -> Literal["given", "preset", "default"]:
        """Tell who said so: ``given`` (typed, or a keyword), ``preset`` (the folder), or nobody (``default``)."""
        if name in self.given:
            return "given"
        return "preset" if name in self.preset else "default"

    def chosen(self) -> dict[str, Any]:
        """Return every option that somebody chose."""
        return {name: self[name] for name in BY_NAME if self.origin(name) != "default"}


def _as_declared(option: Option, value: Any) -> Any:
    """Return a value in the one form it has here, whoever gave it: text from JSON is a path, a list a tuple."""
    if option.kind == "file" and isinstance(value, str):
        return Path(value)
    if option.kind == "files":
        return [Path(one) for one in ([value] if isinstance(value, str | Path) else value)]
    return tuple(value) if option.kind == "share_pair" else value
