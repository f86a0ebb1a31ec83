"""Respondent codes that pair waves and lead to nobody, by a secret that stays on the advisor's machine."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import secrets
import sys
import time
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from platformdirs import user_data_path

from culture_diag.errors import CultureDiagError
from culture_diag.paths import is_there
from culture_diag.reading.common.cells import tidy

SALT_FILE = "CULTURE_DIAG_SALT_FILE"
"""Variable of the environment that names the file of the secret, before any folder."""

SALT_NAME = "culture-diag.salt"
"""Name of the file of the secret in the folder of a project."""

SALT_BYTES = 32
"""Bytes of the secret."""

BODY_LETTERS, CHECK_LETTERS = 12, 3
"""Letters and digits of a pseudonym after its first, of 5 bits each, and those that check them. Among a million codes
the chance that any two get the same pseudonym is 10**12 / 2 / 2**60, less than one in two million."""

_SIGNS = "abcdefghijklmnopqrstuvwxyz234567"
_MADE = re.compile(rf"p([{_SIGNS}]{{{BODY_LETTERS}}})([{_SIGNS}]{{{CHECK_LETTERS}}})")

_LINE = re.compile(r"culture-diag salt 1: ([0-9a-f]{64}) ([0-9a-f]{8})")
_PATIENCE = 2.0
"""Seconds to wait for another process that is writing the file at this moment."""


class Salt(bytes):
    """A secret that does not show itself: not in a traceback, a log or a notebook."""

    kept: bool = True
    """Whether it is in a file; else it lasts as long as this process, and so do the pseudonyms made with it."""

    def __repr__(self) -> str:
        return "Salt(…)"

    def __str__(self) -> str:
        return "Salt(…)"


def pseudonymise(codes: Sequence[str], salt: bytes) -> list[str]:
    """Replace respondent codes by pseudonyms: the same code and secret always give the same one.

    Case, white space around or repeated, and the apostrophe of a spreadsheet do not count, so that ``Jan12`` and
    ``jan12`` are one person. Spaces and dashes within a code do: without them ``1-11`` and ``11-1`` would be one, and
    to pair two people is worse than not to pair one.

    Parameters
    ----------
    salt : bytes
        From :func:`load_salt`.

    Returns
    -------
    list of str
        A ``p``, twelve letters and digits from an HMAC-SHA256 (RFC 2104) of the code, and three that check them.
        They begin with a letter, so that no spreadsheet takes one for a number or a formula. An empty code stays
        empty; a pseudonym made with this secret stays as it is, so that a saved frame can be read again.

    Examples
    --------
    >>> first, second, empty = pseudonymise(["Jan12 ", "jan12", " "], b"a secret of thirty-two characters")
    >>> first == second, len(first), empty
    (True, 16, '')
    """
    mac = _mac(salt)
    mark = mac("mark")
    made: dict[str, str] = {}
    for code in codes:
        if code not in made:
            made[code] = _pseudonym(_normal(code), mac, mark)
    return [made[code] for code in codes]


def _normal(code: str) -> str:
    typed = tidy(code)
    if not typed.isascii():
        typed = tidy(unicodedata.normalize("NFKC", typed))
    return typed.removeprefix("'").lstrip().casefold()


def _mac(salt: bytes) -> Callable[[str], int]:
    """Make the HMAC-SHA256 of one secret, of which the first bits are used.

    Both of its hashes begin the same for every code; to begin them once halves the time of a million codes.
    """
    key = bytes(salt) if len(salt) <= 64 else hashlib.sha256(salt).digest()
    padded = key.ljust(64, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))

    def mac(text: str) -> int:
        within, without = inner.copy(), outer.copy()
        within.update(text.encode("utf-8", "surrogatepass"))
        without.update(within.digest())
        return int.from_bytes(without.digest()[:8], "big")

    return mac


def _pseudonym(code: str, mac: Callable[[str], int], mark: int) -> str:
    if not code:
        return ""
    made = _MADE.fullmatch(code)
    if made and made[2] == _check_of(made[1], mark):
        return code
    bits, triples = mac(f"code {code}"), _triples()
    body = (
        triples[bits >> 49] + triples[bits >> 34 & 0x7FFF] + triples[bits >> 19 & 0x7FFF] + triples[bits >> 4 & 0x7FFF]
    )
    return f"p{body}{_check_of(body, mark)}"


def _check_of(body: str, mark: int) -> str:
    """Return the signs by which a pseudonym of this secret is known as one; they protect nothing."""
    return _triples()[(zlib.crc32(body.encode("ascii")) ^ mark) & 0x7FFF]


@cache
def _triples() -> list[str]:
    """List all triples of signs: 15 bits at once."""
    return ["".join(signs) for signs in itertools.product(_SIGNS, repeat=3)]


def load_salt(folder: str | Path | None = None, *, lang: str | None = None) -> Salt:
    """Load the secret of this user, or of a project; it is made on first use.

    Parameters
    ----------
    folder : path, optional
        Of a project that keeps its own secret (:data:`SALT_NAME`), so that a colleague who gets the folder can pair
        its waves. By default the secret of the user, in the folder for data of programs. The variable
        ``CULTURE_DIAG_SALT_FILE`` names another file and goes before both.
    lang : {"nl", "en"}, optional
        Language of the error text.

    Returns
    -------
    Salt
        Of 32 bytes. Where the user's folder cannot be written (or there is none), the secret lasts as long as this
        process and ``kept`` is False: all waves that are read by it can still be paired, so there is no reason to
        refuse them, but what was saved of another session cannot.

    Raises
    ------
    CultureDiagError
        If the file is there but cannot be read, or is damaged: a new secret would silently end all pairing. Also if
        the file of a project or of the variable cannot be made.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as project:
    ...     first, second = load_salt(project), load_salt(project)
    >>> first == second, first
    (True, Salt(…))
    """
    named = os.environ.get(SALT_FILE, "").strip()
    path = Path(named).expanduser() if named else Path(folder) / SALT_NAME if folder is not None else _user_file()
    if path is None:
        return _temporary_salt()
    try:
        return _read(path, lang) or _make(path, lang)
    except OSError as error:
        if named or folder is not None:
            raise CultureDiagError.of("salt_not_written", lang=lang, path=path) from error
        return _temporary_salt()


@cache
def _temporary_salt() -> Salt:
    """Make a secret for this process alone."""
    made = Salt(secrets.token_bytes(SALT_BYTES))
    made.kept = False
    return made


def _user_file() -> Path | None:
    """Name the file of the user; None for a user without a home."""
    try:
        folders = [user_data_path("culture-diag", appauthor=False, roaming=True)]
        # Where platformdirs may come to look elsewhere: a secret that is there already goes on, or all pairing ends.
        if sys.platform == "win32" and (roaming := os.environ.get("APPDATA")):
            folders.append(Path(roaming) / "culture-diag")
        elif sys.platform == "darwin":
            folders.append(Path.home() / "Library" / "Application Support" / "culture-diag")
    except RuntimeError:
        return None
    files = [folder / "salt" for folder in folders]
    return next(filter(is_there, files), files[0])


def _read(path: Path, lang: str | None) -> Salt | None:
    """Read the secret; None where there is no file. A file that is too short may be one that is being written."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except NotADirectoryError:
            raise
        except OSError as error:
            raise CultureDiagError.of("salt_unreadable", lang=lang, path=path) from error
        match = _LINE.fullmatch(content.decode("ascii", "replace").strip())
        if match and _checksum(bytes.fromhex(match[1])) == match[2]:
            return Salt(bytes.fromhex(match[1]))
        if len(content) >= len(_line(bytes(SALT_BYTES))) or time.monotonic() > until or _is_settled(path):
            raise CultureDiagError.of("salt_broken", lang=lang, path=path)
        time.sleep(0.02)


def _is_settled(path: Path) -> bool:
    """Tell whether nobody can be writing the file at this moment."""
    try:
        return abs(time.time() - path.stat().st_mtime) > _PATIENCE
    except OSError:
        return False


def _checksum(secret: bytes) -> str:
    """Return the figures by which a damaged file is known; they tell nothing that the file does not."""
    return hashlib.sha256(b"culture-diag salt" + secret).hexdigest()[:8]


def _line(secret: bytes) -> bytes:
    return f"culture-diag salt 1: {secret.hex()} {_checksum(secret)}\n".encode("ascii")


def _make(path: Path, lang: str | None) -> Salt:
    """Write a new secret that only the user may read; of two processes at once the first wins, for both."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, secrets.token_bytes(SALT_BYTES))
        try:
            if sys.platform == "win32":
                draft.rename(path)  # there, unlike elsewhere, it refuses to replace a file
            else:
                os.link(draft, path)
        except FileExistsError:
            pass
        except OSError:  # a disk that knows no links, such as a memory stick
            _write_once(path)
    finally:
        draft.unlink(missing_ok=True)
    made = _read(path, lang)
    if made is None:
        raise FileNotFoundError(path)
    return made


def _write_once(path: Path) -> None:
    with contextlib.suppress(FileExistsError):
        _write(path, secrets.token_bytes(SALT_BYTES))


def _write(path: Path, secret: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(_line(secret))
        file.flush()
        os.fsync(file.fileno())
