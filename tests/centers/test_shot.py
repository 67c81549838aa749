"""What a center tells of the monthly shot: kept, read from our plain listing, shown on its page, and old after 30 days."""

import json
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from factories import make_center, make_profile

from app.centers.details import Details
from app.centers.freshness import DETAILS, LIMITS, Field, overlay, part
from app.centers.shot import MonthlyShot, Orders
from app.core.config import SEEDS
from app.sources.detail_columns import details
from app.sources.readers import recognise

WHOLE = MonthlyShot(
    on_site=True,
    shot_only=False,
    days="Tue and Thu 9-12",
    orders=Orders.CENTER,
    test_first=True,
    next_slot=date(2099, 12, 3),
    slot_reported=date(2026, 11, 24),
)
GIVES = "SA OP ORT NXN VTRL MD"


def test_it_comes_back_from_the_database_s_form_as_it_was():
    for shot in (WHOLE, MonthlyShot(on_site=False), MonthlyShot(test_first=False)):
        told = Details(shot=shot)
        assert Details.from_json(json.loads(json.dumps(told.to_json()))) == told
    assert "shot" not in Details().to_json()


def test_it_is_a_part_of_its_own_that_is_old_after_30_days():
    assert DETAILS[Field.SHOT] == ("shot",)
    assert LIMITS[Field.SHOT] == timedelta(days=30)
    told, silent = make_profile(details=Details(shot=WHOLE)), make_profile()
    assert part(told, Field.SHOT)
    assert part(silent, Field.SHOT) is None
    assert overlay(silent, told, frozenset({Field.SHOT})).details.shot == WHOLE
    assert overlay(told, silent, frozenset({Field.HOURS})).details.shot == WHOLE


def test_a_free_day_is_told_until_it_is_over():
    shot = MonthlyShot(next_slot=date(2026, 12, 3))
    assert shot.slot_on(date(2026, 12, 3)) == date(2026, 12, 3)
    assert shot.slot_on(date(2026, 12, 4)) is None


def read(**cells):
    notes = []
    return details(cells, notes).shot, notes


def test_a_plain_listing_tells_it():
    reader, table = recognise(SEEDS / "plain_listing.csv")
    first, second, _third = reader.read(table)
    assert first.profile.details.shot == MonthlyShot(
        on_site=True,
        shot_only=False,
        days="Tue and Thu 9-12",
        orders=Orders.CENTER,
        test_first=True,
        next_slot=date(2026, 12, 3),
        slot_reported=date(2026, 11, 24),
    )
    assert second.profile.details.shot is None


def test_what_cannot_be_read_is_named_and_never_becomes_a_no():
    shot, notes = read(shot_on_site="maybe", shot_orders="nobody", shot_next="soon", shot_days="any day")
    assert shot == MonthlyShot(days="any day")
    assert len(notes) == 3
    assert read(shot_on_site="", shot_only="") == (None, [])


def section_of(page, name):
    found = BeautifulSoup(page.text, "html.parser").find(id=name)
    return " ".join(found.get_text(" ").split()) if found else ""


def test_the_center_s_page_shows_it(client, app):
    center = make_center(codes=GIVES, details=Details(shot=WHOLE))
    page = client.get(f"/centers/{center.slug}")
    told = section_of(page, "monthly-shot")
    for words in (
        "Gives it here Yes",
        "Takes people for the shot alone No",
        "Days and hours Tue and Thu 9-12",
        "Who orders the medicine The center",
        "Opioid test before Yes",
        "Next free day December 3, 2099 as of November 24, 2026",
        "not yet confirmed",
    ):
        assert words in told
    assert "Monthly naltrexone shot" in section_of(page, "sources")


@pytest.mark.parametrize(
    ("codes", "shown"),
    [(GIVES, "Not reported: days, who orders it, and the next free day. Ask when you call."), ("SA OP NXN MD", "")],
)
def test_only_who_gives_the_shot_has_the_part_and_silence_is_said(client, app, codes, shown):
    center = make_center(codes=codes)
    told = section_of(client.get(f"/centers/{center.slug}"), "monthly-shot")
    assert shown in told
    assert bool(told) == bool(shown)


def test_the_sheet_on_paper_has_it_in_one_line_with_the_day_it_was_said(client, app):
    center = make_center(codes=GIVES, details=Details(shot=WHOLE))
    sheet = " ".join(
        BeautifulSoup(client.get(f"/centers/{center.slug}/print").text, "html.parser").main.get_text(" ").split()
    )
    assert "Monthly shot given here: yes · for the shot alone: no · Tue and Thu 9-12 · ordered by: the center" in sheet
    assert "next free day: December 3, 2099" in sheet
    assert "Monthly naltrexone shot" in sheet
    silent = make_center(codes=GIVES, name="Silent")
    text = client.get(f"/centers/{silent.slug}/print").text
    assert "Not reported: days, who orders it, next free day" in text


def test_some_demonstration_centers_tell_it():
    reader, table = recognise(SEEDS / "demonstration" / "centers.csv")
    told = [record.profile for record in reader.read(table) if record.profile.details.shot]
    assert len(told) >= 20
    assert all("VTRL" in profile.codes for profile in told)
    assert {profile.details.shot.on_site for profile in told} == {True, False}
