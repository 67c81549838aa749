"""Where an address without coordinates is, and whether a point may be where it says."""

import csv

import pytest

from app.places.queries import county_of, lies_in, position_of


@pytest.mark.parametrize("edition", ["facilities_2022.csv", "facilities_2024.csv"])
def test_nearly_every_facility_has_a_position_in_its_state(shared_data, edition):
    with (shared_data / edition).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if len(row["state"]) == 2 and row["city"] != "SUMH"]
    answers = [(position_of(row["zip"].zfill(5), row["city"], row["state"]), row["state"]) for row in rows]
    known = [(position, state) for position, state in answers if position]
    print(f"{edition}: {len(known):,} of {len(rows):,} rows placed ({len(known) / len(rows):.2%})")  # noqa: T201 - the figure is wanted
    assert len(rows) > 12_000
    assert len(known) >= 0.995 * len(rows)
    assert [position for position, state in known if not lies_in(position.latitude, position.longitude, state)] == []


def test_an_address_is_placed_by_its_zip_code_and_else_by_its_town():
    by_zip = position_of("02360", "Nowhere", "MA")
    assert (by_zip.precision, by_zip.county) == ("zip", "Plymouth County")
    assert position_of("02360-1234", "", "MA") == by_zip
    by_town = position_of("00978", "Saint Just", "PR")
    assert by_town.precision == "town"
    assert position_of("02360", "Plymouth", "IN").precision == "town"  # that ZIP code is in Massachusetts
    assert position_of("99999", "Nowhere", "MA") is None
    assert position_of("", "", "") is None


def test_the_county_of_a_zip_code_has_its_full_name():
    assert [county_of(code) for code in ("02360", "70112", "22301", "99999")] == [
        "Plymouth County",
        "Orleans Parish",
        "Alexandria city",
        "",
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude", "state"),
    [
        (41.9584, -70.6673, "MA"),
        (61.2181, -149.9003, "AK"),
        (52.7240, 174.1000, "AK"),  # Shemya, beyond the date line
        (51.8800, -176.6581, "AK"),  # Adak, before it
        (13.4443, 144.7937, "GU"),
        (15.1778, 145.7510, "MP"),
        (-14.2781, -170.7025, "AS"),
        (18.3358, -64.8963, "VI"),
        (18.4655, -66.1057, "PR"),
        (21.3069, -157.8583, "HI"),
        (38.9072, -77.0369, "DC"),
    ],
)
def test_a_point_lies_in_its_state(latitude, longitude, state):
    assert lies_in(latitude, longitude, state)


@pytest.mark.parametrize(
    ("latitude", "longitude", "state"),
    [
        (41.9584, 70.6673, "MA"),  # the sign was lost
        (-41.9584, -70.6673, "MA"),
        (-70.6673, 41.9584, "MA"),  # swapped
        (0.0, 0.0, "MA"),
        (34.05, -118.24, "MA"),
        (13.4443, -144.7937, "GU"),
        (14.2781, -170.7025, "AS"),
        (19.2823, 166.6470, "HI"),  # Wake Island
        (41.9584, 289.3327, "MA"),
        (41.9584, -70.6673, "ZZ"),
        (float("nan"), -70.0, "MA"),
        (41.9, float("nan"), "MA"),
        (41.9, float("inf"), "MA"),
    ],
)
def test_a_wrong_point_does_not_lie_in_the_state(latitude, longitude, state):
    assert not lies_in(latitude, longitude, state)
