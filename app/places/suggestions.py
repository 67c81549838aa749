"""What a person may have meant when no place has the name they typed."""

from bisect import bisect_left

from app.places.gazetteer import Spot, gazetteer
from app.places.naming import COUNTY_WORDS, county_place, town_place, zip_place
from app.places.place import Place
from app.places.reading import closing_states, marked_states
from app.places.spelling import key, near_spellings
from app.places.states import STATES

MOST = 5
_STATE_KEYS = {key(state): code for code, state in STATES.items()}
SHORTEST, LONGEST = 3, 40  # letters of a name worth comparing


def like_zip(code: str) -> tuple[Place, ...]:
    """Return the known ZIP codes nearest in number that are sorted in the same place (the first three digits)."""
    order = gazetteer().zip_order
    at = bisect_left(order, code)
    near = [other for other in order[max(0, at - MOST) : at + MOST] if other[:3] == code[:3]]
    near.sort(key=lambda other: abs(int(other) - int(code)))
    rows = (gazetteer().zip(other) for other in near[:MOST])
    return tuple(zip_place(row) for row in rows if row)


def like_name(name: str) -> tuple[Place, ...]:
    """Return the places spelt most nearly like `name`, the more populous first among equals.

    Where a state is named they lie in it, unless nothing there is like it: then in any state.
    """
    for rest, state in (*marked_states(name), *closing_states(name)):
        if places := _like(rest, state):
            return places
        name = rest
    town, _, state_word = name.partition(",")
    meant = near_spellings(key(state_word), tuple(_STATE_KEYS))
    return (meant and _like(town, _STATE_KEYS[max(meant, key=meant.__getitem__)])) or _like(town, "")


def _like(name: str, state: str) -> tuple[Place, ...]:
    wanted = key(name)
    if not SHORTEST <= len(wanted) <= LONGEST or any(letter.isdigit() for letter in wanted):
        return ()
    known = gazetteer()
    if wanted.endswith(COUNTY_WORDS):
        spots = _nearest(wanted, known.counties, state, tuple(known.counties))
        if spots:
            return tuple(county_place(spot) for spot in spots)
    keys = known.town_keys.get(state, ()) if state else tuple(known.towns)
    return tuple(town_place(spot) for spot in _nearest(wanted, known.towns, state, keys))


def _nearest(wanted: str, known: dict[str, tuple[Spot, ...]], state: str, keys: tuple[str, ...]) -> list[Spot]:
    likeness: dict[Spot, float] = {}
    for name, like in near_spellings(wanted, keys).items():
        for spot in known[name]:
            if state in {"", spot.state}:
                likeness[spot] = max(like, likeness.get(spot, 0.0))
    return sorted(likeness, key=lambda spot: (-likeness[spot], -spot.population, spot.state, spot.county))[:MOST]
