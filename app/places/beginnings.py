"""Places whose names begin as a person has typed so far: an offer while the typing goes on."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.places.gazetteer import Spot, gazetteer
from app.places.naming import county_place, state_place, town_place, zip_place
from app.places.place import Kind, Place
from app.places.reading import state_of
from app.places.spelling import key, tidy, words
from app.places.states import STATES

LONGEST = 60  # letters worth completing
LEAST_DIGITS = 3  # of a ZIP code: fewer name half a region
MOST_STATE_WORDS = 3  # that may close a text without a comma: “plymouth new hamp”
_AFTER_ALL = "\uffff"


class Entry(NamedTuple):
    """A state, town or county under one of its names. Sorted, the one with the most people comes first."""

    people: int  # negative, so that more sorts before less
    name: str
    state: str
    kind: Kind
    spot: Spot | None  # None for a state

    def place(self) -> Place:
        """Return what the entry stands for, with its words."""
        if self.spot is None:
            return state_place(self.state)
        return town_place(self.spot) if self.kind is Kind.TOWN else county_place(self.spot)


@dataclass(frozen=True, slots=True)
class Names:
    """Every entry in the order of its key; one with several names stands there under each."""

    keys: list[str]
    entries: list[Entry]
    people: NDArray[np.int64]

    def first(self, begun: str, most: int) -> list[Entry]:
        """Return so many with the most people among those whose key begins so."""
        start, end = self._stretch(begun)
        order = self.people[start:end]
        if len(order) > most:
            return [self.entries[start + at] for at in np.argpartition(order, most)[:most].tolist()]
        return self.entries[start:end]

    def within(self, begun: str, states: frozenset[str]) -> Iterator[Entry]:
        """Yield those in some states whose key begins so."""
        start, end = self._stretch(begun)
        return (entry for entry in self.entries[start:end] if entry.state in states)

    def _stretch(self, begun: str) -> tuple[int, int]:
        return bisect_left(self.keys, begun), bisect_left(self.keys, begun + _AFTER_ALL)


def beginning_with(text: str, most: int) -> list[Place]:
    """Return places that a text may become: states, towns and counties by people, ZIP codes by number.

    What stands behind a comma, or last, may be the beginning of a state. Any text is safe.
    """
    said = tidy(text[:LONGEST])
    if len(text) > LONGEST or not words(said):
        return []
    if said.isascii() and said.isdecimal():
        return _zips(said, most) if len(said) >= LEAST_DIGITS else []
    readings = (_most_populous(name, states, most) for name, states in _readings(said))
    return [entry.place() for entry in next(filter(None, readings), [])]


def _zips(begun: str, most: int) -> list[Place]:
    order = gazetteer().zip_order
    first = bisect_left(order, begun)
    rows = (gazetteer().zip(code) for code in order[first : first + most] if code.startswith(begun))
    return [zip_place(row) for row in rows if row]


def _readings(said: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield a name with the states it may lie in (none said: anywhere), the likeliest reading first."""
    name, comma, state = said.rpartition(",")
    if comma:
        if states := _states(state):
            yield name, states
        elif not words(state):
            yield name, frozenset()
        return
    yield said, frozenset()
    parts = said.split()
    for count in range(1, min(MOST_STATE_WORDS, len(parts) - 1) + 1):
        if states := _states(" ".join(parts[-count:])):
            yield " ".join(parts[:-count]), states


def _states(text: str) -> frozenset[str]:
    if whole := state_of(text):
        return frozenset({whole})
    begun = key(text)
    return frozenset(code for code, name in STATES.items() if begun and key(name).startswith(begun))


def _most_populous(name: str, states: frozenset[str], most: int) -> list[Entry]:
    found: set[Entry] = set()
    for begun in _begun(name):
        found.update(_names().within(begun, states) if states else _names().first(begun, 2 * most))
    best = nsmallest(most, found)
    whole = None if states else state_of(name)
    if whole is None:
        return best
    # A state's code or short form is that state; what only begins like it comes after.
    state = _state_entries()[whole]
    return [state, *(entry for entry in best if entry != state)][:most]


def _begun(name: str) -> set[str]:
    """Return the keys a name may begin: its last word may be an abbreviation (“St”), or only half a word (“St…”)."""
    parts = words(name)
    return {key(name), key(" ".join(parts[:-1])) + parts[-1]} if parts else set()


@cache
def _names() -> Names:
    known = gazetteer()
    found = [(key(STATES[state]), entry) for state, entry in _state_entries().items()]
    for kind, spots_of in ((Kind.TOWN, known.towns), (Kind.COUNTY, known.counties)):
        for name, spots in spots_of.items():
            found += [(name, Entry(-spot.population, spot.name, spot.state, kind, spot)) for spot in spots]
    found.sort(key=lambda each: each[0])
    entries = [entry for _name, entry in found]
    return Names([name for name, _entry in found], entries, np.array([entry.people for entry in entries], np.int64))


@cache
def _state_entries() -> dict[str, Entry]:
    people: Counter[str] = Counter()
    for spots in gazetteer().counties.values():
        for spot in spots:
            people[spot.state] += spot.population
    return {state: Entry(-people[state], name, state, Kind.STATE, None) for state, name in STATES.items()}
