"""The point that stands for a center whose address is confidential."""

from hashlib import blake2b
from math import cos, floor, pi, radians, sin

from app.places.miles import EARTH_MILES

MILES_A_DEGREE = radians(1) * EARTH_MILES
SQUARE = 1.4  # miles; half its diagonal is just under one mile
AWAY = 2.0  # miles from the middle of the square
_MOST_NORTH = 89.0


def fuzzed(latitude: float, longitude: float) -> tuple[float, float]:
    """Return a point one to three miles from this one, the same for every point of one small square.

    The way from the square's middle is drawn from the square alone: whoever reads this code and undoes it,
    or compares two looks, two names or two centers, is left with a square of 1.4 miles and never with a door.
    """
    row = floor(latitude * MILES_A_DEGREE / SQUARE)
    middle = min((row + 0.5) * SQUARE / MILES_A_DEGREE, _MOST_NORTH)
    wide = SQUARE / (MILES_A_DEGREE * cos(radians(middle)))
    column = floor(longitude / wide)
    drawn = blake2b(f"{row} {column}".encode(), digest_size=8, person=b"wayhome").digest()
    angle = 2 * pi * int.from_bytes(drawn, "big") / 2**64
    north = middle + AWAY * cos(angle) / MILES_A_DEGREE
    east = (column + 0.5) * wide + AWAY * sin(angle) / (MILES_A_DEGREE * cos(radians(middle)))
    return round(north, 5), round((east + 180) % 360 - 180, 5)
