import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from factories import make_center
from results_pages import plain_results, slugs_on

from app.centers import actions
from app.core.db import transaction
from app.core.frames import plain
from app.directory import asking
from app.places import geocoder
from app.search import question as questions


def test_the_nearest_center_comes_first(client, directory):
    found = slugs_on(client.get("/centers?near=41.9584,-70.6673"))
    assert found[0] == directory.harbor_house.slug
    assert found.index(directory.quiet_door.slug) < found.index(directory.bayside.slug)


def test_the_heading_says_how_many_and_where(client, directory):
    assert "centers near 02360" in client.get("/centers?near=02360").text
    assert "1 center in Puerto Rico" in client.get("/centers?near=Puerto+Rico").text


def test_a_center_that_is_gone_is_left_out(client, directory):
    assert directory.gone_meadow.slug not in client.get("/centers?near=02360&within=5").text


def test_values_of_one_group_widen_and_groups_narrow(client, directory):
    either = slugs_on(client.get("/centers?near=02360&care=opioid-treatment-program&care=recovery-housing"))
    assert set(either) == {directory.bayside.slug, directory.quiet_door.slug}
    both = slugs_on(
        client.get("/centers?near=02360&care=opioid-treatment-program&care=recovery-housing&payment=medicaid")
    )
    assert both == [directory.bayside.slug]


def test_the_choice_is_said_in_words_and_each_part_can_be_removed(client, directory):
    page = client.get("/centers?near=02360&care=detox&care=outpatient&payment=medicaid").text
    assert "Detox or Outpatient, and Medicaid" in page
    assert 'href="/centers?near=02360&amp;care=outpatient&amp;payment=medicaid"' in page


def test_each_choice_shows_how_many_centers_have_it(client, directory):
    page = client.get("/centers?near=02360&within=50").text
    choice = re.search(r'value="naltrexone-injection".*?filter-count">(\d+)<', page, re.DOTALL)
    assert choice.group(1) == "3"  # Harbor House, Still True and the one with the long name


def test_a_town_name_that_many_share_asks_which(client):
    page = client.get("/centers?near=Springfield&care=detox")
    assert page.status_code == 200
    assert "Which Springfield?" in page.text
    assert "near=Springfield%2C+MA&amp;care=detox" in page.text


def test_a_place_nobody_knows_is_said_kindly_and_near_spellings_are_offered(client):
    page = client.get("/centers?near=Plymoth,+MA")
    assert page.status_code == 404
    assert "We don't know a place called" in page.text.replace("&#39;", "'")
    assert "Plymouth, MA" in page.text


def test_other_places_of_the_same_name_are_one_tap_away(client, directory):
    page = client.get("/centers?near=Fairbanks&care=detox").text
    assert "near Fairbanks, AK" in page
    assert 'href="/centers?near=Fairbanks%2C+IN&amp;care=detox"' in page


def test_a_street_address_is_found_only_where_an_operator_named_a_server(client, directory, monkeypatch):
    asked = []
    monkeypatch.setattr(geocoder, "geocode", lambda text, url: asked.append((text, url)))
    assert client.get("/centers?near=12+Example+Street,+Nowhereville").status_code == 404
    assert asked == [("12 Example Street, Nowhereville", "")]


def test_a_page_behind_the_end_leads_back_to_the_first(client, directory):
    page = client.get("/centers?near=02360&page=999999")
    assert page.status_code == 404
    assert 'href="/centers?near=02360"' in page.text


def test_unknown_codes_are_ignored_and_named(client, directory):
    page = client.get("/centers?near=02360&care=magic&sparkle=yes").text
    assert "magic" in page
    assert "sparkle" in page
    assert directory.harbor_house.slug in page


def removals_on(page):
    return re.findall(r'<li><a href="([^"]+)">(Leave out [^<]+|Look at any[^<]+)</a>: (\d+) centers?</li>', page.text)


def test_an_empty_answer_names_the_wish_whose_removal_gives_most_and_then_the_next(client, directory):
    page = client.get("/centers?near=02360&care=recovery-housing&payment=medicaid&payment=free")
    assert "No center fits all of this" in page.text
    removals = removals_on(page)
    assert [(url, words) for url, words, _count in removals] == [
        ("/centers?near=02360&amp;payment=medicaid&amp;payment=free", "Leave out Recovery housing"),
        ("/centers?near=02360&amp;care=recovery-housing", "Leave out Medicaid or Free"),
    ]
    for url, _words, count in removals:
        heading = re.search(r"<h1[^>]*>(\d+) center", client.get(url.replace("&amp;", "&")).text)
        assert heading.group(1) == count
    help_ = page.text[page.text.index("No center fits all of this") :]
    assert 'href="/centers?near=02360">Look again without filters' in help_
    assert "1-800-662-4357" in help_
    assert '<a href="/help-now">' in help_
    assert '<a href="/contact?topic=finding-care">Ask us to look</a>' in help_
    assert "<title>Help finding care" in client.get("/contact?topic=finding-care").text


def test_an_empty_answer_may_give_up_the_words_or_the_distance(client, directory):
    assert removals_on(client.get("/centers?near=42.0794,-71.0401&q=harbor&care=recovery-housing"))[-1][1] == (
        "Leave out the words &#8220;harbor&#8221;"
    )
    far = removals_on(client.get("/centers?near=02360&within=5&care=recovery-housing"))
    assert ("/centers?near=02360&amp;care=recovery-housing", "Look at any distance", "1") in far


def test_an_empty_answer_shows_the_nearest_that_miss_one_wish_and_says_which(client, directory):
    page = client.get("/centers?near=02360&care=recovery-housing&medicine=naltrexone-injection").text
    section = page[page.index('id="near-misses"') : page.index("</section>", page.index('id="near-misses"'))]
    misses = re.findall(r'centers/([^"]+)".*?class="miles">([^<]+)<.*?Fits all but this: ([^<]+)<', section, re.DOTALL)
    assert [(slug, wish) for slug, _miles, wish in misses] == [
        (directory.long_name.slug, "Recovery housing"),
        (directory.harbor_house.slug, "Recovery housing"),
        (directory.quiet_door.slug, "Naltrexone monthly shot"),
    ]
    assert all(re.fullmatch(r"[\d.]+ mi|less than 1 mi", miles) for _slug, miles, _wish in misses)
    assert "tel:+15085550135" in section


def test_an_empty_answer_follows_a_change_of_its_centers(client, directory):
    address = "/centers?near=02360&care=recovery-housing&medicine=naltrexone-injection"
    assert "Harbor House Renamed" not in client.get(address).text
    with transaction():
        center = directory.harbor_house
        actions.apply_profile(center, center.profile.with_(name="Harbor House Renamed"))
        actions.tell_readers([center.id])
    client.application.extensions["catalog"]._look_at = 0
    assert "Harbor House Renamed" in client.get(address).text


def test_an_empty_answer_where_no_single_wish_helps_leads_back_to_the_place(client, directory):
    page = client.get("/centers?near=02360&q=xyzzy&language=yupik&within=5").text
    assert "Leave out" not in page
    assert "near-misses" not in page
    assert 'href="/centers?near=02360&amp;within=5"' in page
    assert "1-800-662-4357" in page


def test_the_first_heading_is_the_count_and_the_skip_link_leads_to_it(client, directory):
    for address, words in (
        ("/centers?near=MA&care=recovery-housing", "1 center in Massachusetts"),
        ("/centers?near=Plymouth,+MA&language=yupik", "No center near Plymouth, MA fits"),
        ("/centers?language=yupik", "No center fits"),
    ):
        page = client.get(address).text
        assert f'<h1 id="top" tabindex="-1">{words}</h1>' in page
        assert f"<title>{words} " in page
        skip = re.search(r'<a class="usa-skipnav" href="#([^"]+)"', page)
        assert skip.group(1) == "top"
        assert page.index('class="usa-skipnav"') < page.index("<a href", page.index("<body"))
        assert '<ol class="cards"' in page
        assert '<a href="/how-we-order">' in page


def test_a_list_may_stand_in_the_order_of_the_last_confirmation_and_says_so(client, directory):
    nearest = client.get("/centers?near=02360")
    assert "Nearest first. Miles are a straight line from the middle of 02360" in nearest.text
    latest = client.get("/centers?near=02360&sort=confirmed")
    assert "Last confirmed first. Centers that nobody has confirmed yet come last." in latest.text
    assert slugs_on(latest)[:2] == [directory.still_true.slug, directory.long_ago.slug]
    others = [slug for slug in slugs_on(nearest) if slug not in slugs_on(latest)[:2]]
    assert slugs_on(latest)[2:] == others[: len(slugs_on(latest)) - 2]
    assert 'href="/centers?near=02360&amp;sort=confirmed">Last confirmed first<' in nearest.text
    assert 'href="/centers?near=02360">Nearest first<' in latest.text
    assert latest.text.count('<input type="hidden" name="sort" value="confirmed">') == 2
    exported = client.get("/centers.csv?near=02360&sort=confirmed").text.splitlines()[1:]
    assert [line.partition(",")[0] for line in exported[:20]] == slugs_on(latest)[:20]


@pytest.fixture
def at(monkeypatch):
    """Set the moment that a question is asked at."""

    def set_to(*when):
        moment = datetime(*when, tzinfo=UTC)
        monkeypatch.setattr(asking, "now", lambda: moment)
        monkeypatch.setattr(questions, "now", lambda: moment)

    return set_to


def test_open_now_asks_the_clock_and_says_how_many_hours_are_not_known(client, directory, at):
    at(2026, 11, 23, 15, 0)  # Monday, ten in the morning in Massachusetts
    page = client.get("/centers?near=MA&open=now")
    assert directory.open_book.slug in slugs_on(page)
    unknown = re.search(r"(\d+) more centers may fit\. They have not told us their hours", page.text)
    everywhere = len(slugs_on(client.get("/centers?near=MA")))
    assert int(unknown.group(1)) == everywhere - len(slugs_on(page))
    assert 'href="/centers?near=MA">Show all, open or not<' in page.text
    at(2026, 11, 23, 23, 0)
    later = client.get("/centers?near=MA&open=now", headers={"If-None-Match": page.headers["ETag"]})
    assert later.status_code == 200
    assert directory.open_book.slug not in slugs_on(later)
    assert "have not told us their hours" not in client.get("/centers?near=MA").text


def test_walk_in_is_a_filter_of_its_own(client, directory):
    page = client.get("/centers?near=MA&open=walk-in")
    assert directory.open_book.slug in slugs_on(page)
    assert directory.harbor_house.slug not in slugs_on(page)
    assert "Walk in" in page.text[page.text.index('class="chips"') :]


def test_a_group_nobody_told_of_is_not_asked_for(client):
    make_center(codes="ORT MD ADLT")
    page = client.get("/centers").text
    assert 'id="group-care"' in page
    assert 'id="group-insurer"' not in page
    assert 'id="group-open"' not in page
    assert 'id="group-insurer"' in client.get("/centers?insurer=aetna").text


def test_a_long_way_to_the_nearest_center_is_said(client, directory):
    assert "The nearest center that fits is" in client.get("/centers?near=00901&care=detox").text
    assert "The nearest center that fits is" not in client.get("/centers?near=02360&care=detox").text


def test_what_a_person_typed_never_becomes_markup(client, directory):
    attack = '"><script>alert(1)</script>'
    for address in (
        f"/centers?near={quote(attack)}",
        f"/centers?q={quote(attack)}",
        f"/centers?near=02360&care={quote(attack)}",
    ):
        assert "<script>alert" not in client.get(address).text


def test_a_center_s_words_never_become_markup(client, directory):
    assert "<script>alert" not in client.get("/centers?near=63366").text


@pytest.mark.parametrize("address", ["/centers", "/centers?near=02360&care=detox&page=1"])
def test_an_unchanged_page_is_not_sent_again(client, directory, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")


def test_a_changed_center_is_shown_at_once_and_its_page_is_sent_again(client, directory):
    first = client.get("/centers?near=02360")
    with transaction():
        center = directory.harbor_house
        actions.apply_profile(center, center.profile.with_(name="Harbor House Renamed"))
        actions.tell_readers([center.id])
    client.application.extensions["catalog"]._look_at = 0
    again = client.get("/centers?near=02360", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "Harbor House Renamed" in again.text


@pytest.mark.parametrize(
    "address",
    [
        "/centers?near=02360&within=50&care=outpatient&payment=medicaid&q=house",
        "/centers?near=02360",
        "/centers?near=02360&open=walk-in&sort=confirmed",
        "/centers?near=02360&care=recovery-housing&medicine=naltrexone-injection",
    ],
)
def test_the_frame_filled_is_the_template_drawn(app, client, directory, address):
    assert client.get(address).text == plain(plain_results(app, address))
