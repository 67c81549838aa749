import re
from urllib.parse import quote

import pytest
from results_pages import plain_results, slugs_on

from app.centers import actions
from app.core.db import transaction
from app.core.frames import plain
from app.directory import views


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
    monkeypatch.setattr(views, "geocode", lambda text, url: asked.append((text, url)))
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


def test_an_empty_answer_says_what_to_try(client, directory):
    page = client.get("/centers?near=02360&within=5&language=yupik").text
    assert "No center fits all of this" in page
    assert 'href="/centers?near=02360&amp;within=5"' in page
    assert "1-800-662-4357" in page


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


def test_the_frame_filled_is_the_template_drawn(app, client, directory):
    address = "/centers?near=02360&within=50&care=outpatient&payment=medicaid&q=house"
    assert client.get(address).text == plain(plain_results(app, address))
