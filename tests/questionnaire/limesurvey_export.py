"""What LimeSurvey makes of its survey structure: import by the rules of its manual, then an export of answers."""

from __future__ import annotations

import csv
import html
import io
from dataclasses import dataclass, field

from tests.questionnaire.people import NOT_ME

META = {
    "id": {"en": "Response ID", "nl": "Antwoord ID"},
    "submitdate": {"en": "Date submitted", "nl": "Datum ingestuurd"},
    "lastpage": {"en": "Last page", "nl": "Laatste pagina"},
    "startlanguage": {"en": "Start language", "nl": "Starttaal"},
    "seed": {"en": "Seed", "nl": "Seed"},
    "startdate": {"en": "Date started", "nl": "Datum gestart"},
    "datestamp": {"en": "Date last action", "nl": "Datum laatste actie"},
}


@dataclass
class Asked:
    """A question as LimeSurvey keeps it; texts by language."""

    code: str
    kind: str
    texts: dict = field(default_factory=dict)
    rows: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)


def import_structure(content: bytes):
    """Give the settings, the texts by language and the questions in order; everything must hold by the rules."""
    lines = content.decode("utf-8").split("\n")
    assert lines.pop() == ""
    header = lines[0].split("\t")
    settings, texts, questions, groups = {}, {}, {}, {}
    at = None
    for line in lines[1:]:
        row = dict(zip(header, line.split("\t"), strict=True))
        lang, said = row["language"], html.unescape(row["text"])
        if row["class"] == "S":
            settings[row["name"]] = row["text"]
        elif row["class"] == "SL":
            texts.setdefault(lang, {})[row["name"]] = said
        elif row["class"] == "G":
            groups.setdefault(row["type/scale"], {})[lang] = row["name"]
        elif row["class"] == "Q":
            at = questions.setdefault(row["name"], Asked(row["name"], row["type/scale"]))
            assert lang not in at.texts, "a code stands for one question"
            at.texts[lang] = said
        else:
            place = {"SQ": at.rows, "A": at.choices}[row["class"]].setdefault(row["name"], {})
            assert lang not in place, "a code stands for one row or answer"
            place[lang] = said
    return settings, texts, groups, questions


def export(content, people, instrument, *, lang, headings="code", answers="code", separator=","):
    """Give the CSV with an answer a person: headings by code, full text or both; answers by code or label."""
    _, _, _, questions = import_structure(content)
    columns = []
    for asked in questions.values():
        for code, row in (asked.rows or {"": {}}).items():
            name = f"{asked.code}[{code}]" if code else asked.code
            full = f"{asked.texts[lang]} [{row[lang]}]" if code else asked.texts[lang]
            heading = {"code": name, "full": full, "both": f"{name}. {full}"}[headings]
            columns.append((heading, asked, row))
    meta = [
        {"code": key, "full": words[lang], "both": f"{key}. {words[lang]}"}[headings] for key, words in META.items()
    ]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*meta, *(heading for heading, _, _ in columns)])
    for number, person in enumerate(people, start=1):
        when = f"2026-03-{10 + number} 10:0{number % 10}"
        kept = [str(number), f"{when}:59", "2", lang, str(1000 + number), f"{when}:00", f"{when}:59"]
        writer.writerow(
            [*kept, *(_answered(asked, row, person, instrument, lang, answers) for _, asked, row in columns)]
        )
    return b"\xef\xbb\xbf" + (file.getvalue() + "\r\n").encode()


def _answered(asked, row, person, instrument, lang, answers):
    if asked.code == "respondentcode":
        return person.code
    if asked.code == "team" and not asked.choices:
        return person.team
    label = person.team if asked.code == "team" else label_of(row[lang], person, instrument, lang)
    code = next((code for code, texts in asked.choices.items() if texts[lang] == label), None)
    if label is None:
        return ""
    assert code is not None, f"{label} cannot be chosen"
    return code if answers == "code" else label


def label_of(wording, person, instrument, lang):
    """Give what a person chooses for the statement with this wording."""
    item = next(item for item in instrument.items if " ".join(item.wording[lang].split()) == wording)
    given = person.answers[item.id]
    if given == NOT_ME:
        return {"nl": "weet ik niet / n.v.t.", "en": "don't know / not applicable"}[lang]
    return next((point.label[lang] for point in instrument.response_scale.points if point.code == given), None)
