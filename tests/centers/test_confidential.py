"""Where a confidential center stands: near, never there, and the same however often one looks."""

import random

from cast import HIDDEN_DOOR, PROFILES
from factories import make_profile

from app.centers.confidential import SQUARE, fuzzed
from app.centers.details import Details
from app.centers.profile import Point, Precision, Profile
from app.places.miles import miles

HIDDEN = PROFILES["hidden_harbor"]


def test_a_confidential_profile_holds_no_street_no_zip_and_no_door():
    assert (HIDDEN.street, HIDDEN.street2, HIDDEN.zip) == ("", "", "")
    assert HIDDEN.street_withheld
    assert HIDDEN.point.precision is Precision.AREA
    assert Profile.from_json(HIDDEN.to_json()) == HIDDEN


def test_giving_it_an_address_again_shows_nothing_more():
    told = HIDDEN.with_(street="32 Secret Garden Row", zip="01605", point=Point(*HIDDEN_DOOR), street_withheld=False)
    assert told == HIDDEN
    assert HIDDEN.with_(phones=()).point == HIDDEN.point


def test_an_open_center_stays_where_it_is():
    point = Point(*HIDDEN_DOOR)
    assert make_profile(point=point, details=Details()).point == point


def test_a_fuzzed_point_is_one_to_three_miles_away_anywhere():
    chance = random.Random(14)
    for _ in range(5000):
        at = chance.uniform(-15, 72), chance.uniform(-180, 180)
        moved = fuzzed(*at)
        assert 1 <= miles(*at, *moved) <= 3.01, (at, moved)
        assert -180 <= moved[1] <= 180


def test_all_doors_of_one_square_share_one_point():
    latitude, longitude = HIDDEN_DOOR
    near = {fuzzed(latitude + north, longitude + east) for north in (0, 1e-5) for east in (0, 1e-5)}
    assert len(near) == 1
    spread = {fuzzed(latitude + step * SQUARE / 69, longitude) for step in range(6)}
    assert len(spread) == 6
