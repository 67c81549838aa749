"""Towns to tell a map by: the largest ones inside a box, none too near another."""

from functools import cache

from app.places.gazetteer import Spot, gazetteer

APART = 7  # a label keeps a seventh of the box's width and a twelfth of its height to itself
LINES = 12


def landmarks(south: float, west: float, north: float, east: float, *, most: int = 14) -> list[Spot]:
    """Return at most `most` towns in a box of degrees, the most populous first.

    Longitudes run from 0 west to -360, as on a map that keeps Alaska and Guam in one piece.
    """
    wide, high = (east - west) / APART, (north - south) / LINES
    chosen: list[Spot] = []
    for spot in _by_size():
        if not (south <= spot.latitude <= north and west <= unbroken(spot.longitude) <= east):
            continue
        if any(
            abs(unbroken(spot.longitude) - unbroken(other.longitude)) < wide
            and abs(spot.latitude - other.latitude) < high
            for other in chosen
        ):
            continue
        chosen.append(spot)
        if len(chosen) == most:
            break
    return chosen


def unbroken(longitude: float) -> float:
    """Return a longitude in degrees from 0 west to -360."""
    return longitude - 360 if longitude > 0 else longitude


@cache
def _by_size() -> tuple[Spot, ...]:
    spots = {(spot.name, spot.state, spot.county): spot for held in gazetteer().towns.values() for spot in held}
    return tuple(sorted(spots.values(), key=lambda spot: -spot.population))
