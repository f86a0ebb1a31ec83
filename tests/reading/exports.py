"""Look-alike exports: what each platform downloads for people whose answers are known.

Every maker takes a frame of people (`made_up`) and an instrument and gives a `Sheet`, which `export_files` writes.
Each column that tells who somebody is holds a canary, by which it can be found wherever it should not be.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from culture_diag.reading import ANSWERED, EMPTY, NOT_APPLICABLE, NOT_SHOWN

CANARY = "Kanarie"
NA, HIDDEN = "na", "hidden"
TEAMS = ("Noord", "Middenbouw (3/4)", "Zuid, één", 'De "Brug"; groep 7–8')
BEGUN = dt.datetime(2026, 5, 4, 8, 59, 37)
TEAM = {"nl": "In welk team werk je?", "en": "In which team do you work?"}
STEM = {"nl": "In hoeverre ben je het eens met de stellingen?", "en": "How far do you agree with these statements?"}
REMARK = {"nl": "Wil je nog iets kwijt?", "en": "Is there anything you would like to add?"}


@dataclass(frozen=True)
class Sheet:
    """Rows of a header and records under it; a cell is text, a number, a moment, or None."""

    headers: list[list[str]]
    rows: list[list[Any]]

    def columns(self, order: Sequence[int]) -> Sheet:
        """Return the columns in another order."""
        return Sheet(*([[row[at] for at in order] for row in part] for part in (self.headers, self.rows)))


def made_up(instrument, *, seed, size=24, na=0.08, hidden=0.0, teams=TEAMS, code=False):
    """Make people up: team, code?, and for each item a code of the scale, None (left empty), NA or HIDDEN."""
    draw = random.Random(f"{instrument.id} {seed}")
    codes = range(int(instrument.response_scale.minimum), int(instrument.response_scale.maximum) + 1)
    rows = []
    for number in range(size):
        person = {"team": teams[number % len(teams)], "partial": False}
        if code:
            person["code"] = f"{'abcdefgh'[number % 8]}{seed}{number:03}"
        for item in instrument.items:
            luck = draw.random()
            given = None if luck < 0.05 else NA if luck < 0.05 + na else HIDDEN if luck < 0.05 + na + hidden else ""
            person[item.id] = draw.choice(codes) if given == "" else given
        rows.append(person)
    draw.shuffle(rows)
    return pd.DataFrame(rows, dtype=object)


def truth(people, instrument):
    """Return what reading must come to: codes, and why there is none."""
    answers = people[[item.id for item in instrument.items]]
    reason = {None: EMPTY, NA: NOT_APPLICABLE, HIDDEN: NOT_SHOWN}
    codes = answers.map(lambda given: np.nan if given in reason else float(given)).astype("float64")
    return codes, answers.map(lambda given: reason.get(given, ANSWERED)).astype("int8")


# --------------------------------------------------------------------------------------------------- how cells read


def label(given, instrument, lang, *, capital=True):
    """Write an answer as the option that was chosen."""
    if given in (None, HIDDEN):
        return ""
    if given == NA:
        return {"nl": "Weet ik niet / n.v.t.", "en": "Don't know / not applicable"}[lang]
    told = next((point.label[lang] for point in instrument.response_scale.points if point.code == given), str(given))
    return told.capitalize() if capital else told


def number(given, instrument=None, lang=""):
    """Write an answer as its code; an answer that is none has no code of its own."""
    return "" if given in (None, NA, HIDDEN) else str(given)


def glued(given, instrument, lang):
    """Write an answer as some themes do: the label of an end runs into its number."""
    told = label(given, instrument, lang)
    return f"{told}{given}" if told and told != str(given) else told


def words(instrument, lang):
    """Return the statements in order."""
    return [item.wording[lang] for item in instrument.items]


def answers_of(people, instrument, lang, write=label):
    """Return the cells of the statements, a row a person."""
    ids = [item.id for item in instrument.items]
    return [[write(given, instrument, lang) for given in row] for row in people[ids].itertuples(index=False)]


def started(at):
    """Return when somebody began: within the first days of a month, so that day and month look alike."""
    return BEGUN + dt.timedelta(days=at % 8, minutes=7 * at)


def took(at):
    return 120 + 13 * at


def ended(at):
    return started(at) + dt.timedelta(seconds=took(at))


def canary(kind, at):
    return f"{CANARY}-{kind}-{at}"


def _sheet(people, leading, asked, trailing=()):
    """Put columns side by side: each is its headers and what it holds for the person at a position."""
    columns = [*leading, *asked, *trailing]
    depth = max(len(headers) for headers, _ in columns)
    headers = [[column[0][at] if at < len(column[0]) else "" for column in columns] for at in range(depth)]
    return Sheet(headers, [[cell(at) for _, cell in columns] for at in range(len(people))])


def _asked(people, instrument, lang, write, headers):
    """Return the columns of the team, a code if people have one, a remark, and the statements under their headers."""
    team, remark, code = headers["team"], headers["remark"], headers["code"]
    cells = answers_of(people, instrument, lang, write)
    columns = [(team, people["team"].tolist().__getitem__)]
    if "code" in people:
        columns.append((code, people["code"].tolist().__getitem__))
    columns.append((remark, lambda at: canary("remark", at) if at % 3 == 0 else ""))
    for place, header in enumerate(headers["items"]):
        columns.append((header, lambda at, place=place: cells[at][place]))
    return columns


def _plain_headers(instrument, lang, shape: Callable[[str], str] = str, *, below=()):
    below = list(below)
    return {
        "team": [shape(TEAM[lang]), *below], "remark": [shape(REMARK[lang]), *below],
        "code": ["Respondentcode", *below], "items": [[shape(word), *below] for word in words(instrument, lang)],
    }  # fmt: skip


# --------------------------------------------------------------------------------------------------------- platforms

FORMS = {
    "nl": ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Tijd van laatste wijziging"],
    "en": ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"],
}


def microsoft_forms(people, instrument, *, lang="nl", named=False, changed=True):
    """Microsoft Forms: a column a Likert row; no-break spaces, U+2010 and line ends stand in headers."""

    def shape(title):
        title = title.replace(" ", "\u00a0", 1).replace("-", "\u2010").replace(", ", ",\n", 1)
        return title if len(title) <= 199 else f"{title[:196]}..."

    leading = [
        (["ID"], lambda at: at + 1),
        ([FORMS[lang][1]], started),
        ([FORMS[lang][2]], ended),
        ([FORMS[lang][3]], lambda at: canary("mail", at) if named else "anonymous"),
        ([FORMS[lang][4]], lambda at: canary("name", at) if named else ""),
    ]
    leading += [([FORMS[lang][5]], lambda at: "")] if changed else []
    asked = _asked(people, instrument, lang, label, _plain_headers(instrument, lang, shape))
    chosen = {"nl": "Welke vakken geef je?", "en": "Which subjects do you teach?"}[lang]
    more = [
        ([chosen], lambda at: ["Rekenen;", "Rekenen;Taal;", ""][at % 3]),
        (["Toelichting"], lambda at: ""),
        (["Toelichting2"], lambda at: canary("free", at)),
    ]
    return _sheet(people, leading, [*asked, *more])


def google_forms(people, instrument, *, lang="nl", grid=True, write=label, mail=False, stamp=None):
    """Google Forms: the timestamp first, a grid as ``Question  [row]`` with two spaces."""
    stem = STEM[lang]
    headers = _plain_headers(instrument, lang)
    if grid:
        headers["items"] = [[f"{stem}  [{word}]"] for word in words(instrument, lang)]
    stamp = stamp or {"nl": dutch_moment, "en": american_moment}[lang]
    leading = [([{"nl": "Tijdstempel", "en": "Timestamp"}[lang]], lambda at: stamp(ended(at)))]
    if mail:
        title = {"nl": "E-mailadres", "en": "Email Address"}[lang]
        leading.append(([title], lambda at: canary("mail", at)))
    return _sheet(people, leading, _asked(people, instrument, lang, write, headers))


def dutch_moment(moment):
    return f"{moment.day}-{moment.month}-{moment.year} {moment.hour}:{moment.minute:02}:{moment.second:02}"


def american_moment(moment):
    return f"{moment:%Y/%m/%d %I:%M:%S} {'AM' if moment.hour < 12 else 'PM'} EST"


def short_moment(moment):
    return f"{moment.month}/{moment.day}/{moment.year} {moment.hour}:{moment.minute:02}"


LIME = {
    "code": ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr",
             "refurl"],
    "en": ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Token", "Date started",
           "Date last action", "IP address", "Referrer URL"],
    "nl": ["Antwoord ID", "Datum ingestuurd", "Laatste pagina", "Begintaal", "Seed", "Toegangscode", "Startdatum",
           "Datum laatste actie", "IP-adres", "Verwijzende URL"],
}  # fmt: skip


def limesurvey(people, instrument, *, lang="nl", headings="code", write=number, timings=True, personal=True):
    """LimeSurvey: headings of ``code``, ``full`` text, ``both`` or ``abbreviated``; an empty date is unfinished."""
    asked = _lime_questions(instrument, lang)
    told = {
        "code": lambda code, text: code,
        "full": lambda code, text: text,
        "both": lambda code, text: f"{code}. {text}",
        "abbreviated": lambda code, text: text[:15] + ".." + (text[text.index(" [") :][:17] if " [" in text else ""),
    }[headings]
    headers = {key: [told(*pair)] for key, pair in asked.items() if key != "items"}
    headers["items"] = [[told(*pair)] for pair in asked["items"]]
    partial, moment = people["partial"].tolist(), "%Y-%m-%d %H:%M:%S"
    kept = [
        lambda at: str(at + 1), lambda at: "" if partial[at] else f"{ended(at):{moment}}",
        lambda at: str(1 + at % 2) if partial[at] else "3", lambda at: lang, lambda at: str(10**8 + at),
        lambda at: canary("token", at), lambda at: f"{started(at):{moment}}", lambda at: f"{ended(at):{moment}}",
        lambda at: f"192.0.2.{at} {CANARY}", lambda at: canary("refurl", at),
    ]  # fmt: skip
    titles = [told(code, text) for code, text in zip(LIME["code"], LIME[lang], strict=True)]
    titles = LIME["code"] if headings == "code" else titles
    own = [(title, cell) for title, cell in zip(titles, kept, strict=True)]
    own = own if personal else [*own[:5], *own[6:8]]
    times = [("interviewtime", "Total time"), ("groupTime12", "Group time: 1"), ("cultureTime", "Question time: 2")]
    trailing = [([told(*pair)], lambda at: f"{took(at)}.5") for pair in times] if timings else []
    return _sheet(
        people,
        [([title], cell) for title, cell in own],
        _asked(people, instrument, lang, write, headers),
        trailing,
    )


def _lime_questions(instrument, lang):
    rows = [(f"culture[{item.id}]", f"{STEM[lang]} [{item.wording[lang]}]") for item in instrument.items]
    return {"team": ("team", TEAM[lang]), "code": ("respondentcode", "Respondentcode"),
            "remark": ("slot", REMARK[lang]), "items": rows}  # fmt: skip


def limesurvey_vv(people, instrument, *, lang="nl"):
    """LimeSurvey's file to take answers out and in: wordings above codes, and marks where nothing was asked."""
    sheet = limesurvey(people, instrument, lang=lang, timings=False)
    full = limesurvey(people, instrument, lang=lang, headings="full", timings=False).headers[0]
    codes = [header.replace("[", "_").replace("]", "") for header in sheet.headers[0]]
    ids = [item.id for item in instrument.items]
    at = len(codes) - len(ids)
    given = people[ids].to_numpy()
    mark = "{question_not_shown}"
    rows = [
        [mark if not cell and place == 1 else cell for place, cell in enumerate(row[:at])]
        + [mark if one == HIDDEN else cell for one, cell in zip(given[number], row[at:], strict=True)]
        for number, row in enumerate(sheet.rows)
    ]
    return Sheet([[*full], codes], rows)


QUALTRICS = {
    "StartDate": "Startdatum", "EndDate": "Einddatum", "Status": "Responstype", "IPAddress": "IP-adres",
    "Progress": "Voortgang", "Duration (in seconds)": "Duur (in seconden)", "Finished": "Voltooid",
    "RecordedDate": "Registratiedatum", "ResponseId": "Antwoord-ID", "RecipientLastName": "Achternaam ontvanger",
    "RecipientFirstName": "Voornaam ontvanger", "RecipientEmail": "E-mail ontvanger",
    "ExternalReference": "Externe gegevensverwijzing", "LocationLatitude": "Breedtegraad locatie",
    "LocationLongitude": "Lengtegraad locatie", "DistributionChannel": "Distributiekanaal",
    "UserLanguage": "Gebruikerstaal",
}  # fmt: skip


def qualtrics(people, instrument, *, lang="nl", write=label, kinds=None):
    """Qualtrics: names, wordings and ImportIds; `kinds` tells of each person "preview", "test" or ""."""
    kinds = kinds or [""] * len(people)
    text = write is label
    asked = _asked(people, instrument, lang, write, _qualtrics_headers(instrument, lang, " - "))
    partial = people["partial"].tolist()
    moment = "%Y-%m-%d %H:%M:%S"
    status = {"": ("0", "IP Address"), "preview": ("1", "Survey Preview"), "test": ("2", "Survey Test")}
    cells = [
        lambda at: f"{started(at):{moment}}", lambda at: f"{ended(at):{moment}}", lambda at: status[kinds[at]][text],
        lambda at: canary("ip", at), lambda at: "47" if partial[at] else "100", lambda at: str(took(at)),
        lambda at: (("1", "True"), ("0", "False"))[partial[at]][text], lambda at: f"{ended(at):{moment}}",
        lambda at: f"R_{at:015}",
        *(lambda at, kind=kind: canary(kind, at) for kind in ("last", "first", "mail", "ref")),
        lambda at: "52.0907", lambda at: "5.1214", lambda at: "preview" if kinds[at] == "preview" else "anonymous",
        lambda at: lang.upper(),
    ]  # fmt: skip
    own = [
        ([name, told if lang == "nl" else name, f'{{"ImportId":"{name[0].lower()}{name[1:]}"}}'], cell)
        for (name, told), cell in zip(QUALTRICS.items(), cells, strict=True)
    ]
    return _sheet(people, own, asked)


def _qualtrics_headers(instrument, lang, dash):
    rows = [
        [f"Q3_{at}", f"{STEM[lang]}{dash}{word}", f'{{"ImportId":"QID3_{at}"}}']
        for at, word in enumerate(words(instrument, lang), start=1)
    ]
    return {"team": ["Q1", TEAM[lang], '{"ImportId":"QID1"}'], "code": ["Q4", "Respondentcode", '{"ImportId":"QID4"}'],
            "remark": ["Q2", REMARK[lang], '{"ImportId":"QID2_TEXT"}'], "items": rows}  # fmt: skip


def qualtrics_legacy(people, instrument, *, lang="nl", kinds=None, dash=" - "):
    """Qualtrics before 2017: V1 to V10, the names of these in the second row, and no third."""
    kinds = kinds or [""] * len(people)
    partial, moment = people["partial"].tolist(), "%Y-%m-%d %H:%M:%S"
    names = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status",
             "StartDate", "EndDate", "Finished"]  # fmt: skip
    cells = [
        lambda at: f"R_{at:015}", lambda at: "Default Response Set",
        *(lambda at, kind=kind: canary(kind, at) for kind in ("name", "ref", "mail", "ip")),
        lambda at: {"": "0", "preview": "1", "test": "2"}[kinds[at]], lambda at: f"{started(at):{moment}}",
        lambda at: f"{ended(at):{moment}}", lambda at: "0" if partial[at] else "1",
    ]  # fmt: skip
    own = [([f"V{at}", name], cell) for at, (name, cell) in enumerate(zip(names, cells, strict=True), start=1)]
    headers = _qualtrics_headers(instrument, lang, dash)
    headers = {key: [one[:2] for one in told] if key == "items" else told[:2] for key, told in headers.items()}
    places = [([name, name], lambda at: "52.0907") for name in ("LocationLatitude", "LocationLongitude")]
    return _sheet(people, own, _asked(people, instrument, lang, number, headers), [*places, (["", ""], lambda at: "")])


MONKEY = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
          "Last Name", "Custom Data 1"]  # fmt: skip


def surveymonkey(people, instrument, *, lang="nl", write=label, known=True, stamp="%m/%d/%Y %I:%M:%S %p"):
    """SurveyMonkey: the question above the first cell of its block only; comments between; no ids where not known."""
    kind = {"nl": ("Antwoord", "Open antwoord"), "en": ("Response", "Open-Ended Response")}[lang]
    moment = (lambda when: when) if stamp is None else (lambda when: f"{when:{stamp}}")
    cells = [
        lambda at: str(10**10 + 7 * at), lambda at: "221834567", lambda at: moment(started(at)),
        lambda at: moment(ended(at)), lambda at: f"192.0.2.{at} {CANARY}",
        *(lambda at, kind=kind: canary(kind, at) for kind in ("mail", "first", "last", "custom")),
    ]  # fmt: skip
    own = [([name, ""], cell) for name, cell in zip(MONKEY, cells, strict=True)] if known else []
    rows = [[STEM[lang] if not at else "", word] for at, word in enumerate(words(instrument, lang))]
    headers = {"team": [TEAM[lang], kind[0]], "code": ["Respondentcode", kind[1]], "remark": [REMARK[lang], kind[1]],
               "items": rows}  # fmt: skip
    comment = [(["", {"nl": "Toelichting:", "en": "Comments:"}[lang]], lambda at: canary("comment", at))]
    return _sheet(people, own, _asked(people, instrument, lang, write, headers), comment)


def typeform(people, instrument, *, lang="nl", write=label, new=False):
    """Typeform: ``#`` first and a network id last; newer files tell which answers are unfinished."""
    partial, moment = people["partial"].tolist(), "%Y-%m-%d %H:%M:%S"
    headers = _plain_headers(instrument, lang)
    headers["items"] = [[f"{word}<br>" if at % 4 == 0 else word] for at, (word,) in enumerate(headers["items"])]
    leading = [(["#"], lambda at: f"{at:032x}")]
    double = [(["Other"], lambda at: ""), (["Other"], lambda at: canary("other", at)), (["None"], lambda at: "1")]
    begin, sent = (["Start Date (UTC)"], lambda at: f"{started(at):{moment}}"), ["Submit Date (UTC)"]
    network = (["Network ID"], lambda at: canary("network", at))
    trailing = [begin, (sent, lambda at: f"{ended(at):{moment}}"), network]
    if new:
        kind = (["Response Type"], lambda at: "partial" if partial[at] else "completed")
        stage = (["Stage Date (UTC)"], lambda at: f"{ended(at):{moment}}" if partial[at] else "")
        done = (sent, lambda at: "" if partial[at] else f"{ended(at):{moment}}")
        trailing = [kind, begin, stage, done, network, (["Tags"], lambda at: ""), (["Ending"], lambda at: "")]
    return _sheet(people, leading, [*_asked(people, instrument, lang, write, headers), *double], trailing)


def plain_sheet(people, instrument, *, lang="nl", write=number):
    """Make a table by hand: team, code?, remark, and the statements."""
    return _sheet(people, [], _asked(people, instrument, lang, write, _plain_headers(instrument, lang)))
