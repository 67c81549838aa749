"""Towns that tell a map: large, apart, inside the box."""

from app.places.landmarks import landmarks, unbroken


def test_the_largest_towns_of_a_box_come_first():
    names = [town.name for town in landmarks(41.6, -71.3, 42.4, -70.4)]
    assert names[0] == "Boston"
    assert len(names) == 14
    assert "Providence" not in names  # to the west of it


def test_two_labels_do_not_lie_on_each_other():
    towns = landmarks(24, -125, 49, -66)
    assert {"New York City", "Chicago"} <= {town.name for town in towns}
    assert "Brooklyn" not in {town.name for town in towns}


def test_a_box_may_lie_beyond_the_180th_meridian():
    guam = landmarks(13, -216, 14, -215)
    assert {town.state for town in guam} == {"GU"}


def test_an_empty_sea_has_none():
    assert landmarks(30, -60, 31, -59) == []


def test_longitudes_run_west_without_a_break():
    assert unbroken(144.75) == -215.25
    assert unbroken(-70.6) == -70.6
