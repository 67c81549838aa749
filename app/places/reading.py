"""How a typed text is taken apart, before anything is looked up by name."""

import re
from collections.abc import Iterator

from app.places.gazetteer import gazetteer
from app.places.spelling import fold, key

LONGEST = 200  # letters; no place has a longer name
MOST_STATE_WORDS = 4  # "U.S. Virgin Islands" may come as four words

_ZIP = re.compile(r"(\d{5})(?:[- ]?\d{4})?", re.ASCII)
_SHORT_ZIP = re.compile(r"\d{4}", re.ASCII)
_ZIP_AFTER = re.compile(r"(.*[^\d\s,])[\s,]+(\d{5})(?:-\d{4})?", re.ASCII)
_DEGREES = r"([+-]?\d{1,3}(?:\.\d{0,15})?)"
_POINT = re.compile(rf"\(?\s*{_DEGREES}\s*,\s*{_DEGREES}\s*\)?", re.ASCII)
_COUNTRY = re.compile(r"[\s,]+(?:usa|u\.s\.a\.?|u\.s\.|united states)$", re.IGNORECASE)
_HIGHEST, _FURTHEST = 90, 180


def zip_of(said: str) -> str | None:
    """Return the five digits when the whole text is a ZIP or ZIP+4, with or without its dash."""
    match = _ZIP.fullmatch(said)
    return match[1] if match else None


def short_zip_of(said: str) -> str | None:
    """Return five digits when the whole text is a ZIP code that lost its leading zero."""
    return f"0{said}" if _SHORT_ZIP.fullmatch(said) else None


def zip_after(said: str) -> tuple[str, str] | None:
    """Part "Plymouth, MA 02360" into what stands before the ZIP code and its five digits."""
    match = _ZIP_AFTER.fullmatch(said)
    return (match[1], match[2]) if match else None


def point_of(said: str) -> tuple[float, float] | None:
    """Return degrees, rounded to four decimals (36 feet), when the whole text is `lat,lon` on this Earth."""
    match = _POINT.fullmatch(said)
    if not match:
        return None
    # Adding zero turns a minus zero into zero.
    latitude, longitude = round(float(match[1]), 4) + 0.0, round(float(match[2]), 4) + 0.0
    return (latitude, longitude) if abs(latitude) <= _HIGHEST and abs(longitude) <= _FURTHEST else None


def without_country(said: str) -> str:
    """Drop a closing "USA"."""
    return _COUNTRY.sub("", said)


def state_of(text: str) -> str | None:
    """Return the code of a state said by code, name or common short form ("ma", "Mass.", "n dakota")."""
    states = gazetteer().states
    return states.get(fold(text)) or states.get(key(text))


def is_code(text: str) -> bool:
    """Tell whether a state is said by its two letters."""
    return len(fold(text)) == 2  # noqa: PLR2004 - a USPS code has two letters


def marked_states(said: str) -> Iterator[tuple[str, str]]:
    """Part a text from its state where that is plain: after a comma, or two closing letters."""
    rest, comma, last = said.rpartition(",")
    if comma:
        if state := state_of(last):
            yield rest, state
        return
    rest, _, last = said.rpartition(" ")
    if rest and is_code(last) and (state := state_of(last)):
        yield rest, state


def closing_states(said: str) -> Iterator[tuple[str, str]]:
    """Part a text from a state's name that closes it, the longest name first ("West Virginia" before "Virginia")."""
    parts = said.replace(",", " ").split()
    for count in range(min(MOST_STATE_WORDS, len(parts) - 1), 0, -1):
        if state := state_of(" ".join(parts[-count:])):
            yield " ".join(parts[:-count]), state
