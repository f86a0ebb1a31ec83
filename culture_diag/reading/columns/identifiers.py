"""Columns that tell who somebody is. They are never read: only what an instrument asks for, and its roles, come in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from culture_diag.reading.columns.roles import NUMBER_HEADERS, UNNUMBERED_PLATFORMS
from culture_diag.reading.common.cells import cell_text, parse_number, plain_header, tidy
from culture_diag.reading.common.rating_words import is_answer, rating_of
from culture_diag.reading.common.series import factorized
from culture_diag.reading.common.table import Table
from culture_diag.reading.exports.platforms import LIMESURVEY_CODES, QUALTRICS_HEADERS

IDENTIFYING_HEADERS = frozenset({
    # Names, mail and telephone, as platforms and people head them.
    "name", "naam", "je naam", "jouw naam", "uw naam", "your name", "voornaam", "achternaam", "voor en achternaam",
    "first name", "last name", "firstname", "lastname", "full name", "surname", "vorname", "nachname",
    "email", "e mail", "mail", "email address", "e mail address", "emailaddress", "e mailadres", "emailadres",
    "mailadres", "e mail adres", "email adres", "username", "gebruikersnaam", "user name", "user", "gebruiker",
    "telefoon", "telefoonnummer", "phone", "phone number", "mobiel", "mobile", "address", "adres", "postcode",
    "geboortedatum", "date of birth", "birthday", "leerkrachtnummer", "personeelsnummer", "employee number",
    "employee id", "medewerkernummer", "bsn", "leeftijd", "age", "studentnummer", "student number", "student id",
    "studentid", "leerlingnummer", "roll number", "wachtwoord", "password", "nickname", "schermnaam", "screen name",
    "mobiel nummer", "telefoonnr", "mobile number", "zip code", "zipcode", "zip postal code", "zip post code",
    "postal code", "woonplaats", "city town", "address line 1", "address line 2", "prolificid", "prolific id",
    "prolific pid", "ip adresse", "adresse ip", "weiterleitungs url", "url referente", "url référente", "zugangscode",
    "zugangsschlussel", "zugangsschlüssel", "adresse de messagerie", "nom", "prenom", "prénom", "correo electronico",
    "correo electrónico", "nombre", "hoe heet je", "hoe heet jij", "hoe heet u", "legal name", "full legal name",
    "naam leerkracht", "naam en functie", "respondent name", "student name", "teacher name", "roepnaam", "initialen",
    "family name", "given name", "tel", "tel nr", "06 nummer", "mobiele telefoon", "geboortejaar", "year of birth",
    "adres en woonplaats", "emails", "contactgegevens", "telefonnummer", "courriel", "telefono", "teléfono", "nome",
    "cognome", "user id", "staff id", "worker id", "naam contactpersoon", "name contact person", "naam invuller",
    "hoe oud ben je", "how old are you", "signature", "handtekening",
    # What platforms keep beside the answers.
    "ip", "ip address", "ipaddress", "ip adres", "ipaddr", "token", "toegangscode", "refurl", "referrer url",
    "verwijzende url", "referer", "network id", "networkid", "custom data 1", "custom data", "custom value",
    "recipientlastname", "recipientfirstname", "recipientemail", "recipient last name", "recipient first name",
    "recipient email", "externalreference", "external data reference", "externaldatareference",
    "external reference", "locationlatitude", "locationlongitude", "location latitude", "location longitude",
    "location", "latitude", "longitude", "user agent", "useragent", "browser", "device", "tracking", "hidden",
    "user language metadata", "contact id", "contactid", "panelist id", "score token", "geboren",
})  # fmt: skip
"""Headers of columns that tell who somebody is, in the normal form of a header."""

_IDENTIFYING_WORDS = re.compile(
    r"\b(?:(?:e ?)?mailadres|e ?mail(?:adres|address)?|ip ?(?:adres|address)|first ?name|last ?name|full ?name|"
    r"your name|voornaam|achternaam|(?:je|jouw|uw) (?:volledige )?naam|telefoonnummer|phone number|custom data [0-9]+|"
    r"network id|participant name|recipient)\b"
)
MAX_HEADER_CHARS = 1_000
"""Characters of a header that are looked at."""
_QUESTION_PREFIX = re.compile(
    r"^(?:wat is|what is|what s|vul hier in|vul in|enter|please enter) (?:je|jouw|uw|your|the)\b ?"
)
_OPTIONAL_SUFFIX = re.compile(
    r" (?:niet verplicht|optioneel|facultatief|vrijwillig|optional|voluntary|not required|if you wish|mm dd|mm dd yyyy|"
    r"dd mm yyyy|[0-9] cijfers)$"
)
_DUPLICATE_NUMBER = re.compile(r"(?<![0-9 ]) ?[0-9]{1,3}$")
"""What a program puts behind a header that is there already."""
MAX_SCALE_CODE = 10
"""No scale goes beyond it."""
_BRACKETED_SUFFIX = re.compile(r"[(\[][^()\[\]]*[)\]]$")


def is_identifying(names: Iterable[str], texts: Iterable[str] = ()) -> bool:
    """Tell whether a column says who somebody is, by any of its names.

    Parameters
    ----------
    names : iterable of str
        By which the column is known.
    texts : iterable of str, optional
        The different answers. Answers on a scale tell nobody's name: "We answer e-mail soon" is a statement then, and
        "Location" what people are satisfied with.

    Examples
    --------
    >>> [is_identifying([name]) for name in ("E-mailadres", "Naam van het team", "Wat is je e-mailadres?")]
    [True, False, True]
    >>> is_identifying(["Naam (niet verplicht)"]), is_identifying(["E-mail snel beantwoord"], ["1", "4", "5"])
    (True, False)
    """
    shown = [tidy(name)[:MAX_HEADER_CHARS] for name in names]
    keys = {plain_header(each) for name in shown for each in (name, _BRACKETED_SUFFIX.sub("", name))}
    keys |= {_OPTIONAL_SUFFIX.sub("", key) for key in keys} | {_DUPLICATE_NUMBER.sub("", key) for key in keys}
    keys |= {_QUESTION_PREFIX.sub("", key) for key in keys} - {"location"}  # that is where somebody works
    exact = not keys.isdisjoint(IDENTIFYING_HEADERS)
    if not exact and not any(_IDENTIFYING_WORDS.search(key) for key in keys):
        return False
    if shown and plain_header(shown[0]) in IDENTIFYING_HEADERS:
        return True
    answers = [word for text in texts if (word := tidy(text))]
    if rating_of(answers):
        return False
    # A header that is no more than "Age" may have codes below it; one that speaks of mail has a statement's.
    numbers = [parse_number(word) for word in answers if is_answer(word)]
    return exact or not (numbers and all(number is not None and 0 <= number <= MAX_SCALE_CODE for number in numbers))


def identifies_person(table: Table, at: int, *, role: bool = False) -> bool:
    """Tell whether a column of a table says who somebody is: by its answers too, unless it is to be a `role`."""
    names = table.names[at]
    return is_identifying(names) and (role or is_identifying(names, factorized(table.columns[at])[1]))


MIN_ROWS = 3
"""Of fewer rows nobody can tell whether numbers count them."""


def is_answer_number(table: Table, position: int) -> bool:
    """Tell whether a column numbers the answers, each time anew: no code by which to know people again."""
    if not NUMBER_HEADERS & set(map(plain_header, table.names[position])):
        return False
    return platform_numbers_answers(table) or is_row_number(table, position)


def platform_numbers_answers(table: Table) -> bool:
    """Tell whether a file is of a platform that numbers answers."""
    if table.recognised.platform not in UNNUMBERED_PLATFORMS:
        return True
    keys = {plain_header(name) for names in table.names for name in names}
    return len(keys & (LIMESURVEY_CODES | QUALTRICS_HEADERS)) > 1


def is_row_number(table: Table, position: int) -> bool:
    """Tell whether a column called ID only counts the answers, as a form does, in whatever order they now stand.

    Two waves would else pair the first respondent of one with the first of the other.
    """
    if not NUMBER_HEADERS & set(map(plain_header, table.names[position])) or len(table.rows) < MIN_ROWS:
        return False
    numbers = [parse_number(tidy(cell_text(cell))) for cell in table.columns[position]]
    whole = {number for number in numbers if number is not None and number.is_integer()}
    return len(whole) == len(numbers) and max(whole) - min(whole) < 2 * len(numbers)
