"""How one file is to be read, where its headers and its platform do not tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from culture_diag.errors import MappingError

Partials = Literal["keep", "drop"]
"""What is done with an answer that the platform marks as unfinished."""

Period = Literal["month", "school-year", "year"]
"""What a date of answering can be made a wave by."""

DateOrder = Literal["dmy", "mdy"]
"""Order of day and month in dates that do not tell it."""


@dataclass(frozen=True)
class ReadOptions:
    """What an advisor has said about one file.

    Parameters
    ----------
    columns : mapping
        Role or item id -> header; ``None`` as header leaves a role out.
    platform : str, optional
        Whose export it is; by default told by its signature.
    partials : {"keep", "drop"}
        Unfinished answers count where enough was answered, or not at all.
    missing_codes : tuple of float or str
        Answers that stand for no answer, beside those of the instrument.
    codes : mapping of float to float
        Number in the file -> code of the scale, where the file counts otherwise (4 -> 3 where 3 was skipped).
    wave : str, optional
        Label of the file's wave.
    wave_by : {"month", "school-year", "year"}, optional
        Makes a wave of the dates in the column of the wave.
    dates : {"dmy", "mdy"}, optional
        Order of day and month, where the dates do not tell.
    renamed : mapping
        Old team name -> new team name.

    Raises
    ------
    MappingError
        If a choice is not one of those there are.

    Examples
    --------
    >>> ReadOptions(columns={"team": "Groep"}).partials
    'keep'
    """

    columns: Mapping[str, str | None] = field(default_factory=dict)
    platform: str | None = None
    partials: str = "keep"
    missing_codes: tuple[float | str, ...] = ()
    codes: Mapping[float, float] = field(default_factory=dict)
    wave: str | None = None
    wave_by: str | None = None
    dates: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, choices in (("partials", Partials), ("wave_by", Period), ("dates", DateOrder)):
            known = get_args(choices)
            choice = getattr(self, name)
            if choice is not None and choice not in known:
                values = {"name": name, "asked": choice, "known": ", ".join(known)}
                raise MappingError.of("mapping_choice", **values)
