"""Honest files and what chance may do to them: the corpus, its damage, and what the reader says of the result."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import culture_diag as cd
from culture_diag.errors import CultureDiagError
from culture_diag.reading import account_text, export_text, inspect_export, read_responses, read_team_sizes
from culture_diag.reading.mapping.draft import write_mapping
from culture_diag.reading.mapping.file import load_mapping
from culture_diag.study.study import open_study
from tests.reading import exports
from tests.reading.export_files import as_sav, expanded, text_of, workbook_of

SIZES = 'team;school;aantal\r\nNoord;De Wilg;9\r\nMiddenbouw (3/4);De Wilg;12\r\n"Zuid, één";;7\r\n'.encode("utf-8-sig")
PROJECT = """lang = "nl"
instrument = "invitation-challenge"
team_sizes = "sizes.csv"
out = "results"

[options]
target = "culture"
min_n = 5
gate = [0.5, 0.75]
borrow = false

[names]
"Noord" = "Noorderlicht"

[[waves]]
label = "2026-05"
file = "export.csv"
mapping = "export.toml"
"""

BITS = (
    b'"', b"'", b";", b",", b"\t", b"|", b"\0", b"\n", b"\r", b"\r\n", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xfe\xff", b"\xff" * 40, b"9" * 400, b"1e999", b"-0", b"nan", b"inf", b"4,0", b"0x10", b"1" * 5_000,
    b'""', b'"a\n"', b"sep=;\n", b"\x1a", b"\x85", b"\xc3", b"\xed\xa0\x80",
    "\u202e\u2028\u200b\u0130\u0661".encode(), b"{\"ImportId\":\"x\"}", b"Response", b"Network ID",
    b"submitdate", b"lastpage", b"Tijdstempel", b"{question_not_shown}", b"2026-02-30", b"99:99:99",
    b"31-12-9999 23:59:59", b"0000-00-00", b"[", b"]", b"=1+1", b"#N/A", b"<b>", b"&#x110000;", b"\xa0", b"\\",
    b"[[", b"= ", b"9" * 60_000 + b"x", b"_DO" * 20_000,
)  # fmt: skip
"""What is put between the bytes: what separates, what marks a platform, odd numbers, dates and signs."""


@dataclass(frozen=True)
class Sample:
    """An honest file: what it is tried as (``kind``), under which name, and its bytes."""

    kind: str
    name: str
    content: bytes
    packed: bool = False


def corpus(*, size: int = 10, sav: Path | None = None) -> list[Sample]:
    """Make an honest file of each kind; of SPSS one in the folder `sav`."""
    instrument = cd.load_instrument("invitation-challenge")
    people = exports.made_up(instrument, seed=5, size=size, hidden=0.03)
    coded = exports.made_up(instrument, seed=6, size=size, code=True)
    legacy = exports.qualtrics_legacy(people, instrument)
    forms = exports.microsoft_forms(people, instrument, named=True)
    sheets = {
        "microsoftforms": text_of(forms, separator=";", encoding="utf-8-sig"),
        "googleforms": text_of(exports.google_forms(coded, instrument, mail=True)),
        "googleforms-cp1252": text_of(exports.google_forms(people, instrument), separator=";", encoding="cp1252"),
        "limesurvey": text_of(exports.limesurvey(coded, instrument), separator=";", quoting=1, encoding="utf-8-sig"),
        "limesurvey-vv": text_of(exports.limesurvey_vv(people, instrument), separator="\t"),
        "qualtrics": text_of(exports.qualtrics(people, instrument, kinds=["preview", "test", *[""] * (size - 2)])),
        "qualtrics-utf-16": text_of(exports.qualtrics(coded, instrument, lang="en"), separator="\t", encoding="utf-16"),
        "qualtrics-legacy": text_of(legacy, encoding="utf-8-sig"),
        "surveymonkey": text_of(exports.surveymonkey(people, instrument)),
        "surveymonkey-mac": text_of(exports.surveymonkey(coded, instrument, lang="en"), encoding="mac-roman"),
        "surveymonkey-expanded": text_of(expanded(exports.surveymonkey(people, instrument), people, instrument, "nl")),
        "typeform": text_of(exports.typeform(people, instrument, lang="en", new=True)),
        "plain": text_of(exports.plain_sheet(coded, instrument), separator="\t"),
        "plain-mean": text_of(exports.plain_sheet(people, instrument)) + b"gemiddelde," + b",3.5" * 16 + b"\r\n",
    }  # fmt: skip
    files = [Sample("table", f"{name}.csv", content) for name, content in sheets.items()]
    book = workbook_of(exports.microsoft_forms(coded, instrument, named=True))
    monkey = workbook_of(
        exports.surveymonkey(people, instrument, stamp=None), above=["Titel"], before=["Lees"], merged=True
    )
    opened = open_document(exports.plain_sheet(people, instrument))
    for name, content in (("forms.xlsx", book), ("monkey.xlsx", monkey), ("plain.ods", opened)):
        files += [Sample("table", name, content), *[Sample("table", name, content, packed=True)] * 2]
    mapping = _mapping(sheets["plain"], instrument)
    settings = [Sample("mapping", "export.toml", mapping), Sample("project", "diagnosis.toml", PROJECT.encode())]
    files += [Sample("sizes", "sizes.csv", SIZES), *settings] * 2
    if sav:
        as_sav(people, instrument, sav / "made.sav", lime=True)
        files.append(Sample("sav", "made.sav", (sav / "made.sav").read_bytes()))
    return files


def _mapping(export: bytes, instrument) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(export)
        return write_mapping(path, instrument, lang="en").read_bytes()


def open_document(sheet) -> bytes:
    """Write a sheet as OpenDocument, as small as it can be."""
    from xml.sax.saxutils import escape

    def cell(value):
        text = escape("" if value is None else str(value))
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    rows = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in (*sheet.headers, *sheet.rows)
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    table = f'<table:table table:name="Blad1">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml", f'<?xml version="1.0"?><office:document-content {names}>{body}</office:document-content>'
        )
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return made.getvalue()


# ------------------------------------------------------------------------------------------------------------- damage


def damaged(sample: Sample, draw: random.Random) -> Sample:
    """Do one to six things to a file; to a package also to one of its parts, packed again with the right check sum."""
    content = _repacked(sample.content, draw) if sample.packed else _changed(sample.content, draw)
    return Sample(sample.kind, sample.name, content, sample.packed)


def _changed(content: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.choice((1, 1, 1, 1, 2, 5))):
        content = draw.choice(_WAYS)(content, draw)[:1_000_000]
    return content


def _repacked(content: bytes, draw: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as again:
        names = package.namelist()
        telling = [name for name in names if "sheet" in name.lower() or "content" in name.lower() or "Strings" in name]
        chosen = draw.choice(telling if draw.random() < 0.8 else names)
        for name in names:
            part = package.read(name)
            again.writestr(name, _changed(part, draw) if name == chosen else part)
    return made.getvalue()


def _slice(content: bytes, draw: random.Random) -> tuple[int, int]:
    """Choose a part: a few bytes, a line, or any."""
    at = draw.randrange(len(content) + 1)
    if draw.random() < 0.4:
        start = content.rfind(b"\n", 0, at) + 1
        return start, (content.find(b"\n", at) + 1) or len(content)
    longest = draw.choice((4, 40, 400, len(content)))
    return at, min(len(content), at + draw.randrange(longest + 1))


def _flip(content: bytes, draw: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(draw.choice((1, 1, 3, 20)) if found else 0):
        found[draw.randrange(len(found))] ^= 1 << draw.randrange(8)
    return bytes(found)


def _any_byte(content: bytes, draw: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(draw.choice((1, 1, 3, 20)) if found else 0):
        found[draw.randrange(len(found))] = draw.randrange(256)
    return bytes(found)


def _cut(content: bytes, draw: random.Random) -> bytes:
    return (
        content[: draw.randrange(len(content) + 1)]
        if draw.random() < 0.8
        else content[draw.randrange(len(content) + 1) :]
    )


def _twice(content: bytes, draw: random.Random) -> bytes:
    start, end = _slice(content, draw)
    return content[:end] + content[start:end] * draw.choice((1, 1, 2, 30)) + content[end:]


def _without(content: bytes, draw: random.Random) -> bytes:
    start, end = _slice(content, draw)
    return content[:start] + content[end:]


def _swapped(content: bytes, draw: random.Random) -> bytes:
    (a, b), (c, d) = sorted((_slice(content, draw), _slice(content, draw)))
    return content if c < b else content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def _put_in(content: bytes, draw: random.Random) -> bytes:
    bit = draw.choice(BITS)
    for _ in range(draw.choice((1, 1, 1, 5))):
        at = draw.choice((0, len(content), draw.randrange(len(content) + 1), draw.randrange(len(content) + 1)))
        content = content[:at] + bit + content[at:]
    return content


def _put_over(content: bytes, draw: random.Random) -> bytes:
    bit = draw.choice(BITS)
    at = draw.randrange(len(content) + 1)
    return content[:at] + bit + content[at + len(bit) :]


_SIGNS = (
    (b";", b","), (b",", b";"), (b'"', b""), (b"\r\n", b"\n"), (b"\r\n", b"\r"), (b" ", b"\xa0"), (b"\n", b"\n\n"),
    (b",", b"\t"), (b"4", b"\xef\xbc\x94"), (b"e", b"\xe9"), (b"1", b"-1"),
)  # fmt: skip


def _exchanged(content: bytes, draw: random.Random) -> bytes:
    """Put one sign for another everywhere, as a program does that saves a file again."""
    one, other = draw.choice(_SIGNS)
    return content.replace(one, other)


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _any_byte, _cut, _twice, _without, _swapped, _put_in, _put_in, _put_over, _exchanged,
)  # fmt: skip


# ---------------------------------------------------------------------------------------------------------- the trial


class Bench:
    """A folder with an honest export, mapping and list of sizes, in which one of the files is replaced and read."""

    def __init__(self, folder: Path, honest: list[Sample]) -> None:
        self.folder, self.instrument = folder, cd.load_instrument("invitation-challenge")
        self.honest = {sample.name: sample.content for sample in honest}
        (folder / "sizes.csv").write_bytes(SIZES)
        (folder / "export.csv").write_bytes(self.honest["plain.csv"])
        (folder / "export.toml").write_bytes(self.honest["export.toml"])
        (folder / "diagnosis.toml").write_bytes(PROJECT.encode())

    def read_all_ways(self, sample: Sample) -> Iterator[tuple[str, str, str]]:
        """Read a file in every way it may be read; of each the name of the way, how it ended, and all it told."""
        path = self.folder / sample.name
        path.write_bytes(sample.content)
        try:
            for name, read in self._ways(sample.kind, path).items():
                yield name, *outcome(read)
        finally:
            if sample.name in ("sizes.csv", "diagnosis.toml", "export.toml"):
                path.write_bytes(
                    {"sizes.csv": SIZES, "diagnosis.toml": PROJECT.encode()}.get(sample.name, self.honest[sample.name])
                )
            else:
                path.unlink()

    def _ways(self, kind: str, path: Path) -> dict[str, Callable[[], str]]:
        export, salt = self.folder / "export.csv", b"a secret of thirty-two characters"

        def responses(**choices):
            found = read_responses(choices.pop("file", path), self.instrument, salt=salt, lang="en", **choices)
            return "\n".join(account_text(found, "en"))

        def mapping():
            goal = self.folder / "made.toml"
            goal.unlink(missing_ok=True)
            written = write_mapping(path, self.instrument, goal, lang="en")
            return repr(load_mapping(written, lang="en"))

        def project():
            return "\n".join(account_text(open_study(self.folder, lang="en").responses, "en"))

        return {
            "table": {
                "read_responses": responses,
                "inspect_export": lambda: "\n".join(export_text(inspect_export(path, lang="en"), "en")),
                "write_mapping": mapping,
                "read_team_sizes": lambda: str(read_team_sizes(path, lang="en")),
            },
            "sav": {"read_responses": responses},
            "sizes": {"read_team_sizes": lambda: str(read_team_sizes(path, lang="en"))},
            "mapping": {"read_responses with mapping": lambda: responses(file=export, mapping=path)},
            "project": {"open_study": project},
        }[kind]


def outcome(read: Callable[[], str]) -> tuple[str, str]:
    """Tell how a reading ended ("read", or the key of the first problem) and all it says; anything else is raised."""
    try:
        return "read", read()
    except CultureDiagError as error:
        told = "\n".join((error.text("en"), error.text("nl"), error.problems.to_csv()))
        return error.problem_list[0].key, told
