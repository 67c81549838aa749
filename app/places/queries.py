"""What a text means as a place, and what is known of an address. Nothing a person types is kept: no cache by text."""

from collections.abc import Iterable

from app.places.gazetteer import Spot, gazetteer
from app.places.naming import at, chief, counties_named, county_place, state_place, town_place, towns_named, zip_place
from app.places.place import Found, Place, Position, Several, Unknown
from app.places.reading import (
    LONGEST,
    closing_states,
    is_code,
    marked_states,
    point_of,
    short_zip_of,
    state_of,
    without_country,
    zip_after,
    zip_of,
)
from app.places.spelling import tidy
from app.places.states import STATES, state_name
from app.places.suggestions import like_name, like_zip

__all__ = [
    "STATES",
    "Found",
    "Position",
    "Several",
    "Unknown",
    "county_of",
    "find",
    "lies_in",
    "position_of",
    "state_name",
]

MOST_PLACES = 30
MOST_SHOWN = 80  # letters of an unknown text that a page says back
CITY = 100_000  # people
FAR_LARGER = 20  # times the next of its name
TOWN = 10_000  # people; the sources count nobody where fewer than 500 live
MARGIN_DEGREES = 0.5  # the boxes go round town and ZIP centers; a state reaches a little further

Answer = Found | Several | Unknown


def find(text: str) -> Answer:
    """Say which place the whole of `text` names; any text is safe, and a known one takes microseconds.

    Understood: ZIP and ZIP+4; `lat,lon`; a state by name or code; `Town, ST`, `Town ST`, `Town, State`,
    `Town, County, ST`; a town alone; `X County, ST` and a county alone. Case, accents, spaces, punctuation and
    abbreviations (St, Ft, Mt) do not matter.

    Rules where a name has several bearers:

    - A state's code is the state. A state's name is the state, with towns of that name as `others`; but where
      one of them is a city of 100,000 people or more ("Washington", "New York") the person chooses, state first.
    - A town alone is the only one of its name, or a city of 100,000 or more that is 20 times as large as the next
      ("Chicago"), or a town of 10,000 or more beside mere hamlets ("Fairbanks"), with the rest as `others`.
      Otherwise there are several ("Springfield").
    - A town with its state is the only one there, or one 10 times as large as the next, or the only one that
      the post office knows by this name. Otherwise there are several, told apart by county.
    - A county's bare name ("Barnstable County" without "County") is tried when no town has it.
    """
    said = tidy(text[: LONGEST + 1])
    if not said or len(text) > LONGEST:
        return Unknown(said[:MOST_SHOWN])
    if code := zip_of(said):
        known = gazetteer().zip(code)
        return Found(zip_place(known)) if known else Unknown(said, like_zip(code))
    if short := short_zip_of(said):
        known = gazetteer().zip(short)
        return Unknown(said, (zip_place(known),) if known else ())
    if point := point_of(said):
        return Found(at(*point))
    name = without_country(said)
    if parted := zip_after(name):
        name, code = parted
        if (known := gazetteer().zip(code)) and known.state in _states_said(name):
            return Found(zip_place(known))
    return _named(said, name) or Unknown(said[:MOST_SHOWN], like_name(name))


def position_of(zip_code: str, city: str, state: str) -> Position | None:
    """Return the best point for an address without coordinates: its ZIP code's where that lies in `state`, else its town's.

    `zip_code` begins with its five digits; `state` is a USPS code in capitals. None when neither is known.
    """
    row = gazetteer().zip(zip_code[:5])
    if row and row.state == state:
        return Position(row.latitude, row.longitude, row.county, "zip")
    spots = towns_named(city, state)
    if not spots:
        return None
    town = chief(spots) or max(spots, key=lambda spot: (spot.zips, spot.population))
    return Position(town.latitude, town.longitude, town.county, "town")


def lies_in(latitude: float, longitude: float, state: str) -> bool:
    """Tell whether a point may lie in a state: inside the box of its towns and ZIP codes, half a degree wider.

    False for an unknown state and for what is no number.
    """
    box = gazetteer().bounds.get(state)
    if box is None or not abs(longitude) <= 180:  # noqa: PLR2004 - degrees of longitude
        return False
    east = longitude % 360  # the Aleutians cross the date line; counted from 0 to 360 they do not
    return (
        box.south - MARGIN_DEGREES <= latitude <= box.north + MARGIN_DEGREES
        and box.west - MARGIN_DEGREES <= east <= box.east + MARGIN_DEGREES
    )


def county_of(zip_code: str) -> str:
    """Return the full name of a ZIP code's county ("Plymouth County"), empty where it is not known."""
    row = gazetteer().zip(zip_code[:5])
    return row.county if row else ""


def _states_said(name: str) -> set[str]:
    whole = state_of(name)
    return {state for _, state in (*marked_states(name), *closing_states(name))} | ({whole} if whole else set())


def _named(said: str, name: str) -> Answer | None:
    """Try the readings of a name in turn; the plain ones come first."""
    if state := state_of(name):
        return _state(said, name, state)
    for rest, state in marked_states(name):
        if answer := _in_state(said, rest, state):
            return answer
    if spots := towns_named(name):
        return _anywhere(said, spots, [town_place(spot) for spot in spots])
    for rest, state in closing_states(name):
        if answer := _in_state(said, rest, state):
            return answer
    counties = counties_named(name)
    return _anywhere(said, counties, [county_place(spot) for spot in counties]) if counties else None


def _state(said: str, name: str, state: str) -> Answer:
    whole = state_place(state)
    spots = towns_named(name)
    places = tuple(town_place(spot) for spot in spots[: MOST_PLACES - 1])
    if spots and spots[0].population >= CITY and not is_code(name):
        return Several(said, (whole, *places))
    return Found(whole, places)


def _in_state(said: str, rest: str, state: str) -> Answer | None:
    if spots := towns_named(rest, state):
        town = chief(spots)
        if town is None:
            return Several(said, tuple(town_place(spot) for spot in spots[:MOST_PLACES]))
        return Found(town_place(town), tuple(town_place(spot) for spot in spots if spot is not town))
    counties = counties_named(rest, state)
    return _anywhere(said, counties, [county_place(spot) for spot in counties]) if counties else None


def _anywhere(said: str, spots: Iterable[Spot], places: list[Place]) -> Answer:
    first, *rest = (spot.population for spot in spots)
    if not rest or (first >= CITY and first >= FAR_LARGER * rest[0]) or (first >= TOWN and not rest[0]):
        return Found(places[0], tuple(places[1:MOST_PLACES]))
    return Several(said, tuple(places[:MOST_PLACES]))
