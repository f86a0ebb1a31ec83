"""Whose export a file is, told by its signature and never by its name, and how many rows of headers it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from culture_diag.errors import MappingError
from culture_diag.reading.common.cells import parse_number, plain_header, tidy
from culture_diag.reading.common.table import NOT_SHOWN_MARK, PLAIN, Recognised

Head = Sequence[Sequence[str]]
"""The first records of a file, from the first that holds anything."""

MAX_HEADER_RECORDS = 25
"""So many records are looked at."""

Platform = Literal[
    "microsoftforms", "googleforms", "limesurvey", "qualtrics", "surveymonkey", "typeform", "spss", "plain"
]
PLATFORMS: tuple[Platform, ...] = get_args(Platform)

_IMPORT_ID = re.compile(r"""\s*\{\s*["']ImportId["']\s*:\s*["']?([^"']*).*\}\s*""", re.DOTALL)
_RESPONSE_ID = re.compile(r"R_[A-Za-z0-9]{6,}")
LANGUAGE_CODE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,12})*")
DATE_PATTERN = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}(?:[ T,].*)?")
"""A day, perhaps with a time; whether it can be read is another matter."""

TIMESTAMPS = frozenset({
    "timestamp", "tijdstempel", "zeitstempel", "horodateur", "marca temporal", "marca de tiempo",
    "carimbo de data hora", "informazioni cronologiche", "sygnatura czasowa", "tidsstempel", "tidsstämpel",
    "tidstämpel", "aikaleima", "zaman damgası", "отметка времени",
})  # fmt: skip
FORM_STARTS = frozenset({
    "start time", "begintijd", "starttijd", "startzeit", "heure de debut", "heure de début", "hora de inicio",
    "ora di inizio", "hora de início",
})  # fmt: skip
FORM_ENDS = frozenset({
    "completion time", "tijd van voltooien", "voltooiingstijd", "tijd voltooid", "fertigstellungszeit",
    "heure de fin", "hora de finalización", "hora de finalizacion", "ora di completamento", "hora de conclusão",
})  # fmt: skip
QUALTRICS_HEADERS = frozenset({
    "startdate", "enddate", "status", "ipaddress", "progress", "duration in seconds", "finished", "recordeddate",
    "responseid", "recipientlastname", "recipientfirstname", "recipientemail", "externalreference",
    "externaldatareference", "locationlatitude", "locationlongitude", "distributionchannel", "userlanguage",
    "responseset",
})  # fmt: skip
QUALTRICS_VALUES = frozenset({"true", "false", "waar", "onwaar", "anonymous", "survey preview"})
"""What only an answer has in the columns of Qualtrics itself."""
SURVEYMONKEY_HEADERS = frozenset({
    "respondentid", "respondent id", "collectorid", "collector id", "respondent id number", "respondent id s",
})  # fmt: skip
SURVEYMONKEY_KINDS = frozenset({
    "response", "open ended response", "antwoord", "reactie", "open antwoord", "open reactie",
    "antwoord open vraag", "antwort", "offene antwort", "beantwortung", "reponse", "réponse", "reponse ouverte",
    "réponse ouverte", "respuesta", "respuesta abierta", "resposta", "resposta aberta", "risposta", "risposta aperta",
})  # fmt: skip
"""What the second header row of a SurveyMonkey export says of a question that has no rows of its own."""

LIMESURVEY_CODES = frozenset({"submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr"})
LIMESURVEY_HEADERS = (
    frozenset({"date submitted", "last page", "start language", "date last action", "date started"}),
    frozenset({"datum ingestuurd", "datum verzonden", "datum ingediend", "laatste pagina", "begintaal", "starttaal",
               "datum laatste actie", "startdatum", "datum gestart"}),
    frozenset({"datum abgeschickt", "letzte seite", "start sprache", "startsprache", "datum letzte aktivitat",
               "datum letzte aktivität", "datum gestartet"}),
    frozenset({"date de soumission", "derniere page", "dernière page", "langue de depart", "langue de départ"}),
)  # fmt: skip
PLATFORM_HEADERS = frozenset().union(
    QUALTRICS_HEADERS, SURVEYMONKEY_HEADERS, LIMESURVEY_CODES, *LIMESURVEY_HEADERS, TIMESTAMPS, FORM_STARTS, FORM_ENDS
)
"""Headers of columns that a platform fills by itself."""


def recognise(head: Head, *, asked: str | None = None, lang: str | None = None) -> Recognised:
    """Tell whose export a file is by what only that platform writes.

    Parameters
    ----------
    head : sequence of records
        The first :data:`MAX_HEADER_RECORDS` records, from the first filled one. All as wide.
    asked : str, optional
        Platform as the user says it: it is then taken to be that, and only the rows of the header are looked for.

    Raises
    ------
    MappingError
        If `asked` is no platform we know.

    Examples
    --------
    >>> recognise([["Tijdstempel", "In welk team werk je?"], ["4-5-2026 10:59:37", "Noord"]])
    Recognised(platform='googleforms', why='Tijdstempel', header_rows=1, shape='', ids=())
    """
    if asked is not None:
        name = plain_header(asked).replace(" ", "")
        if name not in PLATFORMS:
            raise MappingError.of("platform_unknown", lang=lang, asked=asked, known=", ".join(PLATFORMS))
        recognised = _RECOGNISERS[name](head) if name in _RECOGNISERS else None
        if not recognised and name == "surveymonkey" and len(head) > 1 and _known_headers(head[1], SURVEYMONKEY_KINDS):
            recognised = Recognised(name, "", 2, "stems")
        return recognised or Recognised(name, header_rows=_plain_table(head).header_rows)
    for tell in _RECOGNISERS.values():
        recognised = tell(head)
        if recognised:
            return recognised
    return _plain_table(head)


def _plain_headers(record: Sequence[str]) -> list[str]:
    return [plain_header(cell) for cell in record]


def _known_headers(record: Sequence[str], known: frozenset[str]) -> list[str]:
    return [tidy(cell) for cell, key in zip(record, _plain_headers(record), strict=True) if key in known]


def _qualtrics(head: Head) -> Recognised | None:
    # The second row holds the questions, in the language of the survey; only the third is the same everywhere.
    for at, record in enumerate(head[:4]):
        matches = [_IMPORT_ID.fullmatch(cell) for cell in record]
        others = sum(
            bool(tidy(cell)) and tidy(cell) != "{}" for cell, match in zip(record, matches, strict=True) if not match
        )
        if sum(map(bool, matches)) > others:  # whoever saved it again may have put a number before each row
            ids = tuple(match[1] if match else "" for match in matches)
            return Recognised("qualtrics", "ImportId", at + 1, ids=ids)
    legacy = sum(bool(re.fullmatch(r"V[0-9]+", tidy(cell))) for cell in head[0])
    if legacy >= 5 and len(head) > 1 and len(_known_headers(head[1], QUALTRICS_HEADERS)) >= 3:
        return Recognised("qualtrics", "V1 …", 2, "legacy")
    meta = _known_headers(head[0], QUALTRICS_HEADERS)
    if len(meta) >= 4 and {"responseid", "recordeddate", "progress"} & set(_plain_headers(head[0])):
        return Recognised("qualtrics", ", ".join(meta[:4]), 1 + _second_is_wording(head))
    return None


def _second_is_wording(head: Head) -> bool:
    """Tell whether the row under the names repeats what the platform's own columns are, in words."""
    if len(head) < 2:
        return False
    own = [at for at, key in enumerate(_plain_headers(head[0])) if key in QUALTRICS_HEADERS]
    cells = {at: cell for at in own if (cell := tidy(head[1][at]))}
    # An answer has a date, a number or an identity under them, in whatever language, or says what the next one says.
    answered = (DATE_PATTERN.fullmatch, parse_number, _RESPONSE_ID.fullmatch)
    if any(tell(cell) is not None for cell in cells.values() for tell in answered):
        return False
    others = [record for record in head[2:] if list(record) != list(head[1])]  # it may be there again, pasted
    if any(cell == tidy(record[at]) for at, cell in cells.items() for record in others):
        return False
    return (
        bool(cells)
        and len(cells) >= 0.9 * len(own)
        and not QUALTRICS_VALUES.intersection(map(plain_header, cells.values()))
    )


def _limesurvey(head: Head) -> Recognised | None:
    # The file with variable names and values has the questions first and their codes below.
    codes = _known_headers(head[1], LIMESURVEY_CODES) if len(head) > 1 else []
    marked = any(NOT_SHOWN_MARK in cell for record in head for cell in record)
    # Without a mark each code must have its question; a row of titles has holes.
    whole = len(codes) > 2 and all(tidy(above) or not tidy(below) for above, below in zip(*head[:2], strict=True))
    if (marked and codes) or whole:
        return Recognised("limesurvey", ", ".join([*([NOT_SHOWN_MARK] if marked else []), *codes[:2]]), 2, "vv")
    # Headings of code and text write the code first: "submitdate. Date submitted".
    codes = [
        code for cell in head[0] if (code := re.split(r"[.:]", tidy(cell))[0].strip().casefold()) in LIMESURVEY_CODES
    ]
    if {"submitdate", "lastpage"} <= set(codes) or {"submitdate", "startlanguage"} <= set(codes):
        return Recognised("limesurvey", ", ".join(codes[:3]))
    for words in LIMESURVEY_HEADERS:
        named = _known_headers(head[0], words)
        if len(named) >= 3 or (len(named) == 2 and _numbered_pages(head)):
            return Recognised("limesurvey", ", ".join(named[:3]))
    # Full-text headings are in the language of the administrator: the order and the cells are not.
    return Recognised("limesurvey", "; ".join(map(tidy, head[0][:4]))) if _numbered_pages(head) else None


def _numbered_pages(head: Head) -> bool:
    """Tell whether the first four columns are LimeSurvey's own: number, date or nothing, page, language."""
    body = [record for record in head[1:] if any(map(tidy, record))]
    if not body or len(head[0]) < 5:
        return False
    return all(
        record[0].strip().isdigit()
        and (not record[1].strip() or bool(DATE_PATTERN.fullmatch(record[1].strip())))
        and (not record[2].strip() or bool(re.fullmatch(r"-?[0-9]{1,3}", record[2].strip())))
        and bool(LANGUAGE_CODE.fullmatch(record[3].strip()))
        for record in body
    ) and any(record[1].strip() for record in body)


def _surveymonkey(head: Head) -> Recognised | None:
    if len(head) < 2:
        return None
    # Some exports lack the number of the respondent; then only what the second row says of a question is left.
    kinds = _known_headers(head[1], SURVEYMONKEY_KINDS)
    meta = _known_headers(head[0], SURVEYMONKEY_HEADERS)
    under = [tidy(head[1][at]) for at, key in enumerate(_plain_headers(head[0])) if key in SURVEYMONKEY_HEADERS]
    holes = any(tidy(below) and not tidy(above) for above, below in zip(*head[:2], strict=True))
    if meta and not any(under) and (kinds or holes):
        return Recognised("surveymonkey", " / ".join([meta[0], *kinds[:1]]), 2, "stems")
    # A question may have the answer "Response"; a header row says it of columns that never do.
    holds = any(set(_plain_headers(record)) & SURVEYMONKEY_KINDS for record in head[2:])
    # An option of a question with several columns may be a number.
    bare = [cell for at, cell in enumerate(_plain_headers(head[1])) if cell and not _in_block(head[0], at)]
    numbers = any(parse_number(tidy(cell)) is not None for cell in head[1])
    if kinds and not holds and (not numbers or set(bare) <= SURVEYMONKEY_KINDS) and _are_headers(head):
        return Recognised("surveymonkey", kinds[0], 2, "stems")
    return None


def _are_headers(head: Head) -> bool:
    """Tell whether the second row heads columns: no cell of it comes again below, but the options of tick boxes."""
    below = [{tidy(record[at]) for record in head[2:]} - {""} for at in range(len(head[1]))]
    again = [at for at, cell in enumerate(head[1]) if tidy(cell) in below[at] and below[at] != {tidy(cell)}]
    return not again and len(head) > 4  # of two people the first looks like headers as much as any


def _in_block(stems: Sequence[str], at: int) -> bool:
    """Tell whether a column belongs to a question with several: its stem is a hole, or that of the next."""
    return not tidy(stems[at]) or (at + 1 < len(stems) and not tidy(stems[at + 1]))


def _typeform(head: Head) -> Recognised | None:
    # Questions are in any language, headers of its own in English.
    for at, record in enumerate(head[:2]):  # somebody may have put a row of titles above it
        keys = set(_plain_headers(record))
        own = [name for name in ("network id", "submit date utc", "start date utc", "stage date utc") if name in keys]
        hashed = tidy(record[0]) == "#" if record else False
        if "network id" in own or len(own) >= 2 or (hashed and own):
            shape = "stems" if at else ""
            return Recognised("typeform", ", ".join([*(["#"] if hashed else []), *own[:2]]), at + 1, shape)
    return None


def _microsoftforms(head: Head) -> Recognised | None:
    # Headers are translated, and no single one tells; a start beside an end does.
    starts, ends = _known_headers(head[0], FORM_STARTS), _known_headers(head[0], FORM_ENDS)
    return Recognised("microsoftforms", f"{starts[0]}, {ends[0]}") if starts and ends else None


def _googleforms(head: Head) -> Recognised | None:
    first = next((cell for cell in head[0] if tidy(cell)), "")  # the form puts it first
    return Recognised("googleforms", tidy(first)) if plain_header(first) in TIMESTAMPS else None


def _plain_table(head: Head) -> Recognised:
    return Recognised(PLAIN, "", 2, "stems") if _has_two_header_rows(head) else Recognised(PLAIN)


def _has_two_header_rows(head: Head) -> bool:
    """Tell whether the first row has the question over its first column only, and the second what each column is."""
    if len(head) < 3:
        return False
    first, second = ([tidy(cell) for cell in record] for record in head[:2])
    last = max((at for at, cell in enumerate(second) if cell), default=-1)
    holes = [at for at in range(1, last + 1) if not first[at]]
    named = [cell for cell in second if cell]
    if not holes or not all(second[at] for at in holes) or len(named) < 2:
        return False
    if any(parse_number(cell) is not None or DATE_PATTERN.fullmatch(cell) for cell in named):
        return False
    # Headers differ from each other within a block, and from what is answered under them.
    below = [{tidy(record[at]) for record in head[2:]} for at in range(len(second))]
    repeated = sum(bool(cell) and cell in below[at] for at, cell in enumerate(second))  # the options of tick boxes are
    return len(set(named)) > 0.8 * len(named) and repeated < 0.5 * len(named)


# What is least likely by chance comes first: many people call a column of their own "Timestamp".
_RECOGNISERS: dict[str, Callable[[Head], Recognised | None]] = {
    "qualtrics": _qualtrics,
    "limesurvey": _limesurvey,
    "typeform": _typeform,
    "surveymonkey": _surveymonkey,
    "microsoftforms": _microsoftforms,
    "googleforms": _googleforms,
}


LIMESURVEY_ANSWER_CODE = re.compile(r"AO?[0-9]{1,3}")
"""Answer codes that LimeSurvey proposes: they tell the order of the answers, and not what they say."""
