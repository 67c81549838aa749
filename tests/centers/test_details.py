"""What a center tells of itself beyond any listing, and how long it stays true."""

import json
from datetime import UTC, date, datetime

import pytest
from cast import PROFILES
from factories import make_profile
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.centers import topics
from app.centers.details import Cost, Details, InsurerPlan, InsurerStanding, Status, StatusKind
from app.centers.freshness import DETAILS, LIMITS, Field, Method, overlay, part
from app.centers.hours import MINUTES, TIME_ZONES, WEEK, Hours
from app.centers.models import FieldCheck
from app.centers.profile import Profile, search_codes
from app.centers.vocabulary import ACCESS, GROUPS, INSURER, MEDICINE
from app.core.db import db, now, transaction

OPEN_BOOK = PROFILES["open_book"]
EASTERN = "America/New_York"


def test_a_profile_with_all_details_comes_back_from_the_database_s_form_as_it_was():
    for profile in PROFILES.values():
        assert Profile.from_json(json.loads(json.dumps(profile.to_json()))) == profile
    assert "details" not in PROFILES["harbor_house"].to_json()


def test_no_and_zero_are_told_and_not_taken_for_unknown():
    told = Details(hours=Hours(walk_in=False), cost=Cost(due_first=0), quality=(("family", False),))
    assert told
    assert Details.from_json(json.loads(json.dumps(told.to_json()))) == told
    assert not Details()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Hours(((7, 0, 60),), EASTERN),
        lambda: Hours(((0, 60, 60),), EASTERN),
        lambda: Hours(((0, 0, MINUTES + 1),), EASTERN),
        lambda: Hours(((0, 480, 1020),), "Europe/Paris"),
        lambda: Hours(((0, 480, 1020),)),
        lambda: Cost(low=-1),
        lambda: Cost(low=20, high=10),
    ],
)
def test_hours_and_prices_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - each has words of its own
        wrong()


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-20T13:00", True),  # Friday, 8 in the morning in the east
        ("2026-11-20T12:59", False),
        ("2026-11-20T21:59", True),
        ("2026-11-20T22:00", False),
        ("2026-11-22T03:00", True),  # Saturday, 10 at night
        ("2026-11-22T06:59", True),  # the same span, on Sunday
        ("2026-11-22T07:00", False),
        ("2026-07-17T12:00", True),  # summer time: one hour earlier in UTC
        ("2026-07-17T11:59", False),
    ],
)
def test_intake_is_open_by_the_clock_where_the_center_is(moment, is_open):
    assert OPEN_BOOK.details.hours.open_at(datetime.fromisoformat(moment).replace(tzinfo=UTC)) is is_open


def test_hours_nobody_told_are_neither_open_nor_closed():
    assert Hours(walk_in=True).open_at(now()) is None


def test_every_time_zone_has_a_clock():
    for zone in TIME_ZONES:
        always = Hours(tuple((day, 0, MINUTES) for day in WEEK), zone)
        assert always.always
        assert always.open_at(now())


def test_days_with_the_same_hours_are_told_together():
    runs = OPEN_BOOK.details.hours.runs()
    assert [(first, last) for first, last, spans in runs] == [(0, 4), (5, 5), (6, 6)]
    assert runs[-1][2] == ()


def test_only_a_yes_is_found_by_the_search():
    found = OPEN_BOOK.search_codes() - OPEN_BOOK.codes
    assert found == {"access:step-free", "insurer:aetna", "insurer:cigna", "hours:walk-in"}
    assert set(search_codes(OPEN_BOOK.to_json())) == OPEN_BOOK.search_codes()
    assert search_codes({"codes": "DT MD"}) == ["DT", "MD"]


@pytest.mark.parametrize("standing", [InsurerStanding.DOES_NOT, InsurerStanding.UNKNOWN])
def test_an_insurer_that_is_refused_or_unknown_is_not_found(standing):
    assert Details(insurers=(InsurerPlan("aetna", standing),)).search_codes() == []


def test_the_filters_for_access_and_insurers_stand_last():
    assert GROUPS[-2:] == (ACCESS, INSURER)
    assert [value.code for value in ACCESS.true_of(OPEN_BOOK.search_codes())] == ["step-free"]
    assert [value.code for value in INSURER.true_of(OPEN_BOOK.search_codes())] == ["aetna", "cigna"]
    assert ACCESS.value("asl").true_of({"AH"})  # the federal listing says so


def test_topics_and_vocabulary_speak_of_the_same_things():
    assert [(t.code, t.label) for t in topics.ACCESS.topics] == [(v.code, v.label) for v in ACCESS.values]
    medicines = next(topic for topic in topics.QUALITY.topics if topic.code == "medicines")
    assert medicines.codes == frozenset().union(*(v.codes for v in MEDICINE.values if v.code != "continues-medicine"))


def test_a_status_is_told_until_its_last_day():
    closed = Status(StatusKind.CLOSED, date(2026, 11, 1), date(2026, 11, 8))
    assert closed.told_on(date(2026, 10, 30))  # also while it is still to come
    assert closed.told_on(date(2026, 11, 8))
    assert not closed.told_on(date(2026, 11, 9))
    assert Status(StatusKind.MOVED).told_on(date(2999, 1, 1))


def test_each_part_of_the_details_belongs_to_one_field_with_a_limit():
    named = [name for names in DETAILS.values() for name in names]
    assert sorted([*named, "confidential"]) == sorted(Details.__dataclass_fields__)
    assert set(LIMITS) == set(Field)
    bare = make_profile()
    for field in DETAILS:
        assert not part(bare, field)
    assert part(OPEN_BOOK, Field.RULES)


@pytest.mark.parametrize("field", DETAILS)
def test_one_field_is_laid_over_and_the_others_stay(field):
    taken = overlay(make_profile(), OPEN_BOOK, frozenset({field}))
    assert part(taken, field) == part(OPEN_BOOK, field)
    assert all(not part(taken, other) for other in DETAILS if other is not field)


def test_the_database_knows_every_field_and_no_other(app, directory):
    center = directory.bare_minimum
    with transaction():
        center.checks = [
            FieldCheck(field=field, method=Method.CALL, source="a phone call", as_of=date(2026, 1, 1))
            for field in Field
        ]
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("UPDATE field_check SET field = 'gossip' WHERE field = 'cost'"))
    db.session.rollback()
