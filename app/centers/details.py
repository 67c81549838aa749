"""What a center tells of itself that no federal listing has: hours, insurers, rules, price, openings and the like.

An empty part means that nobody has told us; it never means no.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

from app.centers.hours import Hours
from app.centers.openings import Opening, opening
from app.centers.shot import MonthlyShot, Orders


class Answer(StrEnum):
    """What a center says to a question that may also be answered in its own words."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


class InsurerStanding(StrEnum):
    """How a center stands with an insurer."""

    IN_NETWORK = "in-network"
    ACCEPTS = "accepts"
    DOES_NOT = "does-not"
    UNKNOWN = "unknown"


class CostUnit(StrEnum):
    """What a price is for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    EPISODE = "episode"


class StatusKind(StrEnum):
    """Why a center cannot take people as usual."""

    CLOSED = "closed"
    MOVED = "moved"
    NOT_ADMITTING = "not-admitting"


@dataclass(frozen=True, slots=True)
class InsurerPlan:
    """One insurer's code, the state whose plans are meant (USPS, empty for all), and how the center stands with it."""

    insurer: str
    standing: InsurerStanding
    state: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class AccessFact:
    """Whether the center has one thing that a disabled person may need, as of a day."""

    need: str
    answer: bool
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """A price without insurance, in whole dollars: `low` to `high` for each `unit`, and what is due before admission."""

    low: int | None = None
    high: int | None = None
    unit: CostUnit | None = None
    due_first: int | None = None
    includes: str = ""
    assistance: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        """Refuse (ValueError) a negative price, and one that falls from low to high."""
        prices = [price for price in (self.low, self.high, self.due_first) if price is not None]
        if min(prices, default=0) < 0 or (self.low is not None and self.high is not None and self.low > self.high):
            raise ValueError("A price is no negative number, and its lower end comes first.")


@dataclass(frozen=True, slots=True)
class Status:
    """Why people are not taken as usual, from `since` until `until` (both days included, None: open end)."""

    kind: StatusKind
    since: date | None = None
    until: date | None = None
    sentence: str = ""

    def told_on(self, day: date) -> bool:
        """Say whether a page of that day tells of it: until it is over, also while it is still to come."""
        return self.until is None or day <= self.until

    def holds_on(self, day: date) -> bool:
        """Say whether that day lies in it."""
        return self.told_on(day) and (self.since is None or self.since <= day)


Said = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Details:
    """All of it. `house_rules` and `admission` pair a topic's code with an Answer or a short text of the center's.

    `quality` pairs a sign's code with yes or no. `confidential`: the address is nobody's to know.
    """

    hours: Hours | None = None
    insurers: tuple[InsurerPlan, ...] = ()
    access: tuple[AccessFact, ...] = ()
    house_rules: Said = ()
    admission: Said = ()
    cost: Cost | None = None
    quality: tuple[tuple[str, bool], ...] = ()
    status: Status | None = None
    shot: MonthlyShot | None = None
    openings: tuple[Opening, ...] = ()
    confidential: bool = False

    def __bool__(self) -> bool:
        """Whether anything is told at all."""
        return self != _NOTHING

    def with_(self, **changes: Any) -> Self:
        """Return a copy with these parts changed."""
        return replace(self, **changes)

    def openings_told(self) -> tuple[Opening, ...]:
        """Return the openings but for those of a day on which the status says that nobody is taken; some may be old."""
        if self.status is None:
            return self.openings
        return tuple(each for each in self.openings if not self.status.holds_on(each.reported_at.date()))

    def search_codes(self) -> list[str]:
        """Return the codes by which the search finds what is true: `access:step-free`, `insurer:aetna`, `hours:walk-in`."""
        takes = (InsurerStanding.IN_NETWORK, InsurerStanding.ACCEPTS)
        found = [f"access:{fact.need}" for fact in self.access if fact.answer]
        found += [f"insurer:{plan.insurer}" for plan in self.insurers if plan.standing in takes]
        if self.hours and self.hours.walk_in:
            found.append(WALK_IN)
        return list(dict.fromkeys(found))

    def to_json(self) -> dict[str, Any]:
        """Return the value as it stands in the database; empty parts are left out."""
        told: dict[str, Any] = _plain(self)
        return told

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        hours, cost, status, shot = (told.get(part) for part in ("hours", "cost", "status", "shot"))
        return cls(
            hours=Hours(**hours | {"week": _rows(hours.get("week", ()))}) if hours else None,
            insurers=tuple(_insurer(**plan) for plan in told.get("insurers", ())),
            access=tuple(_access(**fact) for fact in told.get("access", ())),
            house_rules=_rows(told.get("house_rules", ())),
            admission=_rows(told.get("admission", ())),
            cost=_cost(**cost) if cost else None,
            quality=_rows(told.get("quality", ())),
            status=_status(**status) if status else None,
            shot=_shot(**shot) if shot else None,
            openings=tuple(opening(**each) for each in told.get("openings", ())),
            confidential=told.get("confidential", False),
        )


WALK_IN = "hours:walk-in"
_NOTHING = Details()


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        parts = [(field, getattr(value, field.name)) for field in fields(value)]
        return {field.name: _plain(part) for field, part in parts if part != field.default}
    return value


def _rows(lists: Iterable[Any]) -> Any:
    return tuple(tuple(row) for row in lists)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _insurer(insurer: str, standing: str, state: str = "", as_of: str | None = None) -> InsurerPlan:
    return InsurerPlan(insurer, InsurerStanding(standing), state, _day(as_of))


def _access(need: str, *, answer: bool, as_of: str | None = None) -> AccessFact:
    return AccessFact(need, answer, _day(as_of))


def _cost(
    *, unit: str | None = None, valid_from: str | None = None, valid_to: str | None = None, **others: Any
) -> Cost:
    return Cost(unit=CostUnit(unit) if unit else None, valid_from=_day(valid_from), valid_to=_day(valid_to), **others)


def _status(kind: str, since: str | None = None, until: str | None = None, sentence: str = "") -> Status:
    return Status(StatusKind(kind), _day(since), _day(until), sentence)


def _shot(
    *, orders: str | None = None, next_slot: str | None = None, slot_reported: str | None = None, **others: Any
) -> MonthlyShot:
    known = Orders(orders) if orders else None
    return MonthlyShot(orders=known, next_slot=_day(next_slot), slot_reported=_day(slot_reported), **others)
