"""The next monthly shots after the last one: a planner, not a promise.

The days are those of the facts: a shot every 28 days or once a month, time to book from day 21 and to confirm on day
26, more vulnerable to opioids in days 22 to 28, and from day 29 perhaps no block at all.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from app.core.words import N_
from app.guide.entries import Mistake, mistakes_among, newest_today, read_choices, read_past_day

RHYTHMS = {"28": N_("Every 4 weeks (28 days)"), "month": N_("Once a month, on the same day")}
SHOTS = 6
BOOK, CONFIRM = 21, 26
LATE_CYCLE, BLOCK = 22, 28
MONTHS = 12

# What stands in a calendar that others may see: neutral, unless the person chooses plain words.
NEUTRAL = {"book": N_("Phone call"), "confirm": N_("Phone call"), "due": N_("Appointment")}
PLAIN = {
    "book": N_("Book my naltrexone shot"),
    "confirm": N_("Confirm my naltrexone shot"),
    "due": N_("Naltrexone shot"),
}
WORDS = {"neutral": NEUTRAL, "plain": PLAIN}


@dataclass(frozen=True, slots=True)
class Shot:
    """The days that follow one shot, up to the next."""

    given: date
    due: date

    @property
    def book(self) -> date:
        """Return the day to book the next one."""
        return self.given + timedelta(days=BOOK)

    @property
    def confirm(self) -> date:
        """Return the day to confirm the next one."""
        return self.given + timedelta(days=CONFIRM)

    @property
    def late_cycle(self) -> tuple[date, date]:
        """Return the first and the last day on which opioids are more of a danger because the block fades."""
        return self.given + timedelta(days=LATE_CYCLE), self.given + timedelta(days=BLOCK)

    @property
    def uncovered(self) -> date:
        """Return the first day on which the block may be gone."""
        return self.given + timedelta(days=BLOCK + 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """The shot that was given and those that would follow on time; `late` once the next one's day has come."""

    last: date
    rhythm: str
    shots: tuple[Shot, ...]
    late: bool


def plan(last: str, rhythm: str) -> Plan | tuple[Mistake, ...]:
    """Return the plan after the last shot, or what is wrong with the entries."""
    day = read_past_day(last, "last", N_("Enter the day of your last shot."))
    how = read_choices([rhythm], RHYTHMS, "every", N_("Choose how often you get it."))
    if isinstance(day, Mistake) or isinstance(how, Mistake):
        return mistakes_among(day, how)
    days = [_due(day, rhythm, number) for number in range(SHOTS + 1)]
    late = days[1] <= newest_today()
    shots = tuple(Shot(given, due) for given, due in pairwise(days))
    return Plan(day, rhythm, shots, late)


def calendar(shots: Sequence[Shot], words: dict[str, str], at: datetime) -> bytes:
    """Return the days of a plan as an iCalendar file; `words` name what is on each kind of day."""
    file = Calendar()
    file.add("prodid", "-//Wayhome//Dates//EN")
    file.add("version", "2.0")
    for shot in shots:
        for kind, day in (("book", shot.book), ("confirm", shot.confirm), ("due", shot.due)):
            file.add_component(_event(day, words[kind], kind, at))
    return bytes(file.to_ical())


def _event(day: date, words: str, kind: str, at: datetime) -> Event:
    event = Event()
    # The same day gives the same event again, so that a second download does not double it.
    event.add("uid", f"{uuid5(NAMESPACE_URL, f'{kind} {day}')}@calendar.invalid")
    event.add("dtstamp", datetime.combine(at.date(), time(), UTC))
    event.add("dtstart", day)
    event.add("summary", words)
    event.add("transp", "TRANSPARENT")
    return event


def _due(first: date, rhythm: str, number: int) -> date:
    """Return the day of a later shot; in a month that is too short, its last day."""
    if rhythm != "month":
        return first + timedelta(days=BLOCK * number)
    months = first.month - 1 + number
    year, month = first.year + months // MONTHS, months % MONTHS + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
