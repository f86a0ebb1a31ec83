"""Workbooks are ZIP packages: what is inside is counted and looked at before any library opens one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from culture_diag.reading.files.sheet_limits import MAX_TEXT_BYTES, WorkbookPart, check_filled
from culture_diag.reading.files.sheet_parser import OdsParser, XlsxSheetParser
from culture_diag.reading.files.unreadable import UnreadableFileError

MAX_PARTS = 10_000
MAX_UNPACKED_BYTES = 2 << 30
"""Of everything together, unpacked: a million rows of thirty answers take a little more than half of it."""

MAX_RATIO = 100
"""So many times as large as it was packed a part may become; sheets of answers become 5 to 40 times as large."""

ALWAYS_ALLOWED_BYTES = 20 << 20
"""Unpacked bytes that are allowed however well they were packed."""

_PIECE_BYTES, _PACKED_BYTES = 1 << 20, 1 << 16
_LOCAL = struct.Struct("<4s5H3L2H")
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, ValueError, OverflowError, OSError)


@dataclass(frozen=True)
class Package:
    """A package that may be opened: its kind (``"xlsx"`` or ``"ods"``) and what its parts hold."""

    kind: str
    parts: Mapping[str, WorkbookPart]


@dataclass(frozen=True)
class _Member:
    name: str
    method: int
    start: int
    end: int
    size: int
    check: int


def check_package(content: bytes) -> Package:
    """Look at every part of a ZIP package, and refuse it if opening it could be unsafe.

    Sizes are those that come out, not those that are declared; a part that declares another size, or another check
    sum, is refused. So are definitions of entities, encryption, parts that overlap, and sheets that reach too far.
    """
    try:
        members = _members(content)
        kind = _kind({member.name for member in members})
        return Package(kind, _check_parts(content, members, kind))
    except _BROKEN as error:
        raise UnreadableFileError("table_unreadable") from error


def read_part(content: bytes, name: str) -> bytes:
    """Read one part of a package that was checked; nothing where there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return package.read(name) if name in package.NameToInfo else b""
    except _BROKEN as error:
        raise UnreadableFileError("table_unreadable") from error


def _members(content: bytes) -> list[_Member]:
    """List the parts as the directory tells them and as they stand in the file, which must agree."""
    if not content.startswith(b"PK\3\4") or content.count(b"PK\1\2") > MAX_PARTS:
        raise UnreadableFileError("table_unreadable")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        infos = sorted(package.infolist(), key=lambda info: info.header_offset)
        directory = package.start_dir
    if len({info.filename.casefold() for info in infos}) < len(infos):
        raise UnreadableFileError("table_unreadable")
    members = [_member(content, info) for info in infos]
    starts = [info.header_offset for info in infos[1:]] + [directory]
    if any(member.end > start for member, start in zip(members, starts, strict=True)):
        raise UnreadableFileError("table_unreadable")
    return members


def _member(content: bytes, info: zipfile.ZipInfo) -> _Member:
    if info.flag_bits & 0x41:
        raise UnreadableFileError("table_locked")
    mark, _, _, method, _, _, _, _, _, name, extra = _LOCAL.unpack_from(content, info.header_offset)
    if mark != b"PK\3\4" or method != info.compress_type or method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFileError("table_unreadable")
    start = info.header_offset + _LOCAL.size + name + extra
    return _Member(info.filename, method, start, start + info.compress_size, info.file_size, info.CRC)


def _kind(names: set[str]) -> str:
    known = {name.casefold() for name in names}
    if "xl/workbook.xml" in known:
        return "xlsx"
    if "xl/workbook.bin" in known:
        raise UnreadableFileError("table_binary_workbook")
    if "content.xml" in known and "mimetype" in known:
        return "ods"
    raise UnreadableFileError("table_unreadable" if "[content_types].xml" in known else "table_zip")


def _check_parts(content: bytes, members: list[_Member], kind: str) -> dict[str, WorkbookPart]:
    if (
        sum(member.size for member in members) > MAX_UNPACKED_BYTES
    ):  # a part that grows beyond its size is refused below
        raise UnreadableFileError("table_unpacks_too_large")
    parts: dict[str, WorkbookPart] = {}
    for member in members:
        part = WorkbookPart()
        for piece in _unpacked(content, member):
            if b"\0" in piece[:64] and member.name.casefold().endswith((".xml", ".rels")):
                raise UnreadableFileError("table_external")  # UTF-16, in which no workbook is written
            if "/media/" not in member.name:
                part.feed(piece)
        part.close()
        parts[member.name] = part
        if kind == "ods" and member.name.casefold() == "content.xml":
            OdsParser().read(_unpacked(content, member))
    if kind == "xlsx":
        _measure_sheets(content, members, parts)
    return parts


def _measure_sheets(content: bytes, members: list[_Member], parts: Mapping[str, WorkbookPart]) -> None:
    """Bound what the cells show together; where a glance does not tell, cell by cell."""
    texts = [length for part in parts.values() for length in part.lengths]
    longest = max((int(length.max()) for length in texts if len(length)), default=0)
    shared = [part for name, part in parts.items() if name.casefold() == "xl/sharedstrings.xml"]
    lengths = np.concatenate([np.zeros(0, dtype=np.int64), *(length for part in shared for length in part.lengths)])
    for member in members:
        part = parts[member.name]
        if part.odd or part.cells * longest > MAX_TEXT_BYTES:
            parser = XlsxSheetParser(lengths)
            parser.read(_unpacked(content, member))
            check_filled(parser.rows, parser.width, parser.cells)
            part.faults = parser.faults


def _unpacked(content: bytes, member: _Member) -> Iterator[bytes]:
    """Unpack a part, at most a mebibyte at a time; the last piece only if sizes and check sum are right."""
    size = check = 0
    if member.size > ALWAYS_ALLOWED_BYTES + MAX_RATIO * (member.end - member.start):
        raise UnreadableFileError("table_unpacks_too_large")
    for piece in _inflated(memoryview(content)[member.start : member.end], member.method):
        size += len(piece)
        check = zlib.crc32(piece, check)
        if size > member.size:
            raise UnreadableFileError("table_unreadable")
        yield piece
    if size != member.size or check != member.check:
        raise UnreadableFileError("table_unreadable")


def _inflated(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for at in range(0, len(packed), _PIECE_BYTES):
            yield bytes(packed[at : at + _PIECE_BYTES])
        return
    inflater = zlib.decompressobj(-15)
    for at in range(0, len(packed), _PACKED_BYTES):
        piece = inflater.decompress(packed[at : at + _PACKED_BYTES], _PIECE_BYTES)
        while piece or inflater.unconsumed_tail:
            yield piece
            piece = inflater.decompress(inflater.unconsumed_tail, _PIECE_BYTES)
    if not inflater.eof or inflater.unused_data:
        raise UnreadableFileError("table_unreadable")
