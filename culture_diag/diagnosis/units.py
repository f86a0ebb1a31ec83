"""Who belongs together: teams, schools and boards, wave by wave, and how many people each has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culture_diag.errors import Problem, ResponseError

LEVELS = ("board", "school", "team")
"""From the whole to the part; a level that the answers do not name is left out."""


@dataclass(frozen=True)
class Units:
    """The units of one level in every wave, and which unit each respondent belongs to.

    Parameters
    ----------
    frame : DataFrame
        One row a unit and wave, in order of the keys and then of time: the key columns, ``wave``, ``n_rows``
        (respondents in the file) and ``n_team`` (people in the unit, NA where unknown).
    codes : (respondents,) array of int
        Row of `frame` for each respondent.
    keys : tuple of str
        Columns that tell a unit: this level and those above it.
    """

    frame: pd.DataFrame
    codes: NDArray[np.intp]
    keys: tuple[str, ...]

    @cached_property
    def names(self) -> pd.Series:
        """For each row of `frame` a name no other unit has; found once, as every table of the diagnosis asks it."""
        return display_names(self.frame, self.keys)

    @property
    def wave_codes(self) -> NDArray[np.intp]:
        """For each row of `frame` the place of its wave in time."""
        return np.asarray(self.frame["wave"].cat.codes, dtype=np.intp)

    @property
    def sizes(self) -> NDArray[np.float64]:
        """For each row of `frame` how many people there are, NaN where unknown."""
        return np.asarray(self.frame["n_team"].to_numpy(dtype=float, na_value=np.nan), dtype=float)

    def heading(self, **labels: str) -> pd.DataFrame:
        """Begin a table with a row a unit and wave: key columns, ``name``, ``wave``, and a column a label."""
        heading = self.frame[list(self.keys)].copy()
        heading["name"] = self.names
        heading["wave"] = self.frame["wave"]
        for column, label in labels.items():
            heading[column] = label
        return heading


def keys_of(frame: pd.DataFrame, level: str) -> tuple[str, ...]:
    """Return the columns that tell a unit of `level` apart; empty where the answers do not name that level.

    Examples
    --------
    >>> keys_of(pd.DataFrame(columns=["school", "team", "wave"]), "team")
    ('school', 'team')
    """
    if level not in frame:
        return ()
    return tuple(key for key in LEVELS[: LEVELS.index(level) + 1] if key in frame)


def units_at_level(answers: pd.DataFrame, *, level: str, extra: pd.DataFrame | None = None) -> Units:
    """Find the units of a level in every wave.

    Parameters
    ----------
    answers : DataFrame
        ``board, school, team`` where given, and ``wave`` (ordered categorical).
    extra : DataFrame, optional
        Units (key columns and ``wave``) to be listed with ``n_rows`` 0 where they have no answers.

    Returns
    -------
    Units
        With ``n_team`` still unknown.

    Examples
    --------
    >>> wave = pd.Categorical(["1", "1", "2"], categories=["1", "2"], ordered=True)
    >>> units = units_at_level(pd.DataFrame({"team": ["b", "a", "b"], "wave": wave}), level="team")
    >>> units.frame[["team", "wave", "n_rows"]].to_numpy().tolist(), units.codes.tolist()
    ([['a', '1', 1], ['b', '1', 1], ['b', '2', 1]], [1, 0, 2])
    """
    keys = keys_of(answers, level)
    waves = answers["wave"].cat.categories
    own = np.zeros(len(answers), dtype=np.intp)
    labels: list[NDArray[np.object_]] = []
    for key in keys:
        codes, uniques = pd.factorize(answers[key], sort=True)
        own = own * len(uniques) + codes
        labels.append(np.asarray(uniques, dtype=object))
    combined = own * len(waves) + answers["wave"].cat.codes.to_numpy()
    codes, present = pd.factorize(combined, sort=True)
    columns: dict[str, object] = {}
    rest = present // len(waves)
    for key, names in zip(reversed(keys), reversed(labels), strict=True):
        columns[key] = names[rest % len(names)]
        rest = rest // len(names)
    frame = pd.DataFrame({key: columns[key] for key in keys})
    frame["wave"] = pd.Categorical.from_codes((present % len(waves)).tolist(), categories=waves, ordered=True)
    frame["n_rows"] = np.bincount(codes, minlength=len(frame))
    if extra is not None and len(extra):
        frame, codes = _add(frame, codes, extra, keys)
    frame["n_team"] = pd.array([pd.NA] * len(frame), dtype="Int64")
    return Units(frame=frame, codes=codes, keys=keys)


def with_sizes(units: Units, sizes: pd.DataFrame | None, *, lang: str | None = None) -> Units:
    """Add how many people each team has.

    Parameters
    ----------
    units : Units
        Of teams.
    sizes : DataFrame or None
        ``team, n_team`` and, where they matter, ``school`` and ``wave``.

    Raises
    ------
    ResponseError
        If a team has more respondents than people, or a size does not say which of two teams of one name it means.

    Examples
    --------
    >>> wave = pd.Categorical(["1", "1"], categories=["1"], ordered=True)
    >>> units = units_at_level(pd.DataFrame({"team": ["a", "a"], "wave": wave}), level="team")
    >>> with_sizes(units, pd.DataFrame({"team": ["a"], "n_team": [6]})).frame["n_team"].tolist()
    [6]
    """
    if sizes is None:
        return units
    on = [key for key in (*units.keys, "wave") if key in sizes]
    frame = units.frame.drop(columns="n_team")
    ambiguous = _ambiguous_sizes(frame, sizes, on)
    if ambiguous:
        raise ResponseError(ambiguous, lang=lang)
    lookup = sizes.assign(**{key: sizes[key].astype(str) for key in on})[[*on, "n_team"]]
    sized = frame.assign(**{key: frame[key].astype(str) for key in on}).merge(lookup, on=on, how="left")
    frame["n_team"] = sized["n_team"].astype("Int64")
    # One of the two files is wrong, and only the advisor can know which: a size is not raised to fit.
    too_many = frame["n_rows"] > frame["n_team"].fillna(np.iinfo(np.int64).max)
    problems = [
        Problem("size_below_n", {"team": row.team, "wave": row.wave, "n": row.n_rows, "size": row.n_team})
        for row in frame[too_many].itertuples()
    ]
    if problems:
        raise ResponseError(problems, lang=lang)
    return Units(frame=frame, codes=units.codes, keys=units.keys)


def teams_without_answers(answers: pd.DataFrame, sizes: pd.DataFrame | None) -> pd.DataFrame | None:
    """List the teams that have a size but no answers: in the wave the size names, else in the last wave.

    Examples
    --------
    >>> wave = pd.Categorical(["1"], categories=["1"], ordered=True)
    >>> answers = pd.DataFrame({"team": ["a"], "wave": wave})
    >>> teams_without_answers(answers, pd.DataFrame({"team": ["a", "b"], "n_team": [6, 7]})).to_dict("list")
    {'team': ['b'], 'wave': ['1']}
    """
    if sizes is None:
        return None
    keys = keys_of(answers, "team")
    on = [key for key in (*keys, "wave") if key in sizes]
    have = pd.MultiIndex.from_frame(answers[on].astype(str).drop_duplicates())
    absent = sizes[~pd.MultiIndex.from_frame(sizes[on].astype(str)).isin(have)][on].copy()
    waves = [str(wave) for wave in answers["wave"].cat.categories]
    if "wave" in absent:
        absent = absent[absent["wave"].astype(str).isin(waves)]
    else:
        absent["wave"] = waves[-1]
    known = [key for key in keys if key in sizes]
    for key in keys:
        if key not in absent:
            absent[key] = _keys_elsewhere(absent, answers, key, known)
    return absent[[*keys, "wave"]].reset_index(drop=True)


def _keys_elsewhere(absent: pd.DataFrame, answers: pd.DataFrame, key: str, known: list[str]) -> NDArray[np.object_]:
    """Find what the sizes do not say of a silent team: as the team has it in another wave, else the rest of its school.

    Without it the team would be another one than itself in the waves in which it did answer.
    """
    values = pd.Series("", index=range(len(absent)), dtype=object)
    for on in (known, ["school"] if key == "board" and "school" in known else []):
        if on:
            pairs = answers[[*on, key]].astype(str).drop_duplicates()
            pairs = pairs[~pairs.duplicated(on, keep=False)]
            here = absent[on].astype(str).merge(pairs, on=on, how="left")[key].fillna("")
            values = values.mask(values == "", here)
    return values.to_numpy(dtype=object)


def display_names(frame: pd.DataFrame, keys: tuple[str, ...]) -> pd.Series:
    """Name each unit as no other is named: its own, with the level above before it where names repeat.

    Examples
    --------
    >>> frame = pd.DataFrame({"school": ["A", "B", "B"], "team": ["zuid", "zuid", "noord"], "wave": ["1"] * 3})
    >>> display_names(frame, ("school", "team")).tolist()
    ['A – zuid', 'B – zuid', 'noord']
    """
    names = frame[keys[-1]].astype(str)
    for depth in range(2, len(keys) + 1):
        units = pd.DataFrame({"name": names, **{key: frame[key] for key in keys}}).drop_duplicates()
        repeated = names.isin(units["name"][units["name"].duplicated()])
        if repeated.any():
            longer = frame.loc[repeated, keys[-depth]].astype(str)
            for key in keys[len(keys) - depth + 1 :]:
                longer = longer + " – " + frame.loc[repeated, key].astype(str)
            names = names.mask(repeated, longer)
    # A team may be called what another is made to be called: then a number tells them apart, whatever else does.
    units = pd.DataFrame({"name": names, **{key: frame[key] for key in keys}}).drop_duplicates()
    while units["name"].duplicated().any():
        again = units.groupby("name").cumcount()
        units["name"] = units["name"].where(again == 0, units["name"] + " (" + (again + 1).astype(str) + ")")
    named = frame[list(keys)].merge(units, on=list(keys), how="left")["name"]
    return pd.Series(named.to_numpy(), index=frame.index)


def _add(
    frame: pd.DataFrame, codes: NDArray[np.intp], extra: pd.DataFrame, keys: tuple[str, ...]
) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    more = extra.assign(n_rows=0)
    more["wave"] = more["wave"].astype(str).astype(frame["wave"].dtype)
    both = pd.concat([frame, more[[*keys, "wave", "n_rows"]]], ignore_index=True).drop_duplicates([*keys, "wave"])
    ordered = both.sort_values([*keys, "wave"], kind="stable")
    place = np.empty(int(ordered.index.max()) + 1, dtype=np.intp)
    place[ordered.index.to_numpy()] = np.arange(len(ordered))
    return ordered.reset_index(drop=True), place[codes]


def _ambiguous_sizes(frame: pd.DataFrame, sizes: pd.DataFrame, on: list[str]) -> list[Problem]:
    keys = [key for key in frame.columns if key in LEVELS]
    teams = frame[keys].drop_duplicates()
    named = [key for key in on if key in LEVELS]
    doubled = set(teams[teams.duplicated(named, keep=False)]["team"]) & set(sizes["team"].astype(str))
    # Sizes may tell schools apart where the answers do not: then which size is meant is not clear either.
    doubled |= set(sizes[sizes.duplicated(on, keep=False)]["team"].astype(str)) & set(teams["team"])
    return [Problem("size_unclear_team", {"team": team}) for team in sorted(doubled)]
