"""What a center reported of its openings, in words, and how long ago that was."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.centers.openings import Opening, OpeningState
from app.centers.vocabulary import CARE, GENDER
from app.core.display import age_words
from app.core.translation import _, ngettext

HOUR = timedelta(hours=1)
HOURS_IN_TWO_DAYS = 48
Aged = tuple[Opening, timedelta]


def aged(openings: Iterable[Opening], at: datetime) -> tuple[Aged, ...]:
    """Pair each opening with its age at a moment."""
    return tuple((opening, at - opening.reported_at) for opening in openings)


def opening_words(opening: Opening) -> str:
    """Return “Detox, women and girls: 2 openings”."""
    return f"{_whose(opening)}: {_what(opening)}"


def _whose(opening: Opening) -> str:
    labels = {value.code: value.label for group in (CARE, GENDER) for value in group.values}
    care = _(labels[opening.care])
    return f"{care}, {_(labels[opening.gender]).lower()}" if opening.gender else care


def _what(opening: Opening) -> str:
    if opening.state is OpeningState.HAS_OPENING:
        return (
            _("an opening") if opening.count is None else ngettext("%(num)s opening", "%(num)s openings", opening.count)
        )
    if opening.state is OpeningState.FULL:
        return _("full")
    if opening.state is OpeningState.NEEDS_ASSESSMENT:
        return _("they talk with you first")
    people = opening.count
    waiting = ngettext("%(num)s person waits", "%(num)s people wait", people) if people else _("a waiting list")
    return f"{waiting}, {_wait(opening.weeks)}" if opening.weeks is not None else waiting


def _wait(weeks: int) -> str:
    return ngettext("about %(num)s week", "about %(num)s weeks", weeks) if weeks else _("less than a week")


def ago_words(age: timedelta) -> str:
    """Return “less than an hour ago”, “3 hours ago” or, from two days on, “4 days ago”."""
    hours = age // HOUR
    if hours < 1:
        return _("less than an hour ago")
    if hours < HOURS_IN_TWO_DAYS:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", hours)
    return age_words(age.days)


def before_words(age: timedelta) -> str:
    """Return the same for paper, which does not grow older with its reader: “3 hours before printing”."""
    hours = age // HOUR
    if hours < 1:
        return _("less than an hour before printing")
    if hours < HOURS_IN_TWO_DAYS:
        return ngettext("%(num)s hour before printing", "%(num)s hours before printing", hours)
    return ngettext("%(num)s day before printing", "%(num)s days before printing", age.days)


FILTERS = {"opening": opening_words, "ago": ago_words, "before_printing": before_words}
