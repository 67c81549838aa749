"""The desk's clocks in words: by when, how late, how long ago. Times are those of the desk's own zone."""

from datetime import datetime, timedelta

from babel.dates import format_datetime, format_time, get_day_names
from flask import Flask
from flask_babel import get_locale

from app.core.db import now
from app.core.translation import _, ngettext
from app.inquiries.clocks import HERE

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEK = 7  # days; further away a weekday would not say which


def moment_words(moment: datetime) -> str:
    """Return “3 PM today”, “3 PM tomorrow”, “Friday, 3 PM”, or the date where it is further away."""
    then, today = moment.astimezone(HERE), now().astimezone(HERE).date()
    clock = str(format_time(then.time(), "h:mm a" if then.minute else "h a", locale=get_locale()))
    days = (then.date() - today).days
    if days == 0:
        return _("%(clock)s today", clock=clock)
    if days == 1:
        return _("%(clock)s tomorrow", clock=clock)
    if 1 < days < WEEK:
        return f"{get_day_names('wide', locale=get_locale())[then.weekday()]}, {clock}"
    return f"{format_datetime(then, 'MMMM d', locale=get_locale())}, {clock}"


def late_words(due: datetime) -> str:
    """Return “2 hours late”; nothing while there is time."""
    late = now() - due
    if late < timedelta():
        return ""
    if late < HOUR:
        return ngettext("%(num)s minute late", "%(num)s minutes late", late // MINUTE)
    if late < DAY:
        return ngettext("%(num)s hour late", "%(num)s hours late", late // HOUR)
    return ngettext("%(num)s day late", "%(num)s days late", late // DAY)


def since_words(then: datetime) -> str:
    """Return “just now”, “5 minutes ago”, “3 hours ago” or “2 days ago”."""
    age = now() - then
    if age < MINUTE:
        return _("just now")
    if age < HOUR:
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", age // MINUTE)
    if age < DAY:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", age // HOUR)
    return ngettext("%(num)s day ago", "%(num)s days ago", age // DAY)


def add_filters(app: Flask) -> None:
    """Give every template these words under the names `moment`, `late` and `since`."""
    app.jinja_env.filters.update(moment=moment_words, late=late_words, since=since_words)
