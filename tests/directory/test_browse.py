import json
import re
import time
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from cast import PROFILES
from factories import make_center, make_profile
from results_pages import slugs_on

from app.centers import actions
from app.core.db import transaction
from app.directory import browse_views, sitemap
from app.directory.queries import Seat
from app.directory.towns import counted, kebab

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def counts_on(page):
    rows = BeautifulSoup(page.text, "html.parser").select(".places li")
    return {row.a["href"]: int(row.select_one(".count").contents[0]) for row in rows}


def links_in(page):
    return [each.text for each in ET.fromstring(page.data).findall(".//s:loc", SPACE)]  # noqa: S314 - our own answer


def canonical(page):
    return BeautifulSoup(page.text, "html.parser").find("link", rel="canonical")["href"]


def data_of(page):
    return json.loads(BeautifulSoup(page.text, "html.parser").find("script", type="application/ld+json").string)


def listed_in(state):
    return [name for name, profile in PROFILES.items() if profile.state == state and name != "gone_meadow"]


def test_every_state_and_territory_shows_its_number_of_listed_centers(client, directory):
    counts = counts_on(client.get("/states"))
    assert len(counts) == 56
    assert counts["/states/ma"] == len(listed_in("MA"))
    assert (counts["/states/gu"], counts["/states/as"]) == (1, 0)


def test_a_state_shows_its_towns_in_alphabetical_order_with_counts_and_the_whole_search(client, directory):
    page = client.get("/states/ma")
    towns = counts_on(page)
    assert list(towns) == sorted(towns)
    plymouth = [name for name in listed_in("MA") if PROFILES[name].city == "Plymouth"]
    assert towns["/states/ma/plymouth"] == len(plymouth)
    assert 'href="/centers?near=MA"' in page.text


def test_a_town_shows_its_centers_in_the_order_of_their_ids_with_the_search_s_cards(client, directory):
    page = client.get("/states/ma/plymouth")
    here = [each for each in directory.all() if each.profile.city == "Plymouth" and each is not directory.gone_meadow]
    assert slugs_on(page) == [each.slug for each in sorted(here, key=lambda each: each.id)]
    assert 'href="/centers?near=Plymouth%2C+MA"' in page.text
    search = [slug for slug in slugs_on(client.get("/centers?near=MA")) if slug in slugs_on(page)]
    assert search == slugs_on(page)


def test_a_center_that_is_gone_stands_in_no_town(client, directory):
    assert directory.gone_meadow.slug not in client.get("/states/ma/plymouth").text
    assert directory.gone_meadow.slug not in client.get("/sitemap.xml").text


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("/states/MA", "/states/ma"),
        ("/states/ma/Plymouth", "/states/ma/plymouth"),
        ("/states/MA/PLYMOUTH", "/states/ma/plymouth"),
        ("/states/mo/ofallon", "/states/mo/o-fallon"),
        ("/states/co/Ca%C3%B1on%20City", "/states/co/canon-city"),
    ],
)
def test_another_spelling_of_an_address_leads_to_the_one(client, directory, asked, meant):
    answer = client.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, meant)
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/states/zz",
        "/states/massachusetts",
        "/states/ma/nowhere",
        "/states/ma/---",
        "/states/ma/%F0%9F%99%82",
        "/states/ma/plymouth?page=2",
        "/states/ma/plymouth?page=0",
        "/states/ma/plymouth?page=%D9%A1",
        "/states/ma/plymouth?page=99999999999999999999",
        "/states/ma/" + "x" * 2000,
        "/sitemaps/2.xml",
        "/sitemaps/0.xml",
    ],
)
def test_what_there_is_not_gives_a_plain_page(client, directory, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Coeur d'Alene", "coeur-d-alene"),
        ("Coeur d’Alene", "coeur-d-alene"),
        ("Cañon City", "canon-city"),
        ("St. Mary's", "st-mary-s"),
        ("東京", ""),
    ],
)
def test_a_town_s_name_becomes_small_letters_and_hyphens(name, slug):
    assert kebab(name) == slug


def test_two_spellings_of_a_town_are_one_and_most_centers_name_it():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [Seat(1, "TX", "La Grange", at), Seat(2, "TX", "Lagrange", at), Seat(5, "TX", "Lagrange", at)]
    (town,) = counted(rows)["TX"].towns
    assert (town.name, town.slug, town.ids) == ("Lagrange", "lagrange", (1, 2, 5))


def test_a_center_without_a_town_or_a_known_state_is_counted_where_it_can_be_found(client, app):
    make_center(city="", state="MA")
    make_center(city="Nowhere", state="")
    assert counts_on(client.get("/states"))["/states/ma"] == 1
    assert "For 1 center the town is not reported" in client.get("/states/ma").text


def test_an_empty_state_says_so_and_whom_to_call(client, directory):
    page = client.get("/states/as").text
    assert "No center is listed in American Samoa yet" in page
    assert "1-800-662-4357" in page[page.index("<main") :]


def test_a_town_that_no_map_knows_leads_to_the_search_of_its_state(client, directory):
    page = client.get("/states/mt/nowhere-falls").text
    assert 'href="/centers?near=MT"' in page


def test_a_long_town_comes_in_pages(client, directory, monkeypatch):
    monkeypatch.setattr(browse_views, "ON_A_PAGE", 2)
    whole = []
    for number in (1, 2):
        page = client.get(f"/states/ma/plymouth?page={number}")
        whole += slugs_on(page)
        assert f'start="{2 * number - 1}"' in page.text
    assert len(whole) == len(set(whole)) == 4
    assert canonical(client.get("/states/ma/plymouth?page=2")).endswith("/states/ma/plymouth?page=2")
    assert canonical(client.get("/states/ma/plymouth?page=1")).endswith("/states/ma/plymouth")


def test_a_change_shows_in_the_counts_at_once(client, directory):
    before = counts_on(client.get("/states/ma"))["/states/ma/quincy"]
    with transaction():
        actions.mark_gone(directory.bayside)
        actions.tell_readers([directory.bayside.id])
    client.application.extensions["catalog"]._look_at = 0
    assert counts_on(client.get("/states/ma"))["/states/ma/quincy"] == before - 1


def test_the_counts_are_read_once_for_each_version(client, directory, monkeypatch):
    client.get("/states")
    monkeypatch.setattr("app.directory.towns.seats", lambda: pytest.fail("The counts were read again."))
    assert client.get("/states/ma").status_code == 200


def test_the_sitemap_names_every_page_with_its_last_change_on_the_host_that_was_asked(client, directory):
    answer = client.get("/sitemap.xml", headers={"Host": "wayhome.example"}, base_url="https://wayhome.example")
    assert answer.mimetype == "application/xml"
    links = links_in(answer)
    wanted = {"/", "/help-now", "/states", "/states/ma", "/states/ma/plymouth", f"/centers/{directory.bayside.slug}"}
    assert {f"https://wayhome.example{path}" for path in wanted} <= set(links)
    assert len(links) == len(set(links))
    assert sum("/centers/" in link for link in links) == len(directory.all()) - 1
    row = re.search(rf"<url><loc>[^<]*/{directory.bayside.slug}</loc>(.*?)</url>", answer.text)
    assert row.group(1) == f"<lastmod>{directory.bayside.updated_at:%Y-%m-%d}</lastmod>"
    for link in links:
        assert client.get(link.removeprefix("https://wayhome.example")).status_code == 200


def test_a_map_too_long_for_one_file_is_cut_and_nothing_is_lost(client, directory, monkeypatch):
    whole = links_in(client.get("/sitemap.xml"))
    monkeypatch.setattr(sitemap, "LONGEST", 7)
    files = links_in(client.get("/sitemap.xml"))
    assert len(files) == -(-len(whole) // 7) > 1
    parts = [links_in(client.get(file.removeprefix("http://localhost"))) for file in files]
    assert [link for part in parts for link in part] == whole
    assert max(map(len, parts)) == 7


def test_robots_are_asked_to_leave_searches_alone(client):
    text = client.get("/robots.txt").text
    for path in ("/centers?", "/centers.csv", "/centers.geojson", "/shortlist", "/compare"):
        assert f"Disallow: {path}\n" in text
    assert "Disallow: /centers\n" not in text
    assert "Sitemap: http://localhost/sitemap.xml" in text


def test_each_page_names_its_one_address(client, directory):
    slug = directory.harbor_house.slug
    assert canonical(client.get(f"/centers/{slug}?keep=1")) == f"http://localhost/centers/{slug}"
    assert canonical(client.get("/states/ma")) == "http://localhost/states/ma"
    found = client.get("/centers?care=detox&care=detox&near=02360&utm_source=x")
    assert canonical(found) == "/centers?near=02360&care=detox"


def test_search_engines_read_of_a_center_what_its_page_shows(client, directory):
    told = data_of(client.get(f"/centers/{directory.harbor_house.slug}"))
    assert told["@type"] == "MedicalClinic"
    assert told["name"] == "Harbor House: Residential Program"
    assert told["address"]["streetAddress"] == "12 Example Street, Floor 2"
    assert told["telephone"] == "+1-508-555-0135"
    assert told["geo"]["latitude"] == 41.9584
    assert {"@type": "MedicalTherapy", "name": "Detox"} in told["availableService"]
    assert told["paymentAccepted"].startswith("Medicaid, ")
    assert not {"aggregateRating", "review", "priceRange"} & told.keys()


def test_of_a_withheld_street_search_engines_read_the_town_only(client, directory):
    page = client.get(f"/centers/{directory.quiet_door.slug}")
    told = data_of(page)
    assert told["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Brockton",
        "addressRegion": "MA",
        "addressCountry": "US",
    }
    assert "geo" not in told


def test_the_middle_of_a_zip_code_is_not_told_as_the_door(client, app):
    profile = make_profile(street="1 Example Street", point=(41.9, -70.6))
    rough = profile.with_(point=type(profile.point)(41.9, -70.6, "zip"))
    with transaction():
        center = actions.add_center(rough, "rough")
        actions.tell_readers(None)
    assert "geo" not in data_of(client.get(f"/centers/{center.slug}"))


def test_a_center_s_words_do_not_leave_the_data_block(client, directory):
    page = client.get(f"/centers/{directory.sharp_tongue.slug}")
    assert data_of(page)["name"] == directory.sharp_tongue.profile.name
    assert "<script>alert" not in page.text


def test_a_center_that_is_gone_offers_search_engines_no_facts(client, directory):
    assert "ld+json" not in client.get(f"/centers/{directory.gone_meadow.slug}").text


def test_counting_twenty_thousand_centers_takes_no_time_a_person_would_notice():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [Seat(number, "MA", f"Town {number % 300}", at) for number in range(20_000)]
    start = time.perf_counter()
    assert len(counted(rows)["MA"].towns) == 300
    assert time.perf_counter() - start < 2  # about 0.1 s where nothing else runs
