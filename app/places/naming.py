"""From a name to the towns and counties that bear it, and from each of those to its words."""

from collections.abc import Sequence

from app.places.gazetteer import Spot, Zip, gazetteer
from app.places.place import Kind, Place
from app.places.spelling import key
from app.places.states import state_name

FAR_LARGER_IN_STATE = 10  # times the next of its name: then people mean this one
COUNTY_WORDS = ("county", "parish", "borough", "censusarea", "municipality", "municipio", "cityandborough", "island")


def towns_named(name: str, state: str = "") -> tuple[Spot, ...]:
    """Return the towns of this name, most populous first; with a state, `Town, County` is understood too."""
    spots = gazetteer().towns.get(key(name), ())
    if not state:
        return spots
    spots = tuple(spot for spot in spots if spot.state == state)
    town, comma, county = name.rpartition(",")
    if spots or not comma:
        return spots
    return tuple(spot for spot in towns_named(town, state) if key(county) in _county_keys(spot.county))


def counties_named(name: str, state: str = "") -> tuple[Spot, ...]:
    """Return the counties, parishes and so on of this name, with or without the word for it."""
    wanted = key(name).removeprefix("countyof")
    if wanted.endswith("co"):
        wanted += "unty"
    known = gazetteer().counties
    spots = known.get(wanted) or tuple(spot for word in COUNTY_WORDS for spot in known.get(wanted + word, ()))
    return tuple(spot for spot in spots if state in {"", spot.state})


def chief(spots: Sequence[Spot]) -> Spot | None:
    """Return the town people mean among those of one name and state, most populous first; None when nobody can tell.

    It is the only one, or 10 times as large as the next, or the only one with ZIP codes of its name.
    """
    if len(spots) == 1 or spots[0].population > FAR_LARGER_IN_STATE * spots[1].population:
        return spots[0]
    postal = [spot for spot in spots if spot.zips]
    return postal[0] if len(postal) == 1 else None


def town_place(spot: Spot) -> Place:
    """Return a town's place; its county is named where the state has another town that is as likely meant."""
    words = f"{spot.name}, {spot.state}"
    if chief(towns_named(spot.name, spot.state)) != spot:
        words = f"{spot.name}, {spot.county}, {spot.state}"
    return Place(Kind.TOWN, words, spot.state, spot.latitude, spot.longitude, words)


def county_place(spot: Spot) -> Place:
    """Return a county's place; its point is the middle of its ZIP codes."""
    words = f"{spot.name}, {spot.state}"
    return Place(Kind.COUNTY, words, spot.state, spot.latitude, spot.longitude, words)


def state_place(code: str) -> Place:
    """Return a whole state, which has no point; its URL uses the code, as some names are towns too."""
    return Place(Kind.STATE, state_name(code), code, None, None, code)


def zip_place(row: Zip) -> Place:
    """Return a ZIP code's place, labelled with its town."""
    where = f"{row.town}, {row.state}" if row.town else state_name(row.state)
    return Place(Kind.ZIP, f"{row.code} ({where})", row.state, row.latitude, row.longitude, row.code)


def at(latitude: float, longitude: float) -> Place:
    """Return a bare point in degrees; nobody has looked up its state."""
    words = f"{latitude:.4f}, {longitude:.4f}"
    return Place(Kind.POINT, words, "", latitude, longitude, words.replace(" ", ""))


def _county_keys(county: str) -> set[str]:
    whole = key(county)
    return {whole, *(whole.removesuffix(word) for word in COUNTY_WORDS)}
