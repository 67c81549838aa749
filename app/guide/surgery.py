"""What to talk over before a planned operation.

ASAM's guideline stops tablets 72 hours and the shot 30 days before it, when opioids may be needed.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.words import N_
from app.guide.entries import Mistake, mistakes_among, oldest_today, quote, read_choices, read_day

FORMS = {"tablet": N_("Tablets"), "shot": N_("The monthly shot")}
DAYS_BEFORE = {"tablet": 3, "shot": 30}  # 72 hours are three days


@dataclass(frozen=True, slots=True)
class Plan:
    """What to talk over before a planned operation; without its day, `on` and `ask_about` are None."""

    form: str
    on: date | None
    ask_about: date | None


def plan(form: str, on: str) -> Plan | tuple[Mistake, ...]:
    """Return the plan for one form of naltrexone; the day of the operation may be left empty."""
    taken = read_choices([form], FORMS, "form", N_("Choose tablets or the shot."))
    day = read_day(on, "on", "") if on.strip() else None
    if isinstance(day, date) and day < oldest_today():
        day = Mistake("on", N_("“%(said)s” is past. Enter the day of the operation, or leave it empty."), quote(on))
    if isinstance(taken, Mistake) or isinstance(day, Mistake):
        return mistakes_among(taken, day)
    return Plan(form, day, day - timedelta(days=DAYS_BEFORE[form]) if day else None)
