"""Each page ends with the centers that fit it, found by the same search as everywhere."""

from urllib.parse import parse_qsl

import pytest
from bs4 import BeautifulSoup
from factories import make_center
from guide.reading_room import PAGES
from results_pages import slugs_on

from app.core.frames import plain
from app.directory.guide_links import MEDICINES
from app.guide.library import read_library
from app.search.criteria import Criteria


def section_of(page):
    return BeautifulSoup(page.text, "html.parser").find(id="centers").find_parent("section")


def test_without_a_place_each_page_asks_for_one_and_carries_its_own_question(client):
    for slug, url in PAGES.items():
        page, section = read_library().leaves[slug].page, section_of(client.get(url))
        assert section.h2.get_text() == f"Find {page.find_words}"
        form = section.find("form", action="/centers", method="get")
        assert form.find("input", attrs={"name": "near"})
        carried = [(each["name"], each["value"]) for each in form.select("input[type=hidden]")]
        wanted = Criteria.from_query(parse_qsl(page.find))
        assert Criteria.from_query(carried) == wanted, slug
        assert not section.select(".card")
        assert form.find("button", formaction=f"{url}#centers")


def test_with_a_place_a_page_shows_the_nearest_five_that_fit_as_the_results_do(client, directory):
    url = "/naltrexone/tablet-or-shot"
    page = read_library().leaves["tablet-or-shot"].page
    shown = client.get(f"{url}?near=02360")
    wanted = client.get(f"/centers?near=02360&{page.find}")
    assert slugs_on(shown) == slugs_on(wanted)[:5]
    assert slugs_on(shown)
    card = section_of(shown).select_one(".card")
    told = card.get_text(" ")
    for part in ("Plymouth, MA", "Care", "Payment", "View center profile"):
        assert part in told
    assert card.select_one(".fresh")
    assert "The nearest to 02360 (Plymouth, MA)" in section_of(shown).get_text()
    link = section_of(shown).find("a", href=Criteria.from_query([("near", "02360"), *parse_qsl(page.find)]).url())
    assert link


def test_only_centers_that_fit_the_page_are_shown(client, directory):
    make_center(name="No Medicine Here", codes="SA OP ORT MD", city="Plymouth", point=(41.9585, -70.6674))
    shown = slugs_on(client.get("/naltrexone/alcohol-medicines-compared?near=02360"))
    wanted = slugs_on(
        client.get(f"/centers?near=02360&{read_library().leaves['alcohol-medicines-compared'].page.find}")
    )
    assert shown == wanted[:5]
    assert "no-medicine-here" not in "".join(shown)


def test_a_place_of_which_there_are_several_is_asked_for_on_the_same_page(client, directory):
    answer = client.get("/naltrexone/stopping?near=Springfield")
    assert answer.status_code == 200
    links = [anchor["href"] for anchor in section_of(answer).select("a")]
    assert "/naltrexone/stopping?near=Springfield%2C+MA#centers" in links
    assert not section_of(answer).select(".card")


def test_a_place_nobody_knows_is_said_beside_the_box_and_kept_in_it(client, directory):
    answer = client.get("/naltrexone/stopping?near=Zzyzxville")
    assert answer.status_code == 422
    box = section_of(answer).find("input", attrs={"name": "near"})
    assert box["value"] == "Zzyzxville"
    assert box["aria-invalid"] == "true"
    assert "We do not know a place called “Zzyzxville”" in section_of(answer).get_text()
    nearly = client.get("/naltrexone/stopping?near=Plymoth,+MA")
    assert "Plymouth, MA" in section_of(nearly).get_text()


def test_where_no_center_fits_the_page_says_so_and_leads_to_what_comes_near(client, app):
    make_center(name="Far From It", codes="SA OP ORT MD")
    text = section_of(client.get("/naltrexone/stopping?near=02360"))
    assert "Our list has no such center" in text.get_text()
    assert text.find("a", href="/centers?near=02360&medicine=naltrexone")


def test_a_whole_state_has_no_nearest(client, directory):
    assert "In Massachusetts:" in section_of(client.get("/naltrexone/stopping?near=MA")).get_text()


@pytest.mark.parametrize("near", ["<script>", "%00%00", "a" * 300, "🙂", "41.96,-70.67"])
def test_any_text_as_a_place_is_safe(client, directory, near):
    answer = client.get("/naltrexone/stopping", query_string={"near": near})
    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.text


def test_nobody_keeps_where_a_reader_is(client, directory):
    assert client.get("/naltrexone/stopping?near=02360").headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in client.get("/naltrexone/stopping?near=02360").headers


def test_the_text_of_a_page_is_the_same_with_a_place_as_without(client, directory):
    bare = client.get("/naltrexone/stopping").text
    placed = client.get("/naltrexone/stopping?near=02360").text
    opening = bare.index('<section class="guide-centers"')
    assert placed[:opening] == bare[:opening]
    assert plain("Safety first") in placed


def test_a_center_s_medicines_lead_to_their_pages_and_these_are_there(client, directory):
    page = BeautifulSoup(client.get(f"/centers/{directory.harbor_house.slug}").text, "html.parser")
    links = {anchor["href"] for anchor in page.select("#medicines th a")}
    assert links == set(MEDICINES.values()) - {"/naltrexone"}
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_search_for_naltrexone_leads_to_the_guide(client, directory):
    for query in ("medicine=naltrexone-injection", "q=vivitrol", "q=naltrexone"):
        assert 'href="/naltrexone/before-you-start"' in client.get(f"/centers?near=02360&{query}").text
    assert 'href="/naltrexone/before-you-start"' not in client.get("/centers?near=02360&medicine=methadone").text


def test_the_naloxone_notice_leads_to_the_guide_s_page(client, directory):
    assert 'href="/naltrexone/naloxone-is-not-naltrexone"' in client.get("/centers?q=narcan").text


def test_the_finder_leads_to_the_pages_of_the_medicines_it_names(client):
    page = client.get("/finder/fit?substance=opioids").text
    assert 'href="/naltrexone/opioid-medicines-compared"' in page
