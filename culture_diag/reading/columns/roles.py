"""What a column can be besides an item, and the Dutch and English headers by which it is known."""

from __future__ import annotations

from collections.abc import Mapping

from culture_diag.reading.common.cells import plain_header
from culture_diag.reading.common.table import PLAIN, Table
from culture_diag.reading.exports.platforms import FORM_STARTS, TIMESTAMPS

ROLES = ("respondent", "board", "school", "team", "wave")
REQUIRED = frozenset({"team"})
ROLE_HEADERS: Mapping[str, frozenset[str]] = {
    "respondent": frozenset({
        "respondent", "respondentnummer", "respondent nummer", "respondentcode", "respondent code", "respondent id",
        "respondentid", "respondentnr", "respondent nr", "id", "response id", "responseid", "deelnemer",
        "deelnemernummer", "deelnemer id", "participant", "participant id", "respondent number",
        "wat is je persoonlijke code", "wat is jouw persoonlijke code", "wat is uw persoonlijke code",
        "what is your personal code", "persoonlijke code", "personal code", "eigen code", "je eigen code",
        "jouw code", "your code", "code van de respondent", "koppelcode", "deelnemercode", "participant code",
    }),
    "board": frozenset({
        "board", "bestuur", "schoolbestuur", "bestuursnaam", "naam bestuur", "stichting", "school board",
        "board name", "name of board",
    }),
    "school": frozenset({
        "school", "schoolnaam", "school naam", "naam school", "naam van de school", "school name", "name of school",
        "name of the school", "vestiging", "locatie", "op welke school werk je", "op welke school werkt u",
        "at which school do you work", "op welke school werk je at which school do you work",
        "at which school do you work op welke school werk je",
    }),
    "team": frozenset({
        "team", "teamnaam", "team naam", "naam team", "naam van het team", "team name", "name of team",
        "name of the team", "in welk team werk je", "in welk team werkt u", "bij welk team hoor je",
        "in which team do you work", "which team do you work in",
        "in welk team werk je in which team do you work", "in which team do you work in welk team werk je",
    }),
    "wave": frozenset({
        "wave", "meting", "meetmoment", "meetronde", "ronde", "afname", "afnamemoment", "peiling", "schooljaar",
        "round", "measurement", "measurement round", "survey wave", "survey round", "school year",
    }),
}  # fmt: skip
"""Headers by which a role is known, in the normal form of :func:`culture_diag.reading.common.cells.plain_header`."""

NUMBER_HEADERS = frozenset({
    "id", "response id", "responseid", "respondent id", "respondentid", "respondentnummer", "respondent number",
    "respondent nummer", "respondentnr", "respondent nr",
})  # fmt: skip
"""Headers that in the export of a platform number the answers anew each time: no code by which to know people again."""

UNNUMBERED_PLATFORMS = (PLAIN, "spss")
"""Files in which such a column may well be a code."""

SECONDS = "seconds"
"""Key of the completion time in a mapping. Unlike a role it is a number, and never a reason to refuse a file."""

TIME_HEADERS: Mapping[str, frozenset[str]] = {
    "duration": frozenset({
        SECONDS, "duration in seconds", "duration seconds", "duration", "interviewtime", "interview time", "total time",
        "time taken", "time taken in seconds", "totale tijd", "duur", "duur in seconden", "tijdsduur",
        "tijdsduur in seconden", "tijd in seconden", "seconden", "invultijd", "invultijd in seconden", "invulduur",
    }),
    "start": frozenset({
        "start time", "starttime", "start date", "startdate", "start date utc", "date started", "starttijd",
        "begintijd", "startdatum", "begindatum", "datum gestart",
    }),
    "end": frozenset({
        "completion time", "end time", "endtime", "end date", "enddate", "submit date", "submitdate",
        "submit date utc", "date submitted", "tijd van voltooien", "eindtijd", "einddatum", "datum ingestuurd",
        "datum verzonden",
    }),
}  # fmt: skip
"""Headers of a duration in seconds, or of a start and an end, as survey platforms write them."""

PSEUDONYMISED_ROLES = ("respondent",)
"""What a column that tells who somebody is may be used for, if the advisor says so: only a pseudonym comes in."""

MINUTE_WORDS = frozenset({"min", "mins", "minuut", "minuten", "minute", "minutes"})
"""Words in a header that say that a duration is told in minutes."""

DURATION_HEADERS = TIME_HEADERS["duration"] | {"tijd", "time", "completion time", "tijd van invullen", "hoe lang"}
"""What may stand before "(minutes)" in the header of a duration."""


def is_in_minutes(header: str) -> bool:
    """Tell whether a header says that its column holds minutes.

    Examples
    --------
    >>> [is_in_minutes(header) for header in ("Duur (minuten)", "tijd (min.)", "Duration (in seconds)")]
    [True, True, False]
    """
    return not MINUTE_WORDS.isdisjoint(plain_header(header).split())


def is_duration(header: str) -> bool:
    """Tell whether a header in its normal form is one of a duration, in seconds or in minutes."""
    if header in TIME_HEADERS["duration"] or header in ("minuten", "minutes"):
        return True
    rest = " ".join(word for word in header.split() if word not in MINUTE_WORDS and word != "in")
    return is_in_minutes(header) and rest in DURATION_HEADERS


DATE_HEADERS = TIME_HEADERS["start"] | TIME_HEADERS["end"] | TIMESTAMPS | FORM_STARTS
"""Headers of columns with a date from which a wave can be made."""


def is_date(table: Table, position: int) -> bool:
    """Tell whether a column is headed as one of dates."""
    return any(plain_header(name) in DATE_HEADERS for name in table.names[position])
