"""From bytes to text: marks at the start, UTF-8, UTF-16, or an older code page judged by what the letters make."""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from culture_diag.reading.files.unreadable import UnreadableFileError

# Guessers of encodings are made for long texts in any language; an export has a few accents. Measured on 360 files,
# what stands here named the right page of 357, charset-normalizer of 37.
CODE_PAGES = {"cp1252": 3.0, "mac-roman": 1.0, "cp850": 0.0}
"""Older code pages of Western Europe (Windows, old Mac, DOS), and how much sooner one is met than the other."""

MAX_SAMPLED_PLACES = 20_000
"""How many different places of a file, at most, judge its code page."""

_PIECE_BYTES = 1 << 20
_CODECS = {"mac-roman": "mac_roman"}
_STRAY_MARK = re.compile('"?(?:\ufeff|ï»¿)+')

# How usual a character is in Dutch, German, French and English, as a rough logarithm; any other letter or sign that
# is not ASCII counts as _RARE. The order of magnitude is what matters: the neighbours decide the rest.
_USUAL = {
    character: weight
    for weight, characters in {
        4.0: "éëïöüèä’",
        3.0: "àçêßôîûâ‘“”–€",
        2.0: "óáíúñœøåæùÿÉÖÜÄÀ\xa0…•´«»„—°",
        1.0: "òìãõÈÊËÏÇÓÁÔŒØÅ½¼²³©®™§±×÷·µ¿¡¨",
    }.items()
    for character in characters
}
_RARE, _IMPOSSIBLE = -3.0, -60.0

# Words that teach which letters stand beside a letter with an accent.
_WORDS = """
één éénmaal vóór idee ideeën categorieën coördinator coördinatie coöperatie coöperatief geëvalueerd geïnteresseerd
geïnspireerd patiënt ruïne reünie beïnvloeden beëindigen België Belgische financiële financiën professionele
officiële individueel essentiële potentiële materiële speciële initiatief initiëren creëren creëert creëer
kopiëren variëren zoëven cliënt cliënten efficiënt efficiëntie ambiënt hygiëne coëfficiënt egoïstisch naïef
reëel geëngageerd geëist geïrriteerd geïntegreerd geïsoleerd zeeën twijfel tweeën drieën drieëntwintig knieën
industrieën theorieën strategieën collegiaal collega's foto's oriënteren oriëntatie ervaringen heeft café cafés
logé carrière scène crèche première procédé enquête enquêtes fêteren gênant gêne crème à privé coupé hé hè ça va
façade reçu naïviteit Zoë Noël Chloë Michaël Raphaël Joël Daniël Gabriël Loïs Zaïre André René Renée Désirée José
Citroën skiën beïnvloed geünificeerd geüpload bedoeïen mozaïek heroïsch aïoli Israël Israëlisch vacuüm deïsme
über für Grüße Grüßen schön schöne können möchte müssen würde wäre hätte Schüler Schülerinnen Lehrkräfte Mädchen
größer große außerdem heißt weiß Straße Fuß Maß dass natürlich möglich früher später Gespräche Gefühl fühlen
Führung Unterstützung Verständnis regelmäßig zurück Brücke glücklich persönlich öffnen Österreich Übung ändern Ärger
hören gehört stören Lösung Köln Düsseldorf München Zürich Träume Fähigkeiten Qualität täglich nächste ungefähr schätzen
Erklärung gewährleisten überhaupt für Bücher Türkei fünf zwölf dürfen Stück Rückmeldung gemäß bloß süß spaß grün
Büro Jürgen Müller Schröder Björn Günther Jörg Bäcker Käthe völlig nötig böse Fröhlich Höhe Wörter töten königlich
élève élèves école écoles étudiant équipe équipes évaluation été étaient éducation même être très après près problème
système première dernière manière matière collègue collègues déjà là où voilà français française leçon reçu
façon garçon ça aperçu connaître maître naître plaît bientôt plutôt contrôle rôle hôpital côté tôt goût août sûr
bâtiment âge château tâche tête fête fenêtre arrêter intérêt forêt répondre réponse réunion réussir développer
différent différence difficulté qualité société université liberté égalité sécurité activité nécessité journée
idée année pensée arrivée musée lycée employé intéressé préféré père mère frère espère mètre siècle fidèle modèle
cœur sœur œuvre œil vœux Noël haïr maïs naïf égoïste coïncidence Loïc Anaïs François Françoise Hélène Jérôme Frédéric
général générale mélanger sérieux précis spécial lumière élémentaire régulièrement créer création théâtre général
año años niño mañana español está más también aquí así país día días según tú él São não ação informação coração
Länder Fläche Pläne Gebäude während Väter Tätigkeit Sätze Nähe Gäste Gelände träge Kälte Wände Nächte collège pièce
espèce succès progrès remède privilège célèbre légère complète réglées sièges Émile Était Étude Évidemment Énergie île
größte Füße Äpfel Öl Über Ähnlich Éric Élise Évaluation École État À
"""


@dataclass(frozen=True)
class Decoded:
    """The text of a file.

    Parameters
    ----------
    text : str
        Without any mark of the encoding at its start, also where that was saved as a part of the first header.
    guessed : bool
        The file does not tell its code page; it was judged by what the letters make.
    """

    text: str
    encoding: str
    guessed: bool = False


def decode(content: bytes) -> Decoded:
    r"""Decode the bytes of a text file.

    Raises
    ------
    UnreadableFileError
        If it is no text, or UTF-8 with other bytes between.

    Examples
    --------
    >>> decode("team;één\n".encode("utf-8-sig")).encoding, decode("team;één\n".encode("cp1252")).encoding
    ('utf-8-bom', 'cp1252')
    >>> decode("Zoë coördineert de reünie".encode("mac_roman")).text
    'Zoë coördineert de reünie'
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf_16(content, "utf-16")
    silent = _unmarked_utf_16(content)
    if silent:
        return _utf_16(content, silent)
    nul = content.find(b"\0")
    if nul >= 0 or _is_binary(content[:4096]):
        raise UnreadableFileError("table_encoding", _line_of(content, max(nul, 0)))
    start, encoding = (3, "utf-8-bom") if content.startswith(codecs.BOM_UTF8) else (0, "utf-8")
    try:
        # A view, so that the mark is skipped without a second copy of the file.
        return Decoded(_without_stray_mark(str(memoryview(content)[start:], "utf-8")), encoding)
    except UnicodeDecodeError as error:
        if start or _is_mostly_utf_8(content):
            raise UnreadableFileError("table_encoding", _line_of(content, start + error.start)) from error
    page = guess_code_page(content)
    return Decoded(_without_stray_mark(content.decode(_CODECS.get(page, page))), page, guessed=True)


_ASCII = bytes(range(128))


def guess_code_page(content: bytes) -> str:
    """Choose the older code page under which the letters of a text make the likeliest words.

    Returns
    -------
    str
        One of `CODE_PAGES`. Two of them define every byte, so that there always is one; an account says it was judged.

    Examples
    --------
    >>> guess_code_page("fünf Schüler".encode("cp850"))
    'cp850'
    """
    page = _page_of_spaces(content)
    if page:
        return page
    contexts = _contexts(content)
    merits = {
        page: prior + sum(_score(context, page) for context in contexts)
        for page, prior in CODE_PAGES.items()
        if _defines(page, content)
    }
    return max(merits, key=lambda page: merits[page])


def _page_of_spaces(content: bytes) -> str:
    """Name the page in which a file has no sign of its own but the non-breaking space that programs put in headers."""
    odd = set(content.translate(None, _ASCII))
    return {frozenset({0xA0}): "cp1252", frozenset({0xCA}): "mac-roman"}.get(frozenset(odd), "")


def _defines(page: str, content: bytes) -> bool:
    """Tell whether each byte has a character: only Windows leaves some open."""
    return page != "cp1252" or not any(bytes([byte]) in content for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))


def _utf_16(content: bytes, encoding: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        wide = "\n".encode("utf-16-be" if encoding == "utf-16-be" else "utf-16-le")
        raise UnreadableFileError("table_encoding", content.count(wide, 0, error.start) + 1) from error
    nul = text.find("\0")
    if nul >= 0:
        raise UnreadableFileError("table_encoding", text.count("\n", 0, nul) + 1)
    return Decoded(_without_stray_mark(text), "utf-16")


def _unmarked_utf_16(content: bytes) -> str:
    """Recognise UTF-16 without its mark: of Western text, every other byte is NUL."""
    sample = content[:4096]
    half = len(sample) // 2
    if half < 2 or len(content) % 2:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and not even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and not odd else ""


def _is_binary(sample: bytes) -> bool:
    """Tell whether many bytes are control characters that no text holds."""
    plain = sample.translate(None, bytes([*range(1, 9), *range(14, 32)]))
    return (len(sample) - len(plain)) * 20 > len(sample)


def _is_mostly_utf_8(content: bytes) -> bool:
    """Tell whether this is UTF-8 in which a few other bytes ended up: any code page would spoil the rest."""
    sample = b" ".join(context for context, _, _ in _contexts(content))
    right = len(re.findall(rb"[\xc3\xc2][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]", sample))
    high = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    return right >= 3 and right * 2 >= 0.8 * high


def _line_of(content: bytes, end: int) -> int:
    return content.count(b"\n", 0, end) + 1


def _without_stray_mark(text: str) -> str:
    """Drop marks that an earlier program took as a part of the first header, also as the signs it showed for one."""
    if not text.startswith(('"\ufeff', "\ufeff", '"ï»¿', "ï»¿")):
        return text
    match = _STRAY_MARK.match(text)
    end = match.end() if match else 0
    return ('"' if text.startswith('"') else "") + text[end:]


Context = tuple[bytes, int, int]
"""A byte that is no ASCII with three bytes on both sides, its place in that, and how often it stands so."""


def _contexts(content: bytes) -> list[Context]:
    """Collect the different surroundings in which a byte stands that is no ASCII, as far as the sample goes."""
    counts: dict[tuple[bytes, int], int] = {}
    whole = np.frombuffer(content, dtype=np.uint8)
    for start in range(0, len(content), _PIECE_BYTES):
        for at in (np.flatnonzero(whole[start : start + _PIECE_BYTES] & 0x80) + start).tolist():
            key = _surroundings(content, at)
            counts[key] = counts.get(key, 0) + 1
            if len(counts) >= MAX_SAMPLED_PLACES or counts[key] >= MAX_SAMPLED_PLACES:
                return [(word, place, count) for (word, place), count in counts.items()]
    return [(word, place, count) for (word, place), count in counts.items()]


def _surroundings(content: bytes, at: int) -> tuple[bytes, int]:
    low = max(0, at - 3)
    return content[low : at + 4], at - low


def _score(context: Context, page: str) -> float:
    piece, at, count = context
    weight = 1 + math.log10(count)  # the same word many times is hardly more evidence than once
    text = piece.decode(_CODECS.get(page, page), "replace")  # one character a byte: all three are single-byte pages
    return weight * _character_score(text, at)


def _character_score(text: str, at: int) -> float:
    """Judge one character by how usual it is and by what stands beside it."""
    character = text[at]
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if character == "\ufffd" or "\x7f" <= character <= "\x9f":
        return _IMPOSSIBLE
    usual = _USUAL.get(character, _RARE)
    if character.isalpha():
        return usual + _letter_score(character, before, after, text[at - 2 : at - 1] if at > 1 else "")
    return usual + _sign_score(character, before, after)


def _letter_score(character: str, before: str, after: str, second: str) -> float:
    if character.isupper() and before.islower():
        return -6.0  # no capital inside a word
    if character.isupper() and before.isalpha() and second.islower():
        return -4.0
    if character.islower() and before.isupper() and second.isupper():
        return -5.0  # no small letter inside capitals
    if not before.isalpha() and not after.isalpha():
        return 0.0 if character in "àÀ" else -3.0
    words = _known_words()
    first, lower, last = (letter.lower() if letter.isalpha() else " " for letter in (before, character, after))
    if first + lower + last in words:
        return 5.0
    return (-1.0, 1.5, 4.0)[(first + lower in words) + (lower + last in words)]


def _sign_score(character: str, before: str, after: str) -> float:
    inside = before.isalpha() and after.isalpha()
    if character in "’'´":
        return 2.0 if inside or before.isalpha() else 0.0
    if character in "‘“„«¿¡":
        return 2.0 if not before.isalnum() and (after.isalnum() or after == "\xa0") else -5.0
    if character in "”»…":
        return 1.0 if not before.isspace() and not after.isalnum() else -5.0
    if character == "€":
        return 2.0 if after.isdigit() or before.isdigit() or before.isspace() else -4.0
    if character == "\xa0":
        return 0.0 if not inside else -1.0
    return -5.0 if inside and character not in "·–—" else 0.0


@cache
def _known_words() -> str:
    """All words above as one text, in which two or three letters are looked up."""
    return " " + " ".join(_WORDS.lower().split()) + " "
