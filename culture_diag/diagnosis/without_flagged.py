"""The diagnosis once with everyone and once without the flagged, side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd

from culture_diag.diagnosis.units import LEVELS
from culture_diag.errors import ResponseError
from culture_diag.quality import NOBODY_LEFT, flag_respondents, without_respondents
from culture_diag.reading import Responses

SUFFIX = "_without"


def compare_without_flagged(responses: Responses, *, flags: pd.DataFrame | None = None, **choices: Any) -> pd.DataFrame:
    """Diagnose with all respondents and without the flagged, to see whether a finding hangs on them.

    **For the advisor alone, never to be shown**: n times the mean with everyone, less the same without one flagged
    colleague, is that colleague's own score. Two pictures of the same team, one with and one without, say it too.

    Parameters
    ----------
    responses : Responses
    flags : DataFrame, optional
        With a boolean column ``flagged``, index of ``responses.frame``; by default what
        :func:`culture_diag.flag_respondents` flags at its own thresholds.
    **choices
        Of :func:`culture_diag.diagnose`, the same for both.

    Returns
    -------
    DataFrame
        One row a team and wave, as in ``Diagnosis.teams``: ``board, school`` where given, ``team, name, wave``; ``n``
        and ``n_without`` (Int64: respondents with a valid score on both axes); for each axis scale ``<scale>`` and
        ``<scale>_without`` (mean, response-scale points); ``label`` and ``label_without``; ``label_differs`` (boolean:
        both have a label and these are not the same; NA where one has none). A team that loses everyone is listed, with
        ``n_without`` 0 and no other figures.

    Raises
    ------
    ResponseError
        If `flags` has no such column, or as :func:`culture_diag.diagnose`.

    Notes
    -----
    Where spread is pooled over the teams of a wave (the default), the label of a team without anyone flagged may
    change a little too. Flagged are left out for what they did, not for what they answered; still, to leave someone
    out is a choice to account for (Curran 2016, doi:10.1016/j.jesp.2015.07.006).

    Examples
    --------
    >>> import culture_diag as cd
    >>> instrument = cd.load_instrument("invitation-challenge")
    >>> frame = cd.simulate(instrument, teams=2, sizes=(8, 8), seed=1).responses.frame
    >>> frame.loc[2, [item.id for item in instrument.items]] = 5.0
    >>> both = compare_without_flagged(cd.responses_from_frame(frame, instrument))
    >>> both[["team", "n", "n_without", "invitation", "invitation_without"]].round(2)
         team  n  n_without  invitation  invitation_without
    0  team 1  8          7        2.91                2.68
    1  team 2  8          8        3.08                3.08
    """
    from culture_diag.diagnosis.build_diagnosis import diagnose  # late: the room's front imports this module

    lang = choices.get("lang")
    everyone = diagnose(responses, **choices)
    if flags is None:
        flags = flag_respondents(responses, lang=lang)
    if not isinstance(flags, pd.DataFrame) or "flagged" not in flags:
        raise ResponseError.of("flags_without_column", lang=lang)
    try:
        rest = without_respondents(responses, flags["flagged"], lang=lang)
    except ResponseError as error:
        if error.problem_list[0].kind != NOBODY_LEFT:
            raise
        rest = None  # a table can tell that all teams lose everyone
    axes = list(dict.fromkeys(everyone.cuts["scale"])) or [scale.id for scale in responses.instrument.scales]
    compared = ["n", *axes, *(["label"] if "label" in everyone.teams else [])]
    by = [*(level for level in LEVELS if level in everyone.teams), "wave"]
    left = everyone.teams.iloc[:0] if rest is None else diagnose(rest, **choices).teams
    both = everyone.teams[[*by, "name", *compared]].merge(
        left[[*by, *compared]].rename(columns={column: column + SUFFIX for column in compared}), on=by, how="left"
    )
    both["n" + SUFFIX] = both["n" + SUFFIX].astype("Int64").fillna(0)
    order = [*by[:-1], "name", "wave", *(column + end for column in compared for end in ("", SUFFIX))]
    if "label" not in compared:
        return both[order]
    one, other = (both[column].astype("string") for column in ("label", "label" + SUFFIX))
    return both[order].assign(label_differs=(one != other).astype("boolean"))  # NA where one has none
