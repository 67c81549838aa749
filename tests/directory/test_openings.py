"""Openings where a person sees them: on cards, in their own order, on a center's page, on paper and in exports."""

import csv
import io
import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from factories import make_center
from results_pages import plain_results, slugs_on

from app.centers import actions
from app.centers.details import Details
from app.centers.freshness import Field
from app.centers.openings import Opening, OpeningState, parsed
from app.core.db import now, transaction
from app.core.frames import plain
from app.directory.opening_words import ago_words, before_words, opening_words


def report(care="detox", state="has-opening", *, hours_ago=3, **others):
    return Opening(care, OpeningState(state), now() - timedelta(hours=hours_ago), **others)


@pytest.fixture
def three(app):
    """Make three centers north of each other: the nearest tells nothing, the next is full, the farthest has a place."""
    reports = {
        "silent": (),
        "no-bed": (report(state="full", hours_ago=20), report("outpatient", hours_ago=30, note="Ask for Sam <now>.")),
        "free-bed": (report(count=2, gender="female"), report("outpatient", "waitlist", count=4, weeks=3)),
    }
    return [
        make_center(
            slug=slug,
            name=slug.title(),
            phone="5085550134",
            codes="DT ORT MD FEM MALE",
            point=(41.9 + step / 10, -70.6),
            details=Details(openings=told),
        )
        for step, (slug, told) in enumerate(reports.items(), 1)
    ]


def card_of(page, slug):
    soup = BeautifulSoup(page.text, "html.parser")
    return " ".join(soup.select_one(f'.card:has(a[href="/centers/{slug}"])').get_text(" ").split())


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        (report(), "Detox: an opening"),
        (report(count=1), "Detox: 1 opening"),
        (report("telehealth", count=12, gender="male"), "Telehealth, men and boys: 12 openings"),
        (report(state="full"), "Detox: full"),
        (report(state="needs-assessment"), "Detox: they talk with you first"),
        (report(state="waitlist"), "Detox: a waiting list"),
        (report(state="waitlist", count=0, weeks=0), "Detox: a waiting list, less than a week"),
        (report(state="waitlist", count=1, weeks=1), "Detox: 1 person waits, about 1 week"),
        (report(state="waitlist", count=5), "Detox: 5 people wait"),
    ],
)
def test_an_opening_is_told_in_words(app, opening, words):
    with app.test_request_context():
        assert opening_words(opening) == words


def test_the_age_of_a_report_is_told_in_words(app):
    ages = [timedelta(minutes=59), timedelta(hours=1), timedelta(hours=47, minutes=59), timedelta(hours=48)]
    with app.test_request_context():
        assert [ago_words(age) for age in ages] == [
            "less than an hour ago",
            "1 hour ago",
            "47 hours ago",
            "2 days ago",
        ]
        assert [before_words(age) for age in ages] == [
            "less than an hour before printing",
            "1 hour before printing",
            "47 hours before printing",
            "2 days before printing",
        ]


def test_the_soonest_opening_comes_first_and_the_page_says_what_that_means(client, three):
    nearest = client.get("/centers?near=02360")
    assert slugs_on(nearest) == ["silent", "no-bed", "free-bed"]
    assert 'href="/centers?near=02360&amp;sort=opening">Soonest opening first<' in nearest.text
    soonest = client.get("/centers?near=02360&sort=opening")
    assert slugs_on(soonest) == ["no-bed", "free-bed", "silent"]  # an outpatient place, and nearer
    assert "Centers that told us nothing today come last." in soonest.text
    assert "<b>Soonest opening first</b>" in soonest.text
    assert "None of these centers has told us" not in soonest.text
    assert 'href="/centers?near=02360">Nearest first<' in soonest.text
    assert soonest.text.count('<input type="hidden" name="sort" value="opening">') == 2
    exported = csv.DictReader(io.StringIO(client.get("/centers.csv?near=02360&sort=opening").text.lstrip("\ufeff")))
    assert [row["slug"] for row in exported] == slugs_on(soonest)


def test_only_an_opening_for_the_care_that_was_asked_counts_and_is_shown(client, three):
    page = client.get("/centers?near=02360&sort=opening&care=detox")
    assert slugs_on(page) == ["free-bed", "no-bed", "silent"]
    assert "Detox, women and girls: 2 openings. Reported 3 hours ago: call to check." in card_of(page, "free-bed")
    assert "Detox: full. Reported 20 hours ago: call to check." in card_of(page, "no-bed")
    assert "Outpatient: an opening" not in page.text
    men = client.get("/centers?near=02360&sort=opening&care=detox&gender=male")
    assert slugs_on(men) == ["no-bed", "silent", "free-bed"]
    assert "opening. Reported" not in card_of(men, "free-bed")


def test_a_card_says_the_soonest_opening_in_every_order(client, three):
    page = client.get("/centers?near=02360")
    assert "Outpatient: an opening. Reported 30 hours ago: call to check." in card_of(page, "no-bed")
    assert "Reported" not in card_of(page, "silent")


def test_the_kept_cards_are_those_that_jinja_draws(client, app, three):
    for address in ("/centers?near=02360&sort=opening", "/centers?care=detox&gender=male&sort=opening"):
        assert client.get(address).text == plain(plain_results(app, address))


def test_where_nobody_told_anything_the_order_by_openings_says_so(client, directory):
    page = client.get("/centers?near=02360&sort=opening")
    assert "None of these centers has told us of its openings today" in page.text
    assert slugs_on(page) == slugs_on(client.get("/centers?near=02360"))
    empty = client.get("/centers?near=02360&sort=opening&language=yupik").text
    assert "No center fits all of this" in empty
    assert "None of these centers" not in empty


def test_what_is_over_leaves_the_page_by_itself(client, three):
    address = "/centers?near=02360&sort=opening&care=detox"
    first = client.get(address)
    with time_machine.travel(now() + timedelta(hours=5)):
        later = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert later.status_code == 200
        assert slugs_on(later) == ["free-bed", "silent", "no-bed"]
        assert "Reported 8 hours ago" in card_of(later, "free-bed")
        assert "full" not in card_of(later, "no-bed")
    with time_machine.travel(now() + timedelta(hours=30)):
        over = client.get(address)
        assert slugs_on(over) == slugs_on(client.get("/centers?near=02360&care=detox"))
        assert "None of these centers has told us" in over.text


def test_a_page_with_an_opening_holds_for_a_minute_and_without_one_for_the_day(client, three):
    with time_machine.travel(now().replace(hour=9, minute=30, second=0), tick=False) as clock:
        unchanged = {"If-None-Match": client.get("/centers").headers["ETag"]}
        clock.shift(20)
        assert client.get("/centers", headers=unchanged).status_code == 304
        clock.shift(60)
        assert client.get("/centers", headers=unchanged).status_code == 200
        clock.shift(10 * 24 * 3600)
        unchanged = {"If-None-Match": client.get("/centers").headers["ETag"]}
        clock.shift(3600)
        assert client.get("/centers", headers=unchanged).status_code == 304


def test_a_center_s_page_tells_all_that_holds_with_its_age_and_note(client, three):
    page = client.get("/centers/no-bed")
    box = BeautifulSoup(page.text, "html.parser").select_one(".call-box")
    said = " ".join(box.get_text(" ").split())
    assert "Outpatient: an opening. Reported 30 hours ago: call to check. The center says: “Ask for Sam <now>.”" in said
    assert said.index("Outpatient: an opening") < said.index("Detox: full. Reported 20 hours ago")
    assert "Not reported" not in said
    assert re.search(r"Openings</th><td>\s*<p[^>]*>From SAMHSA", page.text)
    with time_machine.travel(now() + timedelta(days=8)):
        later = client.get("/centers/no-bed").text
    assert "Opening today? <span" in later
    assert "an opening. Reported" not in later
    assert re.search(r"Openings</th><td>\s*<p[^>]*>Not reported", later)


def test_an_opening_that_a_caller_doubted_is_told_no_more(client, three):
    address = "/centers?near=02360&sort=opening&care=detox"
    assert slugs_on(client.get(address))[0] == "free-bed"
    with transaction():
        actions.doubt_fields(three[2], [Field.OPENINGS], at=now())
    client.application.extensions["catalog"]._look_at = 0
    page = client.get(address)
    assert slugs_on(page) == ["no-bed", "silent", "free-bed"]
    assert "Reported" not in card_of(page, "free-bed")
    assert "A person who called was told that they take nobody right now." in client.get("/centers/free-bed").text
    assert "openings. Reported" not in client.get("/centers/free-bed/print").text


def test_paper_tells_the_age_at_printing(client, three):
    for address in ("/centers/free-bed/print", "/centers/print?near=02360"):
        sheet = BeautifulSoup(client.get(address).text, "html.parser").select_one(".sheet")
        said = " ".join(sheet.get_text(" ").split())
        assert "Detox, women and girls: 2 openings. Reported 3 hours before printing: call to check." in said
    assert "Openings" not in client.get("/centers/silent/print").text


def test_openings_stand_side_by_side(client, three):
    page = client.get("/compare?center=free-bed&center=silent&center=no-bed").text
    row = BeautifulSoup(page, "html.parser").select_one(".compare tbody tr:has(th:-soup-contains('Opening today'))")
    cells = [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
    assert cells[0].startswith("Detox, women and girls: 2 openings. Reported 3 hours ago: call to check.")
    assert "4 people wait, about 3 weeks" in cells[0]
    assert cells[1] == "Not reported"


def test_exports_write_openings_as_a_listing_would(client, three):
    table = csv.DictReader(io.StringIO(client.get("/centers.csv").text.lstrip("\ufeff")))
    told = {row["slug"]: row["openings"] for row in table}
    assert told["silent"] == ""
    first, second = map(parsed, told["free-bed"].split(";"))
    assert (first.care, first.gender, first.state, first.count) == ("detox", "female", "has-opening", 2)
    assert (second.state, second.weeks) == ("waitlist", 3)
    assert "Sam" not in told["no-bed"]
    features = client.get("/centers.geojson").json["features"]
    assert {each["id"]: each["properties"]["openings"] for each in features} == told
    with time_machine.travel(now() + timedelta(days=8)):
        assert not any(row["openings"] for row in csv.DictReader(io.StringIO(client.get("/centers.csv").text)))


def test_a_full_center_is_not_offered_instead_of_another(client, app):
    def near(slug, east, openings):
        details = Details(openings=openings)
        return make_center(slug=slug, name=slug, codes="DT ORT MD", point=(42.0, east), details=details)

    near("here", -71.0, ())
    near("wholly-full", -71.1, (report(state="full"), report("outpatient", "full")))
    near("half-full", -71.2, (report(state="full"),))
    near("full-for-women", -71.3, (report(state="full", gender="female"), report("outpatient", "full")))
    soup = BeautifulSoup(client.get("/centers/here").text, "html.parser")
    assert [link["href"] for link in soup.select("#instead li > a:first-child")] == [
        "/centers/half-full",
        "/centers/full-for-women",
    ]


def test_how_we_order_explains_openings(client):
    page = client.get("/how-we-order").text
    assert "A report on a bed counts for 24 hours, any other for 7 days." in page
    assert "nobody can pay for a place" in page
