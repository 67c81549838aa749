"""The one great-circle formula: filter, order and display all use it."""

from math import asin, cos, radians, sin, sqrt

# The mean radius of the Earth (IUGG), 6371.0088 km, in international miles of 1.609344 km.
EARTH_MILES = 6371.0088 / 1.609344


def miles(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle miles between two points in degrees, by the haversine formula."""
    up, over = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    part = sin(up) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(over) ** 2
    return 2 * EARTH_MILES * asin(sqrt(min(1.0, part)))  # rounding may carry antipodes above 1
