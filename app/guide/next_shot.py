"""“I need my next shot by this date”: what the date means, and what to ask those who give the shot.

The rules are table 3(e) of the facts: the block lasts about 28 days and fades; from the day after, it may be gone and
tolerance is low; whoever missed the day calls the clinic for the earliest free one, and is checked again after any opioid.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.words import N_

FIRST_YEAR = 1900
# A shot is due every four weeks; a day much further off is perhaps a slip of the pen.
FAR_DAYS = 62
SOON_DAYS = 3
LONG_AGO_DAYS = 366
# Late here is late everywhere soon: the day ends first in the east.
CLOCK = ZoneInfo("America/New_York")
SOURCES = ("PI-V", "PI-V25", "VIVITROL-ISI", "MC-IM", "REMS")
_AMERICAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")

QUESTIONS = (
    N_("Do you give the monthly naltrexone shot (Vivitrol) where you are?"),
    N_("Do you take people who come only for the shot?"),
    N_("What is the first day you could give it to me? I need it by my date."),
    N_("Who orders the medicine, and how many days does that take?"),
    N_("Do you need an order or papers from the clinic that gave my last shot?"),
    N_("Do you test for opioids before the shot? What happens if the test shows some?"),
    N_("Does my insurance pay here, and must it approve first?"),
    N_("What will I pay myself?"),
    N_("What should I do if you cannot give it in time?"),
)
LATE = (
    N_("Call the clinic that gave your last shot. Ask for the earliest free day."),
    N_("The block may be gone now, and your body is not used to opioids. An amount that you once took can kill you."),
    N_("Keep naloxone near, and tell someone where it is."),
    N_(
        "Did you use any opioid since your last shot? Say so on the phone. You must be checked again before a new shot."
    ),
    N_("Do not give yourself a shot, and do not take tablets from somebody else."),
)


class When(StrEnum):
    """What a date means for a person whose shot is due."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    AHEAD = "ahead"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Due:
    """The day a shot is needed by, and how many days are left; past days count below zero."""

    day: date
    left: int

    @property
    def when(self) -> When:
        """What the day means."""
        if self.left < 0:
            return When.LATE
        if not self.left:
            return When.TODAY
        if self.left > FAR_DAYS:
            return When.FAR
        return When.SOON if self.left <= SOON_DAYS else When.AHEAD

    @property
    def long_ago(self) -> bool:
        """Whether so much time has passed that a person starts anew."""
        return self.left < -LONG_AGO_DAYS


def due(text: str, at: datetime) -> Due | None:
    """Read a date as `2026-12-03` or `12/3/2026`, as seen at a moment; None for what is no date since 1900."""
    day = _day(text.strip())
    return Due(day, (day - at.astimezone(CLOCK).date()).days) if day and day.year >= FIRST_YEAR else None


def _day(text: str) -> date | None:
    american = _AMERICAN.fullmatch(text)
    try:
        if american:
            month, day, year = map(int, american.groups())
            return date(year, month, day)
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else None
    except ValueError:
        return None
