"""The details of a center in words: hours, prices, answers and what keeps it from taking people."""

from collections.abc import Iterable
from datetime import date, time

from babel.dates import format_time, get_day_names

from app.centers.details import Answer, Cost, CostUnit, InsurerPlan, InsurerStanding, Status, StatusKind
from app.centers.hours import MINUTES, TIME_ZONES, Hours
from app.core.display import count_words, date_words
from app.core.extensions import language
from app.core.translation import _
from app.core.words import N_

_ANSWERS = {Answer.YES: N_("Yes"), Answer.NO: N_("No"), Answer.ASK: N_("Ask when you call")}
_STANDINGS = {
    InsurerStanding.IN_NETWORK: N_("In network"),
    InsurerStanding.ACCEPTS: N_("Accepts it; ask if in network"),
    InsurerStanding.DOES_NOT: N_("Does not take it"),
    InsurerStanding.UNKNOWN: N_("Not known"),
}
_STATUSES = {
    StatusKind.CLOSED: N_("Temporarily closed"),
    StatusKind.MOVED: N_("Moved"),
    StatusKind.NOT_ADMITTING: N_("Not taking new people"),
}


def hours_lines(hours: Hours | None) -> list[str]:
    """Return “Monday to Friday 8 AM–5 PM Eastern” for each run of days with the same hours, no line when none is known."""
    if hours is None or not hours.week:
        return []
    if hours.always:
        return [_("Open 24 hours, every day")]
    zone = _(TIME_ZONES[hours.time_zone])
    lines = []
    for first, last, spans in hours.runs():
        if spans:
            clock = _("open 24 hours") if spans == ((0, MINUTES),) else ", ".join(_span(span) for span in spans)
            lines.append(f"{_days(first, last)} {clock} {zone}")
    return lines


def _days(first: int, last: int) -> str:
    names = get_day_names("wide", locale=language())
    return names[first] if first == last else _("%(first)s to %(last)s", first=names[first], last=names[last])


def _span(span: tuple[int, int]) -> str:
    return "–".join(_clock(minute) for minute in span)


def _clock(minute: int) -> str:
    hour, rest = divmod(minute % MINUTES, 60)
    return str(format_time(time(hour, rest), "h:mm a" if rest else "h a", locale=language()))


def walk_in_words(hours: Hours | None) -> str:
    """Say whether a person may come without an appointment; nothing where nobody told us."""
    if hours is None or hours.walk_in is None:
        return ""
    return _("Walk in without an appointment") if hours.walk_in else _("By appointment only")


def price_words(cost: Cost) -> str:
    """Return “$200 to $350 a day”; nothing without a price."""
    ends = [_dollars(price) for price in (cost.low, cost.high) if price is not None]
    if not ends:
        return ""
    if cost.low is None:
        price = _("up to %(price)s", price=ends[0])
    elif cost.high is None:
        price = _("from %(price)s", price=ends[0])
    else:
        price = ends[0] if cost.low == cost.high else _("%(low)s to %(high)s", low=ends[0], high=ends[1])
    return f"{price} {_unit(cost.unit)}".rstrip()


def _unit(unit: CostUnit | None) -> str:
    units = {
        CostUnit.DAY: _("a day"),
        CostUnit.WEEK: _("a week"),
        CostUnit.MONTH: _("a month"),
        CostUnit.EPISODE: _("for the whole treatment"),
    }
    return units[unit] if unit else ""


def due_words(cost: Cost) -> str:
    """Say what is to be paid before admission; nothing where nobody told us."""
    if cost.due_first is None:
        return ""
    return _("Nothing is due before you start") if cost.due_first == 0 else _dollars(cost.due_first)


def _dollars(price: int) -> str:
    return f"${count_words(price)}"


def term_words(since: date | None, until: date | None) -> str:
    """Return “from May 1, 2026 until May 8, 2026”, or the end that is known."""
    if since and until:
        return _("from %(since)s until %(until)s", since=date_words(since), until=date_words(until))
    if since:
        return _("since %(day)s", day=date_words(since))
    return _("until %(day)s", day=date_words(until)) if until else ""


def status_words(status: Status) -> str:
    """Return “Temporarily closed from May 1, 2026 until May 8, 2026”."""
    return f"{_(_STATUSES[status.kind])} {term_words(status.since, status.until)}".rstrip()


def standing_words(plan: InsurerPlan) -> str:
    """Say how the center stands with an insurer."""
    return _(_STANDINGS[plan.standing])


def answer_words(said: str) -> str:
    """Return an answer in words; a center's own words stay as they are, and nothing told is “Not reported”."""
    if not said:
        return _("Not reported")
    return _(_ANSWERS[Answer(said)]) if said in set(Answer) else said


def listed(words: Iterable[str]) -> str:
    """Join words for one sentence, in small letters: “cost, house rules”."""
    return ", ".join(_(word).lower() for word in words)


FILTERS = {
    "hours": hours_lines,
    "walk_in": walk_in_words,
    "price": price_words,
    "due": due_words,
    "term": term_words,
    "status": status_words,
    "standing": standing_words,
    "answer": answer_words,
    "in_one_line": listed,
}
