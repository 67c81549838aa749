"""What the index is asked: a person's criteria with the place found, and nothing a person could be known by."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.places.place import Place
from app.search.criteria import Criteria
from app.search.tokens import tokens


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for.

    `point` is degrees north and east; with a point the order is by distance and `within` (miles) may cut it off.
    `state` (USPS code) takes a whole state. `words` are folded tokens, each the beginning of a word.
    `chosen` maps a group's code to the codes chosen in it: OR inside a group, AND between groups.
    """

    point: tuple[float, float] | None = None
    within: float | None = None
    state: str | None = None
    words: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def question(criteria: Criteria, place: Place | None) -> Question:
    """Put criteria and the place found for their `near` together; without a place the whole country is meant."""
    words = tuple(dict.fromkeys(tokens(criteria.q)))
    chosen = dict(criteria.chosen)
    if place is None:
        return Question(words=words, chosen=chosen)
    if place.latitude is None or place.longitude is None:
        return Question(state=place.state, words=words, chosen=chosen)
    return Question((place.latitude, place.longitude), criteria.within, None, words, chosen)
