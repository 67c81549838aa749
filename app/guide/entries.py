"""What a person enters in a tool: days and choices, read strictly; what is wrong with them is one sentence."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from app.core.db import now
from app.core.words import N_

FIRST_DAY = date(1900, 1, 1)
LONGEST_QUOTE = 40  # letters of an entry that a sentence repeats
NUMBERS = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
AMERICAN = re.compile(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4})", re.ASCII)
# A new day begins in Guam and ends in American Samoa; a person may be anywhere between.
GUAM, SAMOA = timezone(timedelta(hours=10)), timezone(timedelta(hours=-11))


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why an entry cannot be used: a sentence for the person, in which %(said)s is what was entered."""

    field: str
    sentence: str
    said: str = ""


def newest_today(at: datetime | None = None) -> date:
    """Return the date where in the United States the day is furthest on."""
    return (at or now()).astimezone(GUAM).date()


def oldest_today(at: datetime | None = None) -> date:
    """Return the date where in the United States the day is furthest behind."""
    return (at or now()).astimezone(SAMOA).date()


def read_day(text: str, field: str, missing: str) -> date | Mistake:
    """Read a day of the calendar; `missing` is the sentence for an empty entry."""
    text = text.strip()
    if not text:
        return Mistake(field, missing)
    found = _day(text)
    if found is None:
        return Mistake(field, N_("“%(said)s” is not a day we can read. Write it like 11/25/2026."), quote(text))
    if found < FIRST_DAY:
        return Mistake(field, N_("“%(said)s” is before 1900. Look at the year."), quote(text))
    return found


def read_past_day(text: str, field: str, missing: str) -> date | Mistake:
    """Read a day that has already come."""
    found = read_day(text, field, missing)
    if isinstance(found, date) and found > newest_today():
        return Mistake(field, N_("“%(said)s” is still to come. Enter today or a day before."), quote(text))
    return found


def read_choices(given: Sequence[str], known: Collection[str], field: str, missing: str) -> tuple[str, ...] | Mistake:
    """Return the choices in the order of `known`; an unknown one is never left out in silence."""
    given = [each.strip() for each in given if each.strip()]
    strange = [each for each in given if each not in known]
    if strange:
        return Mistake(field, N_("We do not know “%(said)s”. Choose from the list."), quote(strange[0]))
    if not given:
        return Mistake(field, missing)
    return tuple(each for each in known if each in given)


def mistakes_among(*entries: object) -> tuple[Mistake, ...]:
    """Return the mistakes among what was read."""
    return tuple(entry for entry in entries if isinstance(entry, Mistake))


def input_type(value: str) -> str:
    """Return the kind of input that can show a day again: a browser's own date field shows only a real day."""
    return "date" if not value or (NUMBERS.fullmatch(value) and _day(value)) else "text"


def quote(text: str) -> str:
    """Return the beginning of an entry, short enough to stand in a sentence."""
    text = " ".join(readable(text).split())
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


def readable(text: str) -> str:
    """Return an entry without the characters that no page can show."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _day(text: str) -> date | None:
    found = NUMBERS.fullmatch(text) or AMERICAN.fullmatch(text)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None
