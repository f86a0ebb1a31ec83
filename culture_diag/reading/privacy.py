"""Columns that tell who somebody is. They are never read: only what an instrument asks for, and its roles, come in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from culture_diag.reading.cells import plain_header

IDENTIFYING = frozenset({
    # Names, mail and telephone, as platforms and people head them.
    "name", "naam", "je naam", "jouw naam", "uw naam", "your name", "voornaam", "achternaam", "voor en achternaam",
    "first name", "last name", "firstname", "lastname", "full name", "surname", "vorname", "nachname",
    "email", "e mail", "mail", "email address", "e mail address", "emailaddress", "e mailadres", "emailadres",
    "mailadres", "e mail adres", "email adres", "username", "gebruikersnaam", "user name", "user", "gebruiker",
    "telefoon", "telefoonnummer", "phone", "phone number", "mobiel", "mobile", "address", "adres", "postcode",
    "geboortedatum", "date of birth", "birthday", "leerkrachtnummer", "personeelsnummer", "employee number",
    "employee id", "medewerkernummer", "bsn", "leeftijd", "age",
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

_PARTS = re.compile(
    r"\b(?:e ?mail(?:adres|address)?|ip ?(?:adres|address)|first ?name|last ?name|full ?name|your name|voornaam|"
    r"achternaam|(?:je|jouw|uw) (?:volledige )?naam|telefoonnummer|phone number|custom data [0-9]+|network id|"
    r"participant name|recipient)\b"
)


def identifying(names: Iterable[str]) -> bool:
    """Tell whether a column says who somebody is, by any of its names.

    Examples
    --------
    >>> identifying(["E-mailadres"]), identifying(["Naam van het team"]), identifying(["Wat is je e-mailadres?"])
    (True, False, True)
    """
    keys = [plain_header(name) for name in names]
    return any(key in IDENTIFYING or _PARTS.search(key) for key in keys)
