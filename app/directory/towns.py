"""The states and the towns that have centers: counted once for each version of the directory, and kept."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from app.centers.profile import Profile
from app.directory.queries import Seat, seats
from app.places.spelling import key
from app.places.states import STATES

_APART = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Town:
    """One town with the ids of its listed centers, rising. Spellings of one name are one town."""

    name: str
    slug: str
    ids: tuple[int, ...]
    updated_at: datetime

    @property
    def count(self) -> int:
        """How many centers are listed here."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class State:
    """One state or territory; `count` also holds the centers whose town nobody told us."""

    code: str
    name: str
    count: int
    towns: tuple[Town, ...]  # by name
    updated_at: datetime | None

    @property
    def slug(self) -> str:
        """The state's part of an address: its code in small letters."""
        return self.code.lower()

    @property
    def elsewhere(self) -> int:
        """How many centers stand under no town, because nobody told us theirs."""
        return self.count - sum(town.count for town in self.towns)

    def town(self, text: str) -> Town | None:
        """Return the town that part of an address names, in whatever spelling."""
        exact = next((town for town in self.towns if town.slug == text), None)
        return exact or next((town for town in self.towns if key(town.name) == key(text)), None)


class Towns:
    """The states by code, as of the newest version that was asked for; while one thread counts, others take the last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[object, Mapping[str, State]] = (None, {})

    def of(self, version: object) -> Mapping[str, State]:
        """Return every state and territory by its USPS code, in the order of their names."""
        kept, states = self._kept
        if kept == version or not self._lock.acquire(blocking=not states):
            return states
        try:
            if self._kept[0] != version:
                self._kept = (version, counted(seats()))
            return self._kept[1]
        finally:
            self._lock.release()


def counted(listed: Iterable[Seat]) -> dict[str, State]:
    """Put centers, in the order of their ids, under their states and towns."""
    held: dict[str, dict[str, list[Seat]]] = {code: defaultdict(list) for code in STATES}
    for seat in listed:
        if seat.state in held:
            held[seat.state][key(seat.town)].append(seat)
    return {code: _state(code, held[code]) for code in STATES}


def kebab(name: str) -> str:
    """Return a town's part of an address: “Coeur d'Alene” is coeur-d-alene, “Cañon City” is canon-city."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode()
    return _APART.sub("-", plain.lower()).strip("-")


def town_url(profile: Profile) -> str:
    """Return the address of a listed center's town page; empty where the town or the state is not known."""
    slug = kebab(profile.city)
    return f"/states/{profile.state.lower()}/{slug}" if slug and profile.state in STATES else ""


def _state(code: str, by_town: Mapping[str, list[Seat]]) -> State:
    towns = [town for same in by_town.values() if (town := _town(same)).slug]
    return State(
        code=code,
        name=STATES[code],
        count=sum(map(len, by_town.values())),
        towns=tuple(sorted(towns, key=lambda town: (town.slug, town.name))),
        updated_at=max((seat.updated_at for same in by_town.values() for seat in same), default=None),
    )


def _town(same: list[Seat]) -> Town:
    """Make one town of its centers, called as most of them write it."""
    spellings = Counter(seat.town for seat in same)
    name = min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
    return Town(name, kebab(name), tuple(seat.id for seat in same), max(seat.updated_at for seat in same))
