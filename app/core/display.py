"""How numbers, dates and phone numbers read on a page."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask

from app.core.extensions import language
from app.core.translation import _, ngettext

DAYS_IN_MONTH = 30
DAYS_IN_TWO_MONTHS = 60
FAR_MILES = 9.95  # shown as 10 mi
THOUSAND = 1000


def miles_words(miles: float | None) -> str:
    """Return “2.4 mi”, “24 mi” or “less than 1 mi”; nothing when the distance is not known."""
    if miles is None:
        return ""
    if miles < 1:
        return _("less than 1 mi")
    if miles < FAR_MILES:
        return f"{miles:.1f} mi"
    return f"{miles:,.0f} mi"


def phone_words(number: str) -> str:
    """Return ten digits as 617-555-0134."""
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"


def phone_link(number: str, extension: str = "") -> str:
    """Return the tel: address of a US number; a pause comes before the extension."""
    return f"tel:+1{number}" + (f",{extension}" if extension else "")


def age_words(days: int) -> str:
    """Return “today”, “3 days ago” or “7 months ago”."""
    if days <= 0:
        return _("today")
    if days < DAYS_IN_TWO_MONTHS:
        return ngettext("%(num)s day ago", "%(num)s days ago", days)
    return ngettext("%(num)s month ago", "%(num)s months ago", days // DAYS_IN_MONTH)


def date_words(day: date | datetime) -> str:
    """Return a date in words: November 12, 2026."""
    return _date_words(day.date() if isinstance(day, datetime) else day, language().language)


@lru_cache(maxsize=10_000)
def _date_words(day: date, code: str) -> str:
    return str(format_date(day, "long", locale=code))


def yes_or_no(answer: bool | None) -> str:
    """Return “Yes” or “No”; nothing where nobody told us."""
    if answer is None:
        return ""
    return _("Yes") if answer else _("No")


def count_words(number: int) -> str:
    """Return a number with its thousands apart: 12,205."""
    return str(number) if number < THOUSAND else _count_words(number, language().language)


@lru_cache(maxsize=10_000)
def _count_words(number: int, code: str) -> str:
    return str(format_decimal(number, locale=code))


def add_filters(app: Flask) -> None:
    """Give every template these words: `phone`, `phone_link`, `miles`, `age`, `day`, `number`, `yes_or_no`."""
    app.jinja_env.filters.update(
        phone=phone_words,
        phone_link=phone_link,
        miles=miles_words,
        age=age_words,
        day=date_words,
        number=count_words,
        yes_or_no=yes_or_no,
    )
