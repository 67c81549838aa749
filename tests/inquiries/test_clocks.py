from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from app.inquiries.clock_words import late_words, moment_words, since_words
from app.inquiries.clocks import HERE, due_after, erase_after, next_try_after
from app.inquiries.topics import ABOUT, Topic

WEDNESDAY_NOON = datetime(2026, 11, 25, 12, tzinfo=HERE)


@pytest.mark.parametrize(
    ("came", "due"),
    [
        ("2026-11-23 09:30", "2026-11-25 09:30"),  # Monday to Wednesday
        ("2026-11-25 23:59", "2026-11-27 23:59"),  # Wednesday to Friday
        ("2026-11-26 15:00", "2026-11-30 15:00"),  # Thursday to Monday
        ("2026-11-27 15:00", "2026-12-01 15:00"),  # Friday to Tuesday
        ("2026-11-28 15:00", "2026-12-01 15:00"),  # Saturday to Tuesday
        ("2026-11-29 15:00", "2026-12-01 15:00"),  # Sunday to Tuesday
        ("2026-12-31 08:00", "2027-01-04 08:00"),  # over the year's end
        ("2026-03-06 15:00", "2026-03-10 15:00"),  # clocks go forward in between
        ("2026-10-30 15:00", "2026-11-03 15:00"),  # clocks go back in between
        ("2026-03-05 02:30", "2026-03-09 02:30"),  # an hour that the Sunday in between does not have
    ],
)
def test_an_answer_is_due_at_the_same_hour_two_business_days_later(came, due):
    moment = datetime.fromisoformat(came).replace(tzinfo=HERE).astimezone(UTC)
    assert due_after(moment).astimezone(HERE).replace(tzinfo=None) == datetime.fromisoformat(due)


def test_the_weekend_is_the_desks_own():
    """Late on Friday evening in Hawaii it is Saturday at the desk."""
    moment = datetime(2026, 11, 27, 20, tzinfo=ZoneInfo("Pacific/Honolulu"))
    assert due_after(moment).astimezone(HERE).strftime("%a %H") == "Tue 01"


def test_the_next_try_is_on_the_next_business_day_at_an_earlier_hour():
    friday = datetime(2026, 11, 27, 15, tzinfo=HERE)
    assert next_try_after(friday).astimezone(HERE).strftime("%a %H") == "Mon 11"


@pytest.mark.parametrize("topic", Topic)
def test_nothing_is_kept_beyond_its_cap_however_often_people_write(topic):
    first, about = datetime(2026, 1, 1, tzinfo=UTC), ABOUT[topic]
    assert erase_after(topic, first=first, last=first) == first + timedelta(days=about.days)
    assert erase_after(topic, first=first, last=first + timedelta(days=900)) == first + timedelta(days=about.most_days)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (3, "3 PM today"),
        (0.5, "12:30 PM today"),
        (24, "12 PM tomorrow"),
        (51, "Friday, 3 PM"),
        (24 * 8, "December 3, 12 PM"),
        (-24, "November 24, 12 PM"),
    ],
)
def test_a_moment_is_said_as_a_person_would(app, hours, words):
    with time_machine.travel(WEDNESDAY_NOON), app.test_request_context():
        assert moment_words(WEDNESDAY_NOON + timedelta(hours=hours)).replace("\u202f", " ") == words


@pytest.mark.parametrize(
    ("hours", "late", "since"),
    [
        (0.25, "15 minutes late", "15 minutes ago"),
        (1, "1 hour late", "1 hour ago"),
        (2.9, "2 hours late", "2 hours ago"),
        (24, "1 day late", "1 day ago"),
        (75, "3 days late", "3 days ago"),
    ],
)
def test_lateness_and_age_are_said_in_words(app, hours, late, since):
    with time_machine.travel(WEDNESDAY_NOON, tick=False), app.test_request_context():
        then = WEDNESDAY_NOON - timedelta(hours=hours)
        assert (late_words(then), since_words(then)) == (late, since)
        assert late_words(WEDNESDAY_NOON + timedelta(hours=1)) == ""
        assert since_words(WEDNESDAY_NOON) == "just now"
