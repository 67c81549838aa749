"""One value at a time: what a listing typed, made into what a person can read, call and open.

A value that cannot be used is left out of the profile and quoted in `notes`, so nothing is lost.
"""

import math
import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers

from app.centers.profile import Phone, PhoneKind

LONGEST_TEXT = 300
LONGEST_WEBSITE = 400
_EXTENSION = re.compile(r"[\s,;]*(?:x|ext\.?|extension)\s*:?\s*(\d{1,7})\s*$", re.IGNORECASE)
# The North American plan: neither an area code nor an exchange begins with 0 or 1.
_DIALABLE = re.compile(r"[2-9]\d{2}[2-9]\d{6}")
_WITHHELD = re.compile(
    r"[\s\-–—*._]*-[\s\-–—*._]*|(?:street |address )?(?:confidential|withheld|undisclosed)(?: address)?",
    re.IGNORECASE,
)
_ZIP = re.compile(r"(\d{3,5})(?:\.0)?(?:-?\d{4})?")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_OTHER_PAYERS = frozenset({"SF", "MD", "MC", "PI", "MI", "SI", "ITU"})


def text(given: str, notes: list[str] | None = None) -> str:
    """Fold edge and double spaces and control characters; letters stay exactly as they came."""
    plain = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in given)
    folded = " ".join(unicodedata.normalize("NFC", plain).split())
    if len(folded) > LONGEST_TEXT:
        if notes is not None:
            notes.append(f"A text of {len(folded)} letters was cut to {LONGEST_TEXT}.")
        folded = folded[:LONGEST_TEXT].rstrip()
    return folded


def is_withheld(street: str) -> bool:
    """Say whether a street is only dashes, or a word for "we do not tell"."""
    return bool(_WITHHELD.fullmatch(street.strip()))


def zip_code(given: str, notes: list[str]) -> str:
    """Return five digits: leading zeros that a spreadsheet ate come back, a ZIP+4 is cut."""
    given = given.strip()
    if not given:
        return ""
    found = _ZIP.fullmatch(given)
    if found is None:
        notes.append(f"“{text(given)[:40]}” is not a ZIP code.")
        return ""
    return found.group(1).zfill(5)


def county(given: str) -> str:
    """Return the county's name without "County" behind it; "(city)" and "(CA)" are written out."""
    name = text(given).removesuffix(" County")
    return name.replace(" (city)", " city").replace(" (CA)", " Census Area")


def phones(given: Iterable[tuple[str, PhoneKind]], notes: list[str]) -> tuple[Phone, ...]:
    """Return the numbers in the order given, each once, the extension apart."""
    kept: dict[tuple[str, str], Phone] = {}
    for words, kind in given:
        if not words or words.isspace():
            continue
        number, extension, doubt = _phone(words)
        if doubt:
            notes.append(doubt)
        if number:
            kept.setdefault((number, extension), Phone(number, extension, kind))
    return tuple(kept.values())


@lru_cache(maxsize=4096)
def _phone(words: str) -> tuple[str, str, str]:
    """Return number, extension and a doubt; the number is empty when nobody can dial it."""
    shown = text(words)[:40]
    found = _EXTENSION.search(words)
    extension = found.group(1) if found and found.group(1).strip("0") else ""
    body = words[: found.start()] if found else words
    lettered = any(char.isalpha() for char in body)
    digits = re.sub(r"[^0-9]", "", phonenumbers.convert_alpha_characters_in_number(body))
    digits = digits.removeprefix("1")
    if lettered:
        digits = digits[:10]  # a word may be longer than the number it spells
    if not _DIALABLE.fullmatch(digits):
        return "", "", f"“{shown}” is not a telephone number that can be dialled."
    if not phonenumbers.is_valid_number(phonenumbers.PhoneNumber(country_code=1, national_number=int(digits))):
        return digits, extension, f"“{shown}” does not look like a number in use."
    return digits, extension, ""


def website(given: str, notes: list[str]) -> str:
    """Return an http or https address with a real host name, or nothing."""
    words = given.strip().replace("\\", "/")
    if not words or words.lower().rstrip("/") in {"http:", "https:", "http", "https"}:
        return ""
    address = words if re.match(r"[a-z][a-z0-9+.-]*:", words, re.IGNORECASE) and "://" in words else f"http://{words}"
    if not re.search(r"[\s\x00-\x1f\"<>]", address) and len(address) <= LONGEST_WEBSITE:
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").lower()
            sound = parts.scheme in {"http", "https"} and _HOST.fullmatch(host) and not parts.username
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            sound = None
        if sound:
            return parts._replace(netloc=host + port).geturl()
    notes.append(f"“{text(given)[:80]}” is not the address of a website.")
    return ""


def degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return degrees north and east, or None when the two texts are no numbers."""
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    return (north, east) if math.isfinite(north) and math.isfinite(east) else None


def codes(given: Iterable[str]) -> frozenset[str]:
    """Return service codes in capitals; `*` only separates categories."""
    # Twelve thousand programs share a few hundred codes: one text each, not a million.
    # A frozenset made from a set is half as large as one made from a list.
    return frozenset({sys.intern(code.upper()) for words in given for code in words.split() if code.strip("*")})


def payment_note(held: frozenset[str]) -> str:
    """Return a note when a program reports that it takes no payment and names payers all the same."""
    if "NP" in held and not _OTHER_PAYERS.isdisjoint(held):
        return "It reports “no payment accepted” beside other payers; it is shown as reported."
    return ""
