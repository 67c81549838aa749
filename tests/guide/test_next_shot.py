"""“I need my next shot by a date”: who gives it, what the date means, and a sentence for every date that is none."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import confirm, make_center

from app.centers import actions
from app.centers.details import Details
from app.centers.freshness import Field
from app.centers.shot import MonthlyShot, Orders
from app.core.db import transaction
from app.guide.next_shot import LATE, QUESTIONS, When, due

DOOR = "/naltrexone/tools/next-shot"
NOON = datetime(2026, 11, 25, 17, tzinfo=UTC)  # midday in the east
GIVES = "SA OP ORT NXN VTRL MD"


def main_of(answer):
    return BeautifulSoup(answer.text, "html.parser").main


def words(answer):
    return " ".join(main_of(answer).get_text(" ").split())


@pytest.fixture
def today():
    with time_machine.travel(NOON, tick=False):
        yield date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "left", "when"),
    [
        ("2026-12-03", 8, When.AHEAD),
        ("12/3/2026", 8, When.AHEAD),
        ("12-03-2026", 8, When.AHEAD),
        ("2026-11-28", 3, When.SOON),
        ("2026-11-26", 1, When.SOON),
        ("2026-11-25", 0, When.TODAY),
        ("2026-11-24", -1, When.LATE),
        ("2027-01-26", 62, When.AHEAD),
        ("2027-01-27", 63, When.FAR),
        ("1900-01-01", -46349, When.LATE),
    ],
)
def test_a_date_is_read_and_its_days_are_counted(text, left, when):
    read = due(text, NOON)
    assert (read.left, read.when) == (left, when)
    assert read.day == NOON.date() + timedelta(days=left)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-02-30",
        "13/1/2026",
        "2026-13-01",
        "1899-12-31",
        "3/12/26",
        "20261203",
        "0001-01-01",
        "٢٠٢٦-١٢-٠٣",
    ],
)
def test_what_is_no_date_since_1900_is_never_counted(text):
    assert due(text, NOON) is None


def test_a_day_ends_where_the_country_s_day_ends_first():
    evening = datetime(2026, 11, 26, 3, tzinfo=UTC)  # ten in the evening in the east, of the 25th
    assert due("2026-11-25", evening).when is When.TODAY
    assert due("2026-11-25", datetime(2026, 11, 26, 6, tzinfo=UTC)).when is When.LATE


def test_the_nearest_who_give_the_shot_come_first_with_what_they_tell_of_it(client, app, today):
    near = make_center(
        name="Near Giver",
        codes=GIVES,
        phone="5085550199",
        point=(41.9584, -70.6673),
        details=Details(
            shot=MonthlyShot(
                on_site=True,
                shot_only=True,
                days="Tue 9 to 12",
                orders=Orders.PHARMACY,
                next_slot=date(2026, 12, 1),
                slot_reported=date(2026, 11, 24),
            )
        ),
    )
    make_center(name="Far Giver", codes=GIVES, point=(42.3601, -71.0589), city="Boston")
    make_center(name="Tablets Only", codes="SA OP NXN", point=(41.9585, -70.6674))
    make_center(
        name="Sends You Elsewhere",
        codes=GIVES,
        point=(41.9586, -70.6675),
        details=Details(shot=MonthlyShot(on_site=False)),
    )
    answer = client.get(f"{DOOR}?near=02360&by=2026-12-03")
    names = [heading.get_text() for heading in main_of(answer).select(".card h3")]
    assert names == ["Near Giver", "Far Giver"]
    first, second = (card.get_text(" ") for card in main_of(answer).select(".card"))
    for told in ("December 1, 2026", "as of November 24, 2026", "Tue 9 to 12", "A pharmacy sends it", "508-555-0199"):
        assert told in first
    assert "Not reported: opioid test before." in " ".join(first.split())
    assert "not reported. Ask when you call." in second
    assert "You have 8 days left" in words(answer)
    assert "Thursday, December 3, 2026" in words(answer)
    assert "We cannot promise you a day" in words(answer)
    assert main_of(answer).find("a", href=f"/centers/{near.slug}")


def test_what_to_ask_stands_on_every_answer_and_can_be_printed(client, directory, today):
    for query in ("", "?near=02360", "?near=02360&by=2026-12-03", "?by=2026-11-01", "?by=never"):
        text = words(client.get(DOOR + query))
        assert all(question in text for question in QUESTIONS)
        assert "choose “Print”" in text


def test_a_date_that_has_passed_brings_the_advice_for_a_late_shot_and_the_safety_block(client, directory, today):
    answer = client.get(f"{DOOR}?near=02360&by=2026-11-20")
    text = words(answer)
    assert answer.status_code == 200
    assert "That day was 5 days ago" in text
    assert all(line in text for line in LATE)
    assert "911" in text
    assert "Naltrexone is not naloxone." in text
    assert main_of(answer).select(".card"), "Somebody may still give the shot."
    assert "starting anew" in words(client.get(f"{DOOR}?by=2024-11-20"))
    assert "starting anew" not in text


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("2026-11-25", "It is due today"),
        ("2026-11-26", "You have 1 day left"),
        ("2026-11-27", "You have 2 days left"),
        ("2027-06-01", "more than two months from now"),
        ("", "You gave no date"),
    ],
)
def test_each_date_has_its_sentence(client, directory, today, by, told):
    answer = client.get(f"{DOOR}?near=02360&by={by}")
    assert answer.status_code == 200
    assert told in words(answer)


@pytest.mark.parametrize("by", ["soon", "2026-02-30", "1850-01-01", "99/99/9999", "<b>x</b>"])
def test_a_wrong_date_is_said_beside_the_field_and_above_and_kept(client, directory, today, by):
    answer = client.get(DOOR, query_string={"near": "02360", "by": by})
    assert answer.status_code == 422
    assert "is no date that we can read" in words(answer)
    assert "Something needs mending" in words(answer)
    field = main_of(answer).find("input", attrs={"name": "by"})
    assert (field["value"], field["aria-invalid"], field["type"]) == (by, "true", "text")
    assert "days left" not in words(answer)
    assert main_of(answer).select(".card"), "The place was right."


def test_a_wrong_place_is_said_and_the_date_is_kept(client, directory, today):
    answer = client.get(f"{DOOR}?near=Zzyzxville&by=2026-12-03")
    assert answer.status_code == 422
    assert "We do not know a place called “Zzyzxville”" in words(answer)
    assert main_of(answer).find("input", attrs={"name": "by"})["value"] == "2026-12-03"
    several = client.get(f"{DOOR}?near=Springfield&by=2026-12-03")
    links = [anchor["href"] for anchor in main_of(several).select("a")]
    assert f"{DOOR}?near=Springfield%2C+MA&by=2026-12-03" in links


def test_where_nobody_gives_it_the_page_says_whom_to_ask(client, app, today):
    make_center(name="Something Else", codes="SA OP MD")
    text = words(client.get(f"{DOOR}?near=02360&by=2026-12-03"))
    assert "No center in our list says that it gives the shot" in text
    assert "1-800-662-4357" in text


def test_a_free_day_that_is_past_is_not_shown(client, app, today):
    make_center(
        codes=GIVES,
        point=(41.95, -70.66),
        details=Details(shot=MonthlyShot(on_site=True, next_slot=date(2026, 11, 24))),
    )
    text = words(client.get(f"{DOOR}?near=02360"))
    assert "November 24, 2026" not in text
    assert "next free day" in text


def test_a_free_day_is_over_when_the_country_s_day_is(client, app):
    make_center(
        codes=GIVES,
        point=(41.95, -70.66),
        details=Details(shot=MonthlyShot(on_site=True, next_slot=date(2026, 11, 24))),
    )
    for hour, is_shown in (
        (datetime(2026, 11, 25, 3, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 12, tzinfo=UTC), False),
    ):
        with time_machine.travel(hour, tick=False):
            assert ("November 24, 2026" in words(client.get(f"{DOOR}?near=02360"))) is is_shown


def test_what_a_center_changes_about_its_shot_shows_at_once(client, app):
    center = make_center(name="Giver", codes=GIVES, point=(41.95, -70.66))
    assert "Tue 9 to 12" not in words(client.get(f"{DOOR}?near=02360"))
    with transaction():
        details = Details(shot=MonthlyShot(on_site=True, days="Tue 9 to 12"))
        actions.apply_profile(center, center.profile.with_(details=details))
        actions.tell_readers([center.id])
    app.extensions["catalog"]._look_at = 0
    assert "Tue 9 to 12" in words(client.get(f"{DOOR}?near=02360"))


def test_words_about_the_shot_that_are_too_old_say_so(client, app, today):
    center = make_center(codes=GIVES, point=(41.95, -70.66), details=Details(shot=MonthlyShot(on_site=True)))
    with transaction():
        confirm(center, Field.SHOT, days_ago=31)
    assert "Last confirmed 31 days ago: call to check" in words(client.get(f"{DOOR}?near=02360"))


def test_nothing_is_kept(client, directory):
    answer = client.get(f"{DOOR}?near=02360&by=2026-12-03")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers
