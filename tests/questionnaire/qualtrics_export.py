"""What Qualtrics makes of an advanced text file, and the CSV it exports."""

from __future__ import annotations

import csv
import html
import io
import json
import re

from tests.questionnaire.limesurvey_export import label_of

META = {
    "StartDate": ("Start Date", "startDate"), "EndDate": ("End Date", "endDate"),
    "Status": ("Response Type", "status"), "IPAddress": ("IP Address", "ipAddress"),
    "Progress": ("Progress", "progress"), "Duration (in seconds)": ("Duration (in seconds)", "duration"),
    "Finished": ("Finished", "finished"), "RecordedDate": ("Recorded Date", "recordedDate"),
    "ResponseId": ("Response ID", "_recordId"), "RecipientLastName": ("Recipient Last Name", "recipientLastName"),
    "RecipientFirstName": ("Recipient First Name", "recipientFirstName"),
    "RecipientEmail": ("Recipient Email", "recipientEmail"),
    "ExternalReference": ("External Data Reference", "externalDataReference"),
    "LocationLatitude": ("Location Latitude", "locationLatitude"),
    "LocationLongitude": ("Location Longitude", "locationLongitude"),
    "DistributionChannel": ("Distribution Channel", "distributionChannel"),
    "UserLanguage": ("User Language", "userLanguage"),
}  # fmt: skip
TAG = re.compile(r"\[\[([A-Za-z]+)(?::(.*))?\]\]")


def import_text(content: bytes):
    """Give the questions in order: kind, tag, text, choices, and answers with their recode values."""
    lines = content.decode("utf-8").splitlines()
    assert lines[0] == "[[AdvancedFormat]]"
    questions, blocks, into = [], [], None
    for line in lines[1:]:
        tag = TAG.fullmatch(line)
        if tag is None and line:
            assert into is not None
            assert "${" not in line
            into.append(html.unescape(line))
        elif tag and tag[1] == "Block":
            blocks.append(tag[2])
        elif tag and tag[1] == "Question":
            questions.append({"kind": tag[2], "text": [], "choices": [], "answers": []})
            into = questions[-1]["text"]
        elif tag and tag[1] == "ID":
            questions[-1]["tag"] = tag[2]
        elif tag and tag[1] == "Choices":
            into = questions[-1]["choices"]
        elif tag and tag[1] == "Answer":
            into = []
            questions[-1]["answers"].append((tag[2], into))
        else:
            assert line in ("", "[[AdvancedAnswers]]"), line
    return questions, blocks


def export(content, people, instrument, *, lang, answers="label"):
    """Give the CSV: three header rows, a preview, and a row a person; answers as labels or as recode values."""
    questions, _ = import_text(content)
    columns = []
    for number, asked in enumerate((one for one in questions if one["kind"] != "DB"), start=1):
        words = " ".join(asked["text"])
        if asked["kind"] == "Matrix":
            for at, choice in enumerate(asked["choices"], start=1):
                columns.append((f"{asked['tag']}_{at}", f"{words} - {choice}", f"QID{number}_{at}", asked, choice))
        else:
            end = "_TEXT" if asked["kind"].startswith("TE") else ""
            columns.append((asked["tag"], words, f"QID{number}{end}", asked, None))
    imports = [
        {"ImportId": key, **({"timeZone": "Europe/Amsterdam"} if "Date" in key else {})} for _, key in META.values()
    ]
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*META, *(column[0] for column in columns)])
    writer.writerow([*(words for words, _ in META.values()), *(column[1] for column in columns)])
    writer.writerow([json.dumps(one) for one in [*imports, *({"ImportId": column[2]} for column in columns)]])
    for number, person in enumerate([people[0], *people]):
        given = [_answered(asked, choice, person, instrument, lang, answers) for _, _, _, asked, choice in columns]
        writer.writerow([*_kept(number, lang, answers, preview=number == 0), *given])
    return file.getvalue().encode("utf-8-sig")


def _kept(number, lang, answers, *, preview):
    start, end = f"2026-03-{10 + number} 10:00:00", f"2026-03-{10 + number} 10:01:40"
    status = {"label": ("IP Address", "Survey Preview"), "number": ("0", "1")}[answers][preview]
    finished = "True" if answers == "label" else "1"
    channel = "preview" if preview else "anonymous"
    return [start, end, status, f"192.0.2.{number}", "100", "100", finished, end, f"R_{number:015}", "", "", "", "",
            "52.1", "5.1", channel, lang.upper()]  # fmt: skip


def _answered(asked, choice, person, instrument, lang, answers):
    if asked["tag"] == "respondentcode":
        return person.code
    if asked["tag"] == "team":
        if not asked["choices"]:
            return person.team
        return person.team if answers == "label" else str(asked["choices"].index(person.team) + 1)
    label = label_of(choice, person, instrument, lang)
    if label is None:
        return ""
    code = next(code for code, words in asked["answers"] if words == [label])
    return label if answers == "label" else code
