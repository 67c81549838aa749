"""The map page is a whole list without its map, and the points are those of the same question."""

import json
import re

import pytest
from factories import make_center

from app.directory import map_views


def pins(page):
    """Return the attributes of each item of the list, by slug."""
    items = re.findall(r'<li data-slug="([^"]+)"([^>]*)>', page.text)
    return {slug: dict(re.findall(r'data-(\w+)(?:="([^"]*)")?', rest)) for slug, rest in items}


def test_the_list_is_the_results_page_in_its_order(client, directory):
    listed = client.get("/centers?near=02360&care=residential")
    mapped = client.get("/centers/map?near=02360&care=residential")
    assert list(pins(mapped)) == re.findall(r'<h3><a href="/centers/([^"?]+)"', listed.text) != []
    assert "Map: 4 centers near 02360 (Plymouth, MA)" in mapped.text
    assert "/centers/map.json?near=02360&amp;care=residential" in mapped.text


def test_each_center_has_its_place_its_miles_and_its_number(client, directory):
    page = client.get("/centers/map?near=02360")
    assert pins(page)[directory.harbor_house.slug] == {"latitude": "41.9584", "longitude": "-70.6673"}
    assert "tel:+15085550135,7" in page.text
    assert re.search(r"Plymouth, MA · (less than 1|\d\.\d) mi", page.text)


def test_a_center_that_withholds_its_street_is_on_the_list_and_never_on_the_map(client, directory):
    page = client.get("/centers/map?near=02301")
    assert pins(page)[directory.quiet_door.slug] == {}
    assert "it keeps its street private" in page.text
    points = client.get("/centers/map.json?near=02301").get_json()["points"]
    assert directory.quiet_door.slug not in {point[0] for point in points}
    assert directory.bayside.slug in {point[0] for point in points}
    assert "42.0794" not in page.text.split('class="pins"')[1]


def test_a_center_without_a_point_says_so(client, directory):
    page = client.get("/centers/map?q=unplaced")
    assert pins(page)[directory.unplaced.slug] == {}
    assert "we do not know where it stands" in page.text


def test_the_points_are_the_matches_of_the_same_question(client, directory):
    answer = client.get("/centers/map.json?near=02360&medicine=methadone").get_json()
    assert answer == {
        "points": [[directory.bayside.slug, "Bayside", "Quincy, MA", 42.2529, -71.0023, 0]],
        "left_off": 0,
    }


def test_the_points_stop_at_a_sensible_number_and_say_how_many_are_left_off(client, directory, monkeypatch):
    monkeypatch.setattr(map_views, "MOST_POINTS", 3)
    monkeypatch.setattr(map_views, "AT_ONCE", 2)
    every = client.get("/centers?near=02360")
    total = int(re.search(r"<h1[^>]*>(\d+) centers", every.text)[1])
    answer = client.get("/centers/map.json?near=02360").get_json()
    assert answer["left_off"] == total - 3
    assert len(answer["points"]) == 3


def test_a_name_that_is_markup_stays_a_name(client, directory):
    page = client.get("/centers/map?near=63366")
    assert "<script>alert" not in page.text
    assert (
        json.loads(client.get("/centers/map.json?near=63366").text)["points"][0][1]
        == directory.sharp_tongue.profile.name
    )


def test_pages_go_on_counting(client, directory):
    for number in range(21):
        make_center(name=f"Row {number}", point=(41.9, -70.6))
    page = client.get("/centers/map?near=02360&q=row&page=2")
    assert '<ol class="pins" role="list" start="21">' in page.text
    assert 'href="/centers/map?near=02360&amp;q=row"' in page.text
    assert client.get("/centers/map?near=02360&q=row&page=3").status_code == 404


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/centers/map?near=Springfield", 200, "Which Springfield?"),
        ("/centers/map?near=Zzyzxville", 404, "called “Zzyzxville”"),
        ("/centers/map?near=02360&care=nonsense", 200, "We left out part of your search"),
        ("/centers/map?q=nothingbearsthisname", 200, "There is nothing to show on a map."),
    ],
)
def test_what_cannot_be_shown_is_said(client, directory, address, status, words):
    page = client.get(address)
    assert page.status_code == status
    assert words in page.text


def test_points_of_a_place_nobody_knows_are_none(client, directory):
    assert client.get("/centers/map.json?near=Zzyzxville").get_json() == {"points": [], "left_off": 0}


def test_towns_to_tell_the_map_by_stand_round_the_pins(client, directory):
    page = client.get("/centers/map?near=02360&within=25")
    towns = json.loads(re.search(r'data-towns="([^"]*)"', page.text)[1].replace("&#34;", '"'))
    assert "Plymouth" in {name for name, _latitude, _longitude in towns}
    assert all(41 < latitude < 43 for _name, latitude, _longitude in towns)


def test_a_copy_the_browser_holds_is_not_sent_again(client, directory):
    first = client.get("/centers/map?near=02360")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/centers/map?near=02360", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
