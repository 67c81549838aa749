"""By when we owe an answer, and until when we keep what was said."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.inquiries.topics import ABOUT, Topic

HERE = ZoneInfo("America/New_York")  # the desk's day; a weekend begins when it begins there
ANSWER_DAYS = 2
SATURDAY = 5
TAKEN_FOR = timedelta(minutes=15)  # then what somebody took goes back to the pool
ANOTHER_HOUR = timedelta(hours=4)  # who did not pick up at three may at eleven


def due_after(at: datetime, days: int = ANSWER_DAYS) -> datetime:
    """Return the same hour `days` business days later (Monday to Friday; holidays are not left out)."""
    moment = at.astimezone(HERE)
    while days:
        moment += timedelta(days=1)
        if moment.weekday() < SATURDAY:
            days -= 1
    return moment.astimezone(at.tzinfo)


def next_try_after(at: datetime) -> datetime:
    """Return when to call again after a call in vain: on the next business day, at an earlier hour."""
    return due_after(at, days=1) - ANOTHER_HOUR


def erase_after(topic: Topic, *, first: datetime, last: datetime) -> datetime:
    """Return when words on a topic are erased: so many days after the last of them, and never later than the cap."""
    about = ABOUT[topic]
    return min(last + timedelta(days=about.days), first + timedelta(days=about.most_days))
