"""What a listing is, and everything that one of its editions will write."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.centers.freshness import Field
from app.centers.models import Listing
from app.centers.profile import Profile
from app.sources.queries import Held
from app.sources.record import Record
from app.sources.report import Report


@dataclass(frozen=True, slots=True)
class Edition:
    """Whose words a file is, of when, under what name for a person.

    `tells_websites` and `tells_details` are false for a file without such columns: it says nothing of them,
    so they stay.
    """

    source: str
    words: str
    as_of: date
    tells_websites: bool = True
    tells_details: bool = True


@dataclass(slots=True)
class Plan:
    """Everything to be written, by center id; `added` are the centers that have none yet."""

    report: Report
    added: list[Record] = field(default_factory=list)
    profiles: dict[int, Profile] = field(default_factory=dict)
    stated: dict[int, Mapping[Field, tuple[str, date]]] = field(default_factory=dict)
    listings: dict[int, Listing] = field(default_factory=dict)
    said: dict[int, Record] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    scrubbed: dict[tuple[str, int], Profile] = field(default_factory=dict)

    @property
    def touched(self) -> set[int]:
        """The centers whose page changes."""
        return {*self.profiles, *self.stated, *self.listings}

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write at all."""
        return not (self.added or self.touched or self.said or self.gone or self.scrubbed)


def removes(source: str, made: Plan, centers: Mapping[int, Held]) -> tuple[int, int]:
    """Return how many programs of the source vanish, and how many it listed before."""
    before = sum(1 for held in centers.values() if source in held.said and not held.said[source].gone)
    return len(made.gone), before


def newest(source: str, centers: Mapping[int, Held]) -> tuple[date, str] | None:
    """Return the day and the words of the newest edition of a source that is loaded."""
    editions: Iterable[Any] = (
        (held.said[source].as_of, held.said[source].words)
        for held in centers.values()
        if source in held.said and not held.said[source].gone
    )
    return max(editions, default=None)
