"""Details from a plain listing, and what the feeds that know nothing of them leave alone."""

from datetime import UTC, date, datetime

import pytest
from sources.directory_rows import write

from app.centers import actions
from app.centers.details import (
    AccessFact,
    Cost,
    CostUnit,
    Details,
    InsurerPlan,
    InsurerStanding,
    Status,
    StatusKind,
)
from app.centers.freshness import DETAILS, Field, Method
from app.centers.hours import MINUTES
from app.centers.models import FieldCheck
from app.centers.openings import Opening, OpeningState
from app.centers.profile import Precision
from app.core.config import SEEDS
from app.core.db import db, transaction
from app.sources.actions import import_listing
from app.sources.detail_columns import COLUMNS, details
from app.sources.models import SourceRecord
from app.sources.readers import recognise

# The row that SAMHSA's sound test row is known again by.
OURS = {
    "name": "Paper Lantern Recovery",
    "program": "",
    "city": "Plymouth",
    "state": "MA",
    "zip": "02360",
    "street": "12 Make-Believe Street",
}


def at(*when):
    return datetime(*when, tzinfo=UTC)


def read(**cells):
    notes = []
    return details(cells, notes), notes


@pytest.fixture
def ours(app, tmp_path):
    """Import one row of our own plain CSV, of a year."""

    def run(*, year, source=None, **cells):
        path = write(tmp_path / f"ours_{year}.csv", [OURS | cells], [*OURS, *cells])
        return import_listing(path, by="a test", source=source, accept_removals=True)

    return run


def test_the_example_file_tells_details_and_its_words_are_all_understood():
    reader, table = recognise(SEEDS / "plain_listing.csv")
    assert set(table.header) >= COLUMNS
    first, second, third = reader.read(table)
    assert [note for record in (first, second, third) for note in record.notes] == []
    told = first.profile.details
    assert told.hours.week == (*((day, 480, 1020) for day in range(5)), (5, 540, 720))
    assert (told.hours.time_zone, told.hours.walk_in) == ("America/New_York", True)
    assert told.insurers == (
        InsurerPlan("aetna", InsurerStanding.IN_NETWORK, "MA", date(2026, 11, 1)),
        InsurerPlan("cigna", InsurerStanding.ACCEPTS),
    )
    assert told.access == (AccessFact("step-free", True, date(2026, 11, 1)), AccessFact("asl", False))
    assert told.admission == (("age-range", "18 and older"), ("court-orders", "yes"), ("documents", "ask"))
    assert told.quality == (("seen-quickly", True), ("family", False))
    assert told.cost == Cost(
        60,
        180,
        CostUnit.DAY,
        0,
        "one visit",
        "the price follows your income",
        date(2026, 7, 1),
        date(2027, 6, 30),
    )
    assert second.profile.details.hours.always
    assert second.profile.details.status == Status(
        StatusKind.CLOSED, date(2026, 11, 16), date(2027, 1, 10), "The building is being repaired."
    )
    assert third.profile.details == Details(
        openings=(Opening("medication-clinic", OpeningState.NEEDS_ASSESSMENT, at(2026, 11, 20, 22, 15)),)
    )
    assert told.openings == (
        Opening("outpatient", OpeningState.HAS_OPENING, at(2026, 11, 21, 14), count=2, note="new clients on Mondays"),
        Opening("telehealth", OpeningState.WAITLIST, at(2026, 11, 20, 14), count=5, weeks=3),
    )
    assert second.profile.details.openings == (Opening("detox", OpeningState.FULL, at(2026, 11, 21, 13, 30), "male"),)


def test_a_span_over_midnight_and_over_the_week_s_end():
    told, notes = read(hours="Sat-Mon 22:00-2:00", time_zone="Pacific/Guam")
    assert notes == []
    assert told.hours.week == tuple((day, 1320, 120 + MINUTES) for day in (5, 6, 0))


@pytest.mark.parametrize(
    ("column", "given"),
    [
        ("hours", "whenever"),
        ("hours", "Mon 25:00-26:00"),
        ("hours", "Moo 8-9"),
        ("walk_in", "perhaps"),
        ("insurers", "aetna"),
        ("insurers", "no-such-company accepts"),
        ("insurers", "aetna accepts gladly"),
        ("access", "step-free maybe"),
        ("access", "stairs yes"),
        ("access", "asl yes 2026-13-01"),
        ("house_rules", "phones"),
        ("house_rules", "robots: no"),
        ("admission", "age-range:"),
        ("quality", "seen-quickly ask"),
        ("cost_from", "-5"),
        ("cost_from", "a lot"),
        ("cost_from", "9999999"),
        ("cost_unit", "hour"),
        ("cost_valid_to", "soon"),
        ("status", "haunted"),
        ("confidential", "somewhat"),
        ("openings", "detox has-opening"),
        ("openings", "detox has-opening 2026-11-21T14:00"),
    ],
)
def test_what_cannot_be_read_is_named_and_never_becomes_a_no(column, given):
    told, notes = read(**{column: given, "time_zone": "America/Denver"})
    assert told == Details()
    assert len(notes) == 1
    assert column in notes[0]


def test_hours_without_a_time_zone_are_left_out_with_a_note():
    told, notes = read(hours="24/7")
    assert told == Details()
    assert "time zone" in notes[0]


def test_a_price_that_falls_keeps_its_lower_end():
    told, notes = read(cost_from="300", cost_to="200")
    assert told.cost == Cost(low=300)
    assert len(notes) == 1


def test_the_listing_that_states_a_detail_is_named_as_its_source(ours, centers):
    ours(year=2025, cost_from="60", walk_in="no")
    [center] = centers()
    stated = {check.field: check.source for check in center.checks if check.field in DETAILS}
    assert stated == {Field.COST: "Our own listing, 2025", Field.HOURS: "Our own listing, 2025"}


@pytest.mark.parametrize("year", [2024, 2026], ids=["older", "newer"])
def test_a_feed_without_details_takes_none_away(load, ours, centers, year):
    ours(year=2025, cost_from="60", access="asl no")
    load({}, year=year)
    [center] = centers()
    assert center.profile.details.cost == Cost(low=60)
    assert center.profile.details.access == (AccessFact("asl", False),)
    assert {check.field for check in center.checks} >= {Field.COST, Field.ACCESS}


def test_details_the_center_told_itself_outlive_every_feed(load, ours, centers):
    load({}, year=2024)
    [center] = centers()
    told = Details(quality=(("family", False),), cost=Cost(low=10))
    with transaction():
        actions.apply_profile(center, center.profile.with_(details=told))
        center.checks.append(
            FieldCheck(
                field=Field.COST,
                method=Method.CENTER,
                source="the center",
                as_of=date(2026, 1, 1),
                verified_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    load({"phone": "508-555-0188"}, year=2025)
    ours(year=2026, cost_from="99")
    [center] = centers()
    assert center.profile.details == told
    assert center.profile.phones[0].number == "5085550188"


def test_of_two_reports_in_one_row_the_newer_is_read():
    told, notes = read(openings="detox full 2026-11-21T14:00Z; detox has-opening 2026-11-21T09:00Z")
    assert notes == []
    assert told.openings == (Opening("detox", OpeningState.FULL, at(2026, 11, 21, 14)),)


def test_of_two_listings_the_one_with_the_later_report_tells_the_openings(ours, centers):
    ours(year=2025, openings="outpatient full 2026-11-21T14:00Z", source="state registry")
    ours(year=2026, openings="outpatient has-opening 2026-11-20T14:00Z", cost_from="60")
    [center] = centers()
    assert [opening.state for opening in center.profile.details.openings] == ["full"]
    stated = {check.field: check.source for check in center.checks if check.field in DETAILS}
    assert stated == {Field.OPENINGS: "state registry, 2025", Field.COST: "Our own listing, 2026"}


def test_a_later_edition_may_change_a_detail_and_take_it_back(ours, centers):
    ours(year=2024, cost_from="60", access="asl no")
    ours(year=2025, cost_from="80", access="")
    [center] = centers()
    assert center.profile.details == Details(cost=Cost(low=80))
    ours(year=2026)  # a file without such columns says nothing of them
    [center] = centers()
    assert center.profile.details == Details(cost=Cost(low=80))


def test_a_confidential_address_stays_hidden_whatever_a_feed_says(load, ours, centers):
    load({}, year=2024)
    ours(year=2025, confidential="yes")
    for year in (2025, 2026):
        load({}, year=year)
        [center] = centers()
        assert (center.profile.street, center.profile.zip) == ("", "")
        assert center.profile.point.precision is Precision.AREA
    said = db.session.query(SourceRecord).all()
    assert len(said) == 2
    assert "Make-Believe" not in str([record.profile for record in said])


def test_a_center_made_confidential_by_hand_is_not_listed_again_with_its_street(load, ours, centers):
    load({}, year=2024)
    [center] = centers()
    with transaction():
        actions.apply_profile(center, center.profile.with_(details=Details(confidential=True)))
    before = centers()[0].profile
    load({}, year=2025)
    ours(year=2026, phone="508-555-0101")
    assert [center.profile.street for center in centers()] == [""]
    assert centers()[0].profile.details.confidential
    assert miles_apart(before, centers()[0].profile) < 0.01


def miles_apart(one, other):
    return abs(one.point.latitude - other.point.latitude) + abs(one.point.longitude - other.point.longitude)
