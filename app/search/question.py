"""What the index is asked: a person's criteria with the place found, and nothing a person could be known by."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from app.core.db import now
from app.places.place import Place
from app.search.criteria import Criteria
from app.search.parameters import NEAREST
from app.search.synonyms import parts


class Meaning(NamedTuple):
    """A phrase that means more than its words: a center fits that has all the words, or any of the SAMHSA codes."""

    words: tuple[str, ...]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for.

    `point` is degrees north and east; with a point the order is by distance and `within` (miles) may cut it off.
    `state` (USPS code) takes a whole state. `words` are folded tokens, each the beginning of a word; `meanings` are
    phrases with synonyms. A center fits all of the words and all of the meanings.
    `chosen` maps a group's code to the codes chosen in it: OR inside a group, AND between groups.
    `sort` is one of `criteria.SORTS`; `at` is the moment that “open now” means, and that openings hold at.
    """

    point: tuple[float, float] | None = None
    within: float | None = None
    state: str | None = None
    words: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    meanings: tuple[Meaning, ...] = ()
    sort: str = NEAREST
    at: datetime = field(default_factory=now, compare=False)


def question(criteria: Criteria, place: Place | None) -> Question:
    """Put criteria and the place found for their `near` together; without a place the whole country is meant."""
    words, meanings = _words(criteria.q) if criteria.q else ((), ())
    asked = Question(words=words, chosen=dict(criteria.chosen), meanings=meanings, sort=criteria.sort, at=now())
    if place is None:
        return asked
    if place.latitude is None or place.longitude is None:
        return replace(asked, state=place.state)
    return replace(asked, point=(place.latitude, place.longitude), within=criteria.within)


def _words(text: str) -> tuple[tuple[str, ...], tuple[Meaning, ...]]:
    said = dict(parts(text))
    words = tuple(phrase[0] for phrase, meant in said.items() if meant is None)
    return words, tuple(Meaning(phrase, meant.codes) for phrase, meant in said.items() if meant)
