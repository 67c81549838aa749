"""The guide's pages as a browser gets them: sources, words, dates, ways on, and what search engines read."""

import json
import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from guide.reading_room import PAGES, copy_of_the_guide, main_of, words

from app import create_app
from app.core.config import Settings
from app.guide import drawing
from app.guide.library import read_library
from app.guide.tools_list import TOOLS

HUB = "/naltrexone"


def soup(page):
    return BeautifulSoup(page.get_data(as_text=True), "html.parser")


def graph(page):
    [block] = soup(page).find_all("script", type="application/ld+json")
    return json.loads(block.string)["@graph"]


def other_guide(tmp_path, monkeypatch, slug, *changes):
    """Return a browser at a site whose page differs from ours in some words."""
    folder = copy_of_the_guide(tmp_path)
    path = folder / "pages" / f"{slug}.md"
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("app.guide.read_library", lambda: read_library(folder))
    return create_app(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'none.db'}")).test_client()


def test_every_page_opens_with_its_title_summary_and_the_day_its_sources_were_checked(client):
    for slug, url in PAGES.items():
        answer = client.get(url)
        page, leaf = soup(answer), read_library().leaves[slug]
        assert answer.status_code == 200
        assert page.h1.get_text() == leaf.page.title
        assert page.find("meta", attrs={"name": "description"})["content"] == leaf.page.summary
        assert "Sources checked on November" in page.main.get_text()
        assert "not yet reviewed by a clinician" in page.main.get_text()
        assert page.find("link", rel="canonical")["href"] == f"http://localhost{url}"


def test_a_page_that_a_clinician_has_read_says_who(tmp_path, monkeypatch):
    client = other_guide(
        tmp_path, monkeypatch, "stopping", ('reviewed_by = ""', 'reviewed_by = "A Made-up Reader, MD"')
    )
    page = client.get("/naltrexone/stopping")
    assert "reviewed by A Made-up Reader, MD" in page.text
    assert "not yet reviewed" not in page.text
    assert graph(page)[0]["reviewedBy"]["name"] == "A Made-up Reader, MD"
    assert "not yet reviewed by a clinician" in client.get("/naltrexone/switching").text


def test_a_page_past_its_date_says_so(tmp_path, monkeypatch):
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - a day, as the pages have
    changes = [
        (f"checked_on = {read_library().leaves['stopping'].page.checked_on}", "checked_on = 2020-01-01"),
        (f"review_due = {read_library().leaves['stopping'].page.review_due}", f"review_due = {yesterday}"),
    ]
    client = other_guide(tmp_path, monkeypatch, "stopping", *changes)
    assert "This page is past its date" in client.get("/naltrexone/stopping").text
    assert "This page is past its date" not in client.get("/naltrexone/switching").text


def test_each_number_leads_to_a_source_and_each_source_says_that_it_leaves_the_site(client):
    for slug, url in PAGES.items():
        page = soup(client.get(url))
        cited = {anchor["href"] for anchor in page.select("sup.cite a")}
        listed = {f"#{item['id']}" for item in page.select(".sources li")}
        assert cited == listed, slug
        for anchor in page.select(".sources a"):
            assert anchor["href"].startswith("https://")
            assert "(leaves this site)" in anchor.get_text()
            assert "noreferrer" in anchor["rel"]
        for cite in page.select("sup.cite a"):
            assert cite.get_text() == f"[{cite['href'].removeprefix('#source-')}]"


def test_numbers_begin_with_one_and_rise_in_the_order_of_reading(client):
    for url in PAGES.values():
        seen = [int(cite.get_text().strip("[]")) for cite in soup(client.get(url)).select("sup.cite a")]
        first = list(dict.fromkeys(seen))
        assert first == sorted(first), url


def test_a_hard_word_leads_to_its_meaning_on_the_same_page_once(client):
    for slug, url in PAGES.items():
        page = soup(client.get(url))
        targets = [anchor["href"] for anchor in page.select("a.term")]
        assert len(targets) == len(set(targets)), slug
        assert not page.select("h2 a.term, h3 a.term, a a.term")
        if slug == "glossary":
            continue
        assert targets == [f"#{entry['id']}" for entry in page.select(".words dl > div")], slug


def test_every_link_inside_the_site_opens(client, directory):
    tools = {tool.url for tool in TOOLS}
    links = {
        anchor["href"].partition("#")[0]
        for url in (*PAGES.values(), "/naltrexone/library")
        for anchor in main_of(client.get(url).text).select("a[href^='/']")
    }
    broken = [link for link in sorted(links - tools) if client.get(link).status_code != 200]
    assert not broken


def test_each_page_ends_with_pages_to_read_next_topics_and_fitting_tools(client):
    for slug, url in PAGES.items():
        page, leaf = soup(client.get(url)), read_library().leaves[slug].page
        section = page.find(id="related").find_parent("section")
        for other in leaf.related:
            assert section.find("a", href=PAGES[other]), f"{slug}: {other}"
        for topic in leaf.topics:
            assert section.find("a", href=f"/naltrexone/library#{topic}")
        for tool in leaf.tools:
            assert page.find("a", href=f"/naltrexone/tools/{tool}")


def test_the_hub_leads_to_every_page_every_tool_the_search_and_the_library(client):
    page = soup(client.get(HUB))
    links = {anchor["href"] for anchor in page.main.select("a[href]")}
    assert {url for url in PAGES.values() if url != HUB} <= links
    assert {tool.url for tool in TOOLS} <= links
    assert {"/naltrexone/library", "/naltrexone/glossary"} <= links
    assert page.find("form", action="/naltrexone/search").find("input", attrs={"name": "q"})
    assert page.h1.get_text() == read_library().leaves["index"].page.title


def test_the_library_lists_every_page_once_by_topic_with_its_summary(client):
    page = soup(client.get("/naltrexone/library"))
    listed = [anchor["href"] for anchor in page.select(".page-list:not(.tool-list) > li > a")]
    assert sorted(listed) == sorted(PAGES.values())
    for leaf in read_library().leaves.values():
        assert leaf.page.summary in page.main.get_text()


def test_the_glossary_explains_every_word_with_its_sources(client):
    page = soup(client.get("/naltrexone/glossary"))
    terms = read_library().terms
    entries = page.select("dl.glossary > div")
    assert [entry["id"] for entry in entries] == [term.id for term in terms]
    for entry, term in zip(entries, terms, strict=True):
        assert len(entry.select("sup.cite")) == len(term.sources)
        assert term.meaning in words(entry)


def test_an_unknown_page_is_not_there_and_suggests_those_of_nearly_that_name(client):
    answer = client.get("/naltrexone/befor-you-start")
    assert answer.status_code == 404
    assert "The guide has no such page" in answer.text
    assert 'href="/naltrexone/before-you-start"' in answer.text
    nothing = client.get("/naltrexone/zzzz")
    assert nothing.status_code == 404
    assert "Did you mean" not in nothing.text


@pytest.mark.parametrize(
    ("asked", "leads"), [("/naltrexone/index", "/naltrexone"), ("/naltrexone/tools", "/naltrexone#tools")]
)
def test_two_addresses_lead_to_the_hub(client, asked, leads):
    assert client.get(asked).headers["Location"] == leads


def test_search_engines_are_told_what_the_page_is(client):
    page, *others = graph(client.get("/naltrexone/stopping"))
    assert page["@type"] == "MedicalWebPage"
    assert page["url"] == "http://localhost/naltrexone/stopping"
    assert page["dateModified"] == str(read_library().leaves["stopping"].page.checked_on)
    assert "reviewedBy" not in page
    assert "lastReviewed" not in page
    assert len(page["citation"]) == len(read_library().leaves["stopping"].sources)
    assert others == []
    hub, drug = graph(client.get(HUB))
    assert drug["@type"] == "Drug"
    assert hub["about"]["@id"] == drug["@id"] == "http://localhost/naltrexone#drug"


def test_the_questions_and_answers_are_told_as_such(client):
    _page, faq = graph(client.get("/naltrexone/questions-and-answers"))
    assert faq["@type"] == "FAQPage"
    asked = [question["name"] for question in faq["mainEntity"]]
    assert len(asked) >= 15
    assert all(question.endswith("?") for question in asked)
    assert all(question["acceptedAnswer"]["text"] for question in faq["mainEntity"])
    assert not re.search(r"\[\^?\w", json.dumps(faq))


def test_what_stands_in_the_data_block_cannot_end_it(client):
    answer = client.get("/naltrexone/stopping", headers={"Host": "x</script><b>.example"})
    assert "<b>.example" not in answer.text or answer.status_code == 400


def test_the_map_of_the_site_names_every_page_of_the_guide_with_the_day_it_was_checked(client, directory):
    text = client.get("/sitemap.xml").text
    for leaf in read_library().leaves.values():
        assert f"<url><loc>http://localhost{leaf.page.url}</loc><lastmod>{leaf.page.checked_on}</lastmod></url>" in text
    assert "<loc>http://localhost/naltrexone/library</loc>" in text
    assert "<loc>http://localhost/naltrexone/tools/next-shot</loc>" in text
    robots = client.get("/robots.txt").text
    assert "Disallow: /naltrexone/search\n" in robots


def test_a_page_is_drawn_once_and_filled_for_each_host(client, monkeypatch):
    first = client.get("/naltrexone/stopping").text
    monkeypatch.setattr(drawing, "render_template", lambda *_a, **_k: pytest.fail("The page was drawn again."))
    assert client.get("/naltrexone/stopping").text == first
    elsewhere = client.get("/naltrexone/stopping", base_url="https://wayhome.example").text
    assert 'href="https://wayhome.example/naltrexone/stopping"' in elsewhere
    assert "http://localhost" not in elsewhere


def test_the_guide_answers_without_a_database(tmp_path):
    lonely = create_app(Settings(home=tmp_path, database_url="sqlite:////nowhere/at/all.db")).test_client()
    for address in (HUB, "/naltrexone/before-you-start", "/naltrexone/library", "/naltrexone/search?q=overdose"):
        answer = lonely.get(address)
        assert answer.status_code == 200
        assert "Naltrexone is not naloxone." in answer.text


def test_a_table_names_each_cell_by_its_column_for_phones_and_for_those_who_listen(client):
    table = soup(client.get("/naltrexone/opioid-medicines-compared")).select_one(".guide-text table")
    heads = [cell.get_text() for cell in table.select("thead [role]")]
    row = table.select_one("tbody tr")
    assert row.find("th")["scope"] == "row"
    assert [cell["data-column"] for cell in row.select("td")] == [head for head in heads if head][-3:]


def test_the_navigation_and_the_foot_of_every_page_lead_to_the_guide(client):
    page = soup(client.get("/about"))
    assert page.header.find("a", href=HUB)
    assert page.footer.find("a", href=HUB)
    here = soup(client.get("/naltrexone/stopping")).header.find("a", href=HUB)
    assert here["aria-current"] == "page"


def test_the_home_page_has_the_guide_s_door(client):
    assert soup(client.get("/")).main.find("a", href=HUB)
