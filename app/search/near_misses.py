"""When nothing fits: which wish stands most in the way, and the nearest centers that miss only one.

A wish is the distance, all the words together, or one group. Taking one of several values out of a
group would only narrow it, so that a group is given up whole.
"""

from typing import NamedTuple

from pyroaring import BitMap

from app.search.index import Index
from app.search.question import Question


class Removal(NamedTuple):
    """One wish given up, `within`, `q` or the code of a group: so many centers then fit."""

    wish: str
    gives: int


class NearMiss(NamedTuple):
    """A center that grants every wish but one; `miles` is None where no distance is known."""

    id: int
    miles: float | None
    wish: str


class NearMisses(NamedTuple):
    """`removals` give something each, those that give most first; `nearest` are in order of distance, then of id."""

    removals: list[Removal]
    nearest: list[NearMiss]


def near_misses(index: Index, question: Question, *, removals: int, nearest: int) -> NearMisses:
    """Answer a question that no center fits, with at most so many of each."""
    missing = _missing_one(*index.wishes(question))
    found = [Removal(wish, len(rows)) for wish, rows in missing.items() if rows]
    found.sort(key=lambda removal: -removal.gives)
    one_off = BitMap.union(*missing.values()) if missing else BitMap()
    centers = [
        NearMiss(id_, miles, next(wish for wish, rows in missing.items() if row in rows))
        for row, id_, miles in index.nearest(question, one_off, nearest)
    ]
    return NearMisses(found[:removals], centers)


def _missing_one(there: BitMap, wishes: dict[str, BitMap]) -> dict[str, BitMap]:
    """Return for each wish the rows that grant all others and not this one; each row is in one of them at most."""
    fitting, missing = there, dict[str, BitMap]()
    for wish, granted in wishes.items():
        missing = {other: rows & granted for other, rows in missing.items()}
        missing[wish] = fitting - granted
        fitting = fitting & granted
    return missing
