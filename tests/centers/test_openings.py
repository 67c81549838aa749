"""What a center says of its places, and how long anybody may believe it."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from factories import confirm, make_center

from app.centers import actions
from app.centers.details import Details, Status, StatusKind
from app.centers.freshness import Field, Standing
from app.centers.openings import (
    BEDS,
    CARES,
    NOT_REPORTED,
    Opening,
    OpeningState,
    is_for,
    newest_of_each,
    parsed,
    soonest,
    written,
)
from app.centers.queries import listed_by_ids
from app.core.db import now, transaction

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def reported(care="detox", state="has-opening", *, hours_ago=1, **others):
    return Opening(care, OpeningState(state), AT - timedelta(hours=hours_ago), **others)


@pytest.mark.parametrize("care", sorted(CARES))
def test_a_report_holds_a_day_for_a_bed_and_a_week_for_visits(care):
    opening = Opening(care, OpeningState.FULL, AT)
    limit = timedelta(hours=24) if care in BEDS else timedelta(days=7)
    assert opening.holds_at(AT)
    assert opening.holds_at(AT + limit - timedelta(seconds=1))
    assert not opening.holds_at(AT + limit)
    assert not opening.holds_at(AT - timedelta(seconds=1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"care": "spa"},
        {"gender": "robot"},
        {"reported_at": datetime(2026, 11, 21, 14, 0)},  # noqa: DTZ001 - without a zone is what is refused
        {"count": 0},
        {"count": 1000},
        {"state": OpeningState.FULL, "count": 1},
        {"state": OpeningState.WAITLIST, "count": -1},
        {"weeks": 1},
        {"state": OpeningState.WAITLIST, "weeks": 105},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        Opening(**{"care": "detox", "state": OpeningState.HAS_OPENING, "reported_at": AT} | wrong)


def test_openings_come_back_from_the_database_s_form_as_they_were():
    told = Details(
        openings=(
            reported(count=2, gender="female", note="Ask for a bed."),
            reported("outpatient", "waitlist", count=0, weeks=0),
            Opening("hospital", OpeningState.FULL, AT.astimezone().replace(microsecond=7)),
        )
    )
    assert Details.from_json(json.loads(json.dumps(told.to_json()))) == told
    assert told


def test_the_sooner_a_person_could_come_in_the_smaller_the_rank():
    ranks = [
        reported(count=5).rank,
        reported(state="waitlist", weeks=0).rank,
        reported(state="waitlist", weeks=104).rank,
        reported(state="waitlist", count=1).rank,
        reported(state="needs-assessment").rank,
        reported(state="full").rank,
        NOT_REPORTED,
    ]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize(
    ("care", "gender", "cares", "genders", "answers"),
    [
        ("detox", "", (), (), True),
        ("detox", "", ("detox",), (), True),
        ("outpatient", "", ("detox",), (), False),
        ("residential-short", "", ("residential",), (), True),
        ("residential", "", ("residential-short",), (), False),  # it may be the long kind
        ("detox", "male", (), ("female",), False),
        ("detox", "male", (), ("female", "male"), True),
        ("detox", "", (), ("female",), True),
        ("detox", "male", (), (), True),
    ],
)
def test_a_report_is_for_the_care_and_the_people_it_names(care, gender, cares, genders, answers):
    assert is_for(care, gender, cares=cares, genders=genders) is answers


def test_the_soonest_is_chosen_among_those_that_hold():
    full, waits, gone = reported(state="full"), reported("outpatient", "waitlist"), reported(hours_ago=25)
    assert soonest((full, waits, gone), AT) == waits
    assert soonest((full, waits, gone), AT, ["detox"]) == full
    assert soonest((gone,), AT) is None


def test_of_two_reports_on_one_thing_the_newer_counts():
    older, newer, other = reported(hours_ago=5), reported(state="full"), reported(gender="male", hours_ago=9)
    assert newest_of_each([newer, older, other]) == (newer, other)


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("detox has-opening 2026-11-21T13:00Z", reported()),
        ("detox female has-opening 2 2026-11-21T08:00-05:00 Ask for Sam.", reported(gender="female", count=2, note="Ask for Sam.")),
        ("outpatient waitlist 5 3w 2026-11-21T13:00+00:00", reported("outpatient", "waitlist", count=5, weeks=3)),
        ("outpatient waitlist 3w 2026-11-21T13:00Z", reported("outpatient", "waitlist", weeks=3)),
    ],
)  # fmt: skip
def test_a_listing_s_words_are_read_and_written_alike(text, opening):
    assert parsed(text) == opening
    without_note = parsed(written(opening))
    assert written(without_note) == written(opening)
    assert (without_note.care, without_note.rank, without_note.reported_at) == (
        opening.care,
        opening.rank,
        opening.reported_at,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "detox",
        "spa has-opening 2026-11-21T13:00Z",
        "detox has-opening",
        "detox has-opening 2026-11-21",
        "detox has-opening 2026-11-21T13:00",  # whose clock?
        "detox has-opening 2026-13-41T13:00Z",
        "detox full 3 2026-11-21T13:00Z",
        "detox has-opening 2w 2026-11-21T13:00Z",
        "detox everybody full 2026-11-21T13:00Z",
    ],
)
def test_what_is_no_report_is_not_read(text):
    assert parsed(text) is None


def test_a_note_is_short():
    assert len(parsed(f"detox full 2026-11-21T13:00Z {'x' * 500}").note) == 100


def test_a_center_that_takes_nobody_has_no_opening():
    closed = Status(StatusKind.CLOSED, date(2026, 11, 20), date(2026, 11, 30))
    told = Details(status=closed, openings=(reported(),))
    assert told.openings_told() == ()
    assert told.with_(status=None).openings_told() == (reported(),)
    later = Status(StatusKind.CLOSED, date(2026, 12, 1))
    assert told.with_(status=later).openings_told() == (reported(),)


def test_a_report_that_somebody_doubted_counts_no_more_and_a_later_one_does(app):
    report = Opening("detox", OpeningState.HAS_OPENING, now() - timedelta(hours=3))
    center = make_center(details=Details(openings=(report,)))
    assert center.openings_at(now()) == (report,)
    doubted = now() - timedelta(hours=1)
    with transaction():
        actions.doubt_fields(center, [Field.OPENINGS], at=doubted)
    assert center.openings_at(now()) == ()
    assert listed_by_ids([center.id])[center.id].openings == ()
    assert center.freshness(Field.OPENINGS, now()).standing is Standing.DOUBTED
    assert center.freshness(Field.OPENINGS, doubted + timedelta(days=7)).standing is Standing.UNREPORTED
    anew = Opening("detox", OpeningState.FULL, now() - timedelta(minutes=1))
    with transaction():
        actions.apply_profile(center, center.profile.with_(details=Details(openings=(anew,))))
    assert center.openings_at(now()) == listed_by_ids([center.id])[center.id].openings == (anew,)


def test_openings_that_are_over_are_not_reported(app):
    report = Opening("detox", OpeningState.FULL, now() - timedelta(hours=3))
    center = make_center(details=Details(openings=(report,)))
    assert center.freshness(Field.OPENINGS, now()).standing is Standing.LISTED
    with transaction():
        confirm(center, Field.OPENINGS, days_ago=0)
    assert center.freshness(Field.OPENINGS, now()).standing is Standing.CONFIRMED
    assert center.freshness(Field.OPENINGS, now() + timedelta(hours=22)).standing is Standing.UNREPORTED
