"""Whether a center could take somebody, level of care by level of care, and how long such a report holds.

A bed is gone within a day, a place in a group within a week. What is older than that is known to nobody any more.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.centers.vocabulary import CARE, GENDER

BED_HOLDS, VISIT_HOLDS = timedelta(hours=24), timedelta(days=7)
BEDS = frozenset({"detox", "hospital", "residential", "residential-short", "residential-long", "recovery-housing"})
MOST_PEOPLE, MOST_WEEKS, LONGEST_NOTE = 999, 104, 100
CARES = frozenset(value.code for value in CARE.values)
GENDERS = frozenset(value.code for value in GENDER.values)


class OpeningState(StrEnum):
    """What a center says of its places. The codes are permanent."""

    HAS_OPENING = "has-opening"
    WAITLIST = "waitlist"
    FULL = "full"
    NEEDS_ASSESSMENT = "needs-assessment"


# How soon a person could come in: an opening first, then the weeks of a waiting list, then the ranks below.
WAIT_UNKNOWN, AFTER_ASSESSMENT, NO_PLACE, NOT_REPORTED = range(MOST_WEEKS + 2, MOST_WEEKS + 6)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a center had at the moment `reported_at` (with a time zone) for one level of care.

    `gender` is empty where it is for everybody. `count` is of free places, or of the people who wait; `weeks` is
    how long they wait.
    """

    care: str
    state: OpeningState
    reported_at: datetime
    gender: str = ""
    count: int | None = None
    weeks: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse (ValueError) unknown codes, a moment without a zone, and numbers that the state cannot have."""
        if self.care not in CARES or (self.gender and self.gender not in GENDERS) or self.reported_at.tzinfo is None:
            raise ValueError("An opening has a level of care, a gender or none, and a moment with a time zone.")
        fewest = {OpeningState.HAS_OPENING: 1, OpeningState.WAITLIST: 0}.get(self.state)
        if self.count is not None and (fewest is None or not fewest <= self.count <= MOST_PEOPLE):
            raise ValueError("Only openings and people who wait are counted.")
        if self.weeks is not None and (self.state != OpeningState.WAITLIST or not 0 <= self.weeks <= MOST_WEEKS):
            raise ValueError("Only a waiting list is so many weeks long.")

    @property
    def holds_until(self) -> datetime:
        """The moment from which nobody knows any more."""
        return self.reported_at + (BED_HOLDS if self.care in BEDS else VISIT_HOLDS)

    def holds_at(self, moment: datetime) -> bool:
        """Say whether the report may still be told at a moment; one that is dated ahead of it may not."""
        return self.reported_at <= moment < self.holds_until

    @property
    def rank(self) -> int:
        """How soon a person could come in: the smaller the sooner, always below NOT_REPORTED."""
        if self.state is OpeningState.WAITLIST:
            return WAIT_UNKNOWN if self.weeks is None else 1 + self.weeks
        return {
            OpeningState.HAS_OPENING: 0,
            OpeningState.NEEDS_ASSESSMENT: AFTER_ASSESSMENT,
            OpeningState.FULL: NO_PLACE,
        }[self.state]


def is_for(care: str, gender: str, *, cares: Collection[str], genders: Collection[str]) -> bool:
    """Say whether a report on this care and gender (empty: everybody) answers who asks for these; none asked: for any."""
    held = _codes(care)
    right_care = not cares or any(held <= _codes(asked) for asked in cares)
    return right_care and (not genders or not gender or gender in genders)


def _codes(care: str) -> frozenset[str]:
    return next(value.codes for value in CARE.values if value.code == care)


def soonest(
    openings: Iterable[Opening], moment: datetime, cares: Collection[str] = (), genders: Collection[str] = ()
) -> Opening | None:
    """Return the report by which a person who asks for these could come in soonest, None when no report holds."""
    fitting = (
        each
        for each in openings
        if each.holds_at(moment) and is_for(each.care, each.gender, cares=cares, genders=genders)
    )
    return min(fitting, key=lambda each: each.rank, default=None)


def undoubted(openings: Iterable[Opening], doubted_at: datetime | None) -> tuple[Opening, ...]:
    """Return those that were reported after the last doubt: somebody called meanwhile, and was not taken."""
    return tuple(each for each in openings if doubted_at is None or each.reported_at > doubted_at)


def newest_of_each(openings: Iterable[Opening]) -> tuple[Opening, ...]:
    """Return the newest report on each level of care and gender, in the vocabulary's order."""
    newest: dict[tuple[str, str], Opening] = {}
    for opening in sorted(openings, key=lambda each: each.reported_at):
        newest[opening.care, opening.gender] = opening
    places = {value.code: place for place, value in enumerate(CARE.values)}
    return tuple(sorted(newest.values(), key=lambda each: (places[each.care], each.gender)))


_WRITTEN = re.compile(
    r"(?P<care>[a-z-]+)(?: (?P<gender>female|male))? (?P<state>has-opening|waitlist|full|needs-assessment)"
    r"(?: (?P<count>\d{1,3}))?(?: (?P<weeks>\d{1,3})w)? (?P<at>\d{4}-\d\d-\d\dT\S+)(?: (?P<note>.+))?"
)


def parsed(text: str) -> Opening | None:
    """Read `detox female has-opening 2 2026-11-21T14:00Z ask for Sam`, or `outpatient waitlist 5 3w 2026-…`.

    Returns None for anything else. The moment needs `Z` or an offset such as `-05:00`.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    try:
        return Opening(
            found["care"],
            OpeningState(found["state"]),
            datetime.fromisoformat(found["at"]),
            found["gender"] or "",
            int(found["count"]) if found["count"] else None,
            int(found["weeks"]) if found["weeks"] else None,
            (found["note"] or "")[:LONGEST_NOTE].rstrip(),
        )
    except ValueError:
        return None


def written(opening: Opening) -> str:
    """Return what `parsed` reads, without the note."""
    words = [opening.care, opening.gender, opening.state, "" if opening.count is None else str(opening.count)]
    words += ["" if opening.weeks is None else f"{opening.weeks}w"]
    return " ".join(filter(None, [*words, f"{opening.reported_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"]))


def opening(care: str, state: str, reported_at: str, **others: Any) -> Opening:
    """Read one opening as `Details.to_json` wrote it."""
    return Opening(care, OpeningState(state), datetime.fromisoformat(reported_at), **others)
