"""Exports full of canaries, and the search for one in texts, files, pictures, errors and pickles."""

from __future__ import annotations

import base64
import dataclasses
import io
import pickle
import re
import traceback
import zipfile
import zlib

import pandas as pd

import culture_diag as cd
from culture_diag.errors import CultureDiagError
from culture_diag.reading import account_text, warning_text
from tests.reading import exports
from tests.reading.export_files import text_of, workbook_of
from tests.reading.exports import CANARY, Sheet

CODE = f"{CANARY}-code"
SIGNS = ("kanarie", "0655500")
"""What is searched for, whatever the case: each canary holds one."""

NUMBERED = {"#", "ResponseId", "ResponseID", "LocationLatitude", "LocationLongitude", "Respondent ID", "Antwoord ID"}
"""Columns of platforms that the makers fill with numbers: a canary takes their place."""

MORE = ("Naam", "Wat is je e-mailadres?", "Telefoonnummer", "Personeelsnummer", "Adres", "Token", "IP-adres", "Tip")


# ------------------------------------------------------------------------------------------------------------ the files


def people_of(instrument, *, seed, size=24, code=True):
    people = exports.made_up(instrument, seed=seed, size=size, code=code)
    if code:
        people["code"] = [f"{CODE}-{at:03}" for at in range(size)]
    return people


def with_canaries(sheet):
    """Put a canary in the columns that hold a number of a person or a place."""
    places = [at for at in range(len(sheet.headers[0])) if NUMBERED & {row[at] for row in sheet.headers}]
    rows = [
        [f"{CANARY}-{sheet.headers[0][at]}-{number}" if at in places else cell for at, cell in enumerate(row)]
        for number, row in enumerate(sheet.rows)
    ]
    return Sheet(sheet.headers, rows)


def with_more(sheet):
    """Add the questions that people make themselves, of which one is a telephone number."""
    said = [
        [f"06-555{at:05}" if "Telefoon" in header else f"{CANARY} {header[:5]} {at}" for header in MORE]
        for at in range(len(sheet.rows))
    ]
    said = [[cell.replace("06-555", "0655500") for cell in row] for row in said]
    return Sheet([[*sheet.headers[0], *MORE]], [[*row, *told] for row, told in zip(sheet.rows, said, strict=True)])


def made(platform, people, instrument):
    """Give the name and the content of an export."""
    if platform == "microsoftforms":
        return "forms.xlsx", workbook_of(with_more(exports.microsoft_forms(people, instrument, named=True)))
    sheet = {
        "googleforms": lambda: with_more(exports.google_forms(people, instrument, mail=True)),
        "limesurvey": lambda: exports.limesurvey(people, instrument, headings="full"),
        "qualtrics": lambda: exports.qualtrics(
            people, instrument, kinds=["preview", "test", *[""] * (len(people) - 2)]
        ),
        "surveymonkey": lambda: exports.surveymonkey(people, instrument),
        "typeform": lambda: exports.typeform(people, instrument, new=True),
        "plain": lambda: with_more(exports.plain_sheet(people, instrument)),
    }[platform]()
    return f"{platform}.csv", text_of(with_canaries(sheet), encoding="utf-8-sig")


PLATFORMS = ("microsoftforms", "googleforms", "limesurvey", "qualtrics", "surveymonkey", "typeform", "plain")


# ----------------------------------------------------------------------------------------------------------- the search


def unpacked(name, content):
    """Give a file and all that is inside: parts of packages, texts in pictures, what is embedded as base64."""
    yield name, content
    if content.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for part in package.namelist():
                yield from unpacked(f"{name}/{part}", package.read(part))
    elif content.startswith(b"\x89PNG"):
        yield name, b" ".join(_png_texts(content))
    else:
        for at, found in enumerate(re.findall(rb"base64,([A-Za-z0-9+/=]{8,})", content)):
            yield from unpacked(f"{name}#{at}", base64.b64decode(found + b"=" * (-len(found) % 4)))


def _png_texts(content):
    at = 8
    while at < len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + size]
        if kind in (b"tEXt", b"iTXt", b"eXIf"):
            yield data
        elif kind == b"zTXt":
            yield zlib.decompress(data.partition(b"\0")[2][1:])
        at += size + 12


def canaries(told):
    """Find every canary in texts, bytes, files and folders: what it was told by, and the words about it."""
    found = []
    for name, thing in told.items():
        if hasattr(thing, "rglob"):
            pairs = [(str(file), file.read_bytes()) for file in sorted(thing.rglob("*")) if file.is_file()]
        else:
            pairs = [(name, thing if isinstance(thing, bytes) else str(thing).encode("utf-8", "surrogatepass"))]
        for place, content in (part for pair in pairs for part in unpacked(*pair)):
            text = "".join(content.decode("utf-8", "replace").casefold().split("\0"))
            for sign in SIGNS:
                at = text.find(sign)
                if at >= 0:
                    found.append(f"{name} {place if place != name else ''}: …{text[max(0, at - 120) : at + 40]}…")
    return found


# ----------------------------------------------------------------------------------------------------- what is shown


def frames_of(thing):
    """Give the frames among the fields of a result."""
    fields = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
    return {name: frame for name, frame in fields.items() if isinstance(frame, pd.DataFrame)}


def shown(thing):
    """Give all that a screen or a notebook shows of a result, and what is kept of it in memory or a pickle."""
    told = {"repr": repr(thing), "str": str(thing), "pickle": pickle.dumps(thing)}
    for name, frame in frames_of(thing).items():
        told |= {
            f"{name} as csv": frame.to_csv(),
            f"{name} as html": frame.to_html(),
            f"head of {name}": frame.head(2).to_string(),
        }
        told[f"categories of {name}"] = str(
            [list(frame[key].cat.categories) for key in frame.select_dtypes("category")]
        )
        told[f"slice of {name}"] = pickle.dumps(frame.iloc[:1])
    for way in ("_repr_html_", "_repr_mimebundle_"):
        told |= {way: getattr(thing, way)()} if hasattr(thing, way) else {}
    return told


def complaints(error):
    """Give all that a terminal, a notebook, pytest or a log can show of an error and of what caused it."""
    told = {"traceback": "".join(traceback.format_exception(error)), "pickle": pickle.dumps(error)}
    chain = [error]
    while chain:
        one = chain.pop()
        kind = f"{type(one).__name__}"
        told |= {f"{kind} text": str(one), f"{kind} repr": repr(one), f"{kind} args": repr(one.args)}
        told |= {f"{kind} notes": repr(getattr(one, "__notes__", ""))}
        if isinstance(one, CultureDiagError):
            told |= {f"{kind} {lang}": one.text(lang) for lang in ("nl", "en")} | {
                f"{kind} problems": one.problems.to_csv()
            }
        chain += [other for other in (one.__cause__, one.__context__) if other is not None]
    return told


def told_by(read):
    """Give all that a reading shows, or all that its error does."""
    try:
        thing = read()
    except CultureDiagError as error:
        return complaints(error)
    if not isinstance(thing, cd.Responses):
        return {"repr": repr(thing)}
    return {**shown(thing), "account": account_text(thing, "nl"), "warnings": warning_text(thing, lang="en")}
