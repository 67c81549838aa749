"""The shot calendar: the days of the facts, a file with neutral words, and what to do when late."""

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from app.guide import shot_calendar
from app.guide.shot_calendar import Plan

PAGE = "shot-calendar"
pytestmark = pytest.mark.usefixtures("noon")


def test_the_days_after_a_shot_are_those_of_the_facts():
    shot = shot_calendar.plan("2026-11-20", "28").shots[0]
    given = date(2026, 11, 20)
    assert (shot.given, shot.due) == (given, given + timedelta(days=28))
    assert shot.book == given + timedelta(days=21)
    assert shot.confirm == given + timedelta(days=26)
    assert shot.late_cycle == (given + timedelta(days=22), given + timedelta(days=28))
    assert shot.uncovered == given + timedelta(days=29)


def test_the_next_shots_follow_every_28_days_or_on_the_same_day_of_the_month():
    weekly = shot_calendar.plan("2026-11-20", "28").shots
    assert [shot.due.isoformat() for shot in weekly] == [
        "2026-12-18",
        "2027-01-15",
        "2027-02-12",
        "2027-03-12",
        "2027-04-09",
        "2027-05-07",
    ]
    with time_machine.travel("2027-01-31 12:00 +0000"):
        monthly = shot_calendar.plan("2027-01-31", "month").shots
    assert [shot.due.isoformat() for shot in monthly] == [
        "2027-02-28",
        "2027-03-31",
        "2027-04-30",
        "2027-05-31",
        "2027-06-30",
        "2027-07-31",
    ]


def test_the_page_names_each_day_in_words(ask):
    said = ask(f"{PAGE}?last=2026-11-20&every=28")
    for words in (
        "Book it from December 11, 2026",
        "Confirm it on December 16, 2026",
        "Next shot December 18, 2026",
        "December 12, 2026 to December 18, 2026: the block fades",
        "The block may be gone from December 19, 2026",
        "May 7, 2027",
        "Talk to a clinician about these days",
        "Call 911 for an overdose",
    ):
        assert words in said


def test_who_is_late_gets_no_file_of_further_days(client):
    response = client.get(f"/naltrexone/tools/{PAGE}.ics?last=2026-10-01&every=28")
    assert response.mimetype == "text/html"
    assert "Call. Do not wait. Do not use." in response.text


def test_who_is_late_is_told_to_call_and_gets_no_further_days(ask):
    for last in ("2026-10-28", "2026-10-01", "2019-05-05", "1900-01-01"):
        said = ask(f"{PAGE}?last={last}&every=28")
        assert "Call. Do not wait. Do not use." in said
        assert "Call the clinic today and ask for the earliest day" in said
        assert "Do not take the shot. Call, and have a clinician check you first" in said
        assert "Get the file" not in said
        assert "After that" not in said
    assert "Your next shots" in ask(f"{PAGE}?last=2026-10-29&every=28")


def test_missed_tablets_have_the_advice_of_the_facts(client):
    page = client.get(f"/naltrexone/tools/{PAGE}").text
    for words in ("Take it.", "Skip it. Never take two at once.", "Say if you used any opioid", "Only as your clinic"):
        assert words in page
    for words in ("From day 29 the block may be gone", "about 28 days", "Never give yourself the shot"):
        assert words in page


def file_of(client, query):
    response = client.get(f"/naltrexone/tools/{PAGE}.ics?{query}")
    assert response.status_code == 200
    assert response.mimetype == "text/calendar"
    assert response.headers["Content-Disposition"] == 'attachment; filename="dates.ics"'
    return response


def test_the_calendar_file_says_nothing_of_health_unless_asked(client):
    response = file_of(client, "last=2026-11-20&every=28")
    events = Calendar.from_ical(response.data).walk("VEVENT")
    assert len(events) == 18
    assert {str(event["summary"]) for event in events} == {"Appointment", "Phone call"}
    assert not [
        word for word in ("naltrexone", "shot", "vivitrol", "clinic", "treatment") if word in response.text.lower()
    ]
    due = [event.decoded("dtstart") for event in events if str(event["summary"]) == "Appointment"]
    assert due == [shot.due for shot in shot_calendar.plan("2026-11-20", "28").shots]
    plain = Calendar.from_ical(file_of(client, "last=2026-11-20&every=28&words=plain").data).walk("VEVENT")
    assert "Naltrexone shot" in {str(event["summary"]) for event in plain}


def test_the_same_days_make_the_same_events_so_that_none_is_doubled(client):
    first, second = (file_of(client, "last=2026-11-20&every=28").data for _time in range(2))
    assert first == second
    uids = [str(event["uid"]) for event in Calendar.from_ical(first).walk("VEVENT")]
    assert len(set(uids)) == len(uids)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("last=&every=28", "Enter the day of your last shot"),
        ("last=2026-12-24&every=28", "is still to come"),
        ("last=soon&every=28", "is not a day we can read"),
        ("last=1817-01-01&every=28", "is before 1900"),
        ("last=2026-11-20", "Choose how often"),
        ("last=2026-11-20&every=7", "We do not know “7”"),
    ],
)
def test_what_cannot_be_planned_gets_a_sentence_and_no_file(client, query, sentence):
    for ending in ("", ".ics"):
        response = client.get(f"/naltrexone/tools/{PAGE}{ending}?{query}")
        assert response.status_code == 422
        assert sentence in response.text
        assert response.mimetype == "text/html"


def test_unknown_words_for_the_file_are_not_there(client):
    assert client.get(f"/naltrexone/tools/{PAGE}.ics?last=2026-11-20&every=28&words=loud").status_code == 404
    assert "When was your last shot?" in client.get(f"/naltrexone/tools/{PAGE}.ics").text


@given(st.dates(date(1900, 1, 1), date(2026, 11, 25)), st.sampled_from(["28", "month"]))
def test_each_shot_is_due_about_a_month_after_the_one_before(last, rhythm):
    plan = shot_calendar.plan(last.isoformat(), rhythm)
    assert isinstance(plan, Plan)
    assert all(28 <= (shot.due - shot.given).days <= 31 for shot in plan.shots)
    assert plan.late is (plan.shots[0].due <= date(2026, 11, 25))
