"""The great circle, with geopy's as the oracle."""

import pytest
from geopy.distance import great_circle
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.places.miles import EARTH_MILES, miles

latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)


@given(latitudes, longitudes, latitudes, longitudes)
@example(0, 0, 0, 180)
@example(45, 10, -45, -170)  # antipodes
@example(69.51232454868148, 86.5812282599507, -69.51232454868148, -93.4187717400493)  # rounding goes above 1
@example(90, 0, -90, 0)
@example(90, 33, 90, -120)  # the pole, by two names
@example(52.7, 174.1, 51.9, -176.7)  # across the date line
@example(0, 180, 0, -180)
@example(41.9584, -70.6673, 41.9584, -70.6673)
@example(41.9584, -70.6673, 41.95841, -70.6673)
@settings(max_examples=500, deadline=None)
def test_miles_agree_with_geopys_great_circle(lat1, lon1, lat2, lon2):
    expected = great_circle((lat1, lon1), (lat2, lon2), radius=6371.0088).miles
    # Near antipodes the haversine keeps 8 figures of 16: 0.001 miles of 12,437.
    assert miles(lat1, lon1, lat2, lon2) == pytest.approx(expected, rel=1e-9, abs=1e-3)


def test_equal_points_are_no_miles_apart():
    assert miles(41.9584, -70.6673, 41.9584, -70.6673) == 0
    assert miles(0, 180, 0, -180) == pytest.approx(0, abs=1e-9)


def test_the_earth_is_3958_miles_deep():
    assert pytest.approx(3958.7613, abs=1e-4) == EARTH_MILES


def test_plymouth_is_34_miles_from_boston():
    assert miles(41.9584, -70.6673, 42.3584, -71.0598) == pytest.approx(34.2, abs=0.1)
