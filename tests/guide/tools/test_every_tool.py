"""What holds on every tool: the fixed words, sources, grade, and nothing stored, sent on or kept by a cache."""

import re
from datetime import date
from inspect import getsource
from types import SimpleNamespace

import pytest
import time_machine
from bs4 import BeautifulSoup
from test_reading import AVOID, GRADE, grade, sentences
from test_translations import marked, untranslated  # noqa: F401 - `marked` is a fixture

from app.guide import tool_views
from app.guide.library import read_library
from app.guide.tool_pages import table, tool_pages
from app.guide.tools_list import TOOLS as LISTED

TOOLS = [
    "opioid-free-interval",
    "is-it-for-me",
    "medicines-compared",
    "interactions",
    "side-effects",
    "visit-sheet",
    "wallet-card",
    "shot-calendar",
    "alcohol-self-check",
    "surgery-note",
    "leaving-checklist",
]
ANSWERS = [
    "opioid-free-interval?opioid=methadone&opioid=heroin&last=2026-11-01",
    "opioid-free-interval?opioid=unknown&last=",
    "is-it-for-me?true=liver&true=daily-drinking&true=breastfeeding&true=overdose-before",
    "medicines-compared?medicine=naltrexone-tablet&medicine=naltrexone-injection&medicine=methadone",
    "medicines-compared?medicine=acamprosate&medicine=disulfiram&medicine=topiramate&medicine=gabapentin",
    "interactions?medicine=oxycodone&medicine=effexor&medicine=zzz&medicine=beer",
    "side-effects?noticed=nausea&noticed=liver&noticed=seizure",
    "shot-calendar?last=2026-11-20&every=28",
    "shot-calendar?last=2026-01-20&every=month",
    "surgery-note?form=shot&on=2027-03-01",
    "leaving-checklist?from=jail",
]
STANDING = (
    "This is general information, not advice for you",
    "not yet reviewed by a clinician",
    "Sources checked on November 25, 2026",
    *(f"{statement.lead} {statement.text}" for statement in read_library().statements),
)
NEVER_SAID = re.compile(
    r"safe to (start|take|use|combine)|no interactions?\b|you (can|may) start|guarantee", re.IGNORECASE
)
pytestmark = pytest.mark.usefixtures("noon")


def main_of(html):
    return " ".join(BeautifulSoup(html, "html.parser").main.get_text(" ").split())


def test_every_tool_of_the_hub_has_its_door(client):
    assert set(tool_pages()) == set(TOOLS)
    for tool in LISTED:
        page = BeautifulSoup(client.get(tool.url).text, "html.parser")
        assert page.h1.get_text() == tool.title


@pytest.mark.parametrize("address", [*TOOLS, *ANSWERS])
def test_no_tool_loses_the_fixed_words(client, address):
    response = client.get("/naltrexone/tools/" + address)
    assert response.status_code == 200
    said = main_of(response.text)
    assert not [words for words in STANDING if words not in said]
    assert not NEVER_SAID.search(said)


@pytest.mark.parametrize("address", [*TOOLS, *ANSWERS])
def test_a_tool_is_read_at_grade_8_or_below(client, address):
    found = list(sentences(client.get("/naltrexone/tools/" + address).text))
    hard = sorted(found, key=lambda sentence: -grade([sentence]))[:5]
    assert grade(found) <= GRADE, f"{grade(found):.1f}. Shorten these first: {hard}"


@pytest.mark.parametrize("tool", TOOLS)
def test_sources_pages_and_centers_stand_below_every_tool(client, tool):
    page = BeautifulSoup(client.get("/naltrexone/tools/" + tool).text, "html.parser")
    listed = page.select(".sources li a")
    assert [link["href"] for link in listed] == [source.url for source in tool_pages()[tool].sources]
    assert all(link["href"].startswith("https://") and "leaves this site" in link.get_text() for link in listed)
    assert page.select_one('form[action="/centers"] input[name="medicine"]')
    assert len(page.select(".tool-next .page-list > li")) >= 3


def test_every_page_of_the_guide_that_a_tool_names_is_there():
    named = {row["page"] for name in ("talk-first", "interactions") for row in table(name)}
    named |= {slug for tool in tool_pages().values() for slug in tool.related}
    assert named <= set(read_library().leaves)
    assert {row["tool"] for row in table("talk-first")} - {""} <= set(tool_pages())


@pytest.mark.parametrize("address", ANSWERS)
def test_an_answer_is_kept_by_no_cache_and_found_by_no_search_engine(client, address):
    response = client.get("/naltrexone/tools/" + address)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize("tool", TOOLS)
def test_no_tool_stores_sets_or_posts_anything(client, tool):
    response = client.get("/naltrexone/tools/" + tool)
    assert "Set-Cookie" not in response.headers
    assert 'method="post"' not in response.text.lower()
    assert client.post("/naltrexone/tools/" + tool).status_code == 405


def test_the_views_know_no_database_and_no_session():
    source = getsource(tool_views)
    assert not re.search(r"\bsession\b|transaction|set_cookie|db\.db", source)


@pytest.mark.parametrize("tool", TOOLS)
def test_each_word_of_a_tool_is_translated(marked, client, tool):  # noqa: F811 - the fixture
    page = BeautifulSoup(client.get("/naltrexone/tools/" + tool).text, "html.parser")
    # Words of the guide's own pages, and what may be typed: that is read in one language only.
    for written in page.select(".sources, .safety, .safety-more, .page-list, #names"):
        written.decompose()
    left = untranslated(str(page))
    assert not left, f"These words reach the page without gettext: {left}"


@pytest.mark.parametrize("address", ["opioid-free-interval", "surgery-note?form=shot"])
def test_a_page_past_its_review_says_so(client, address):
    assert "past its date" not in client.get("/naltrexone/tools/" + address).text
    with time_machine.travel("2027-11-27 12:00 +0000"):
        said = client.get("/naltrexone/tools/" + address).text
    assert "It was to be checked again by November 25, 2027" in said


def test_a_page_that_is_kept_follows_the_demonstration(tool_app, client, monkeypatch):
    address = "/naltrexone/tools/wallet-card"
    assert client.get(address).text == client.get(address).text
    invented = SimpleNamespace(demonstration=True)
    monkeypatch.setitem(tool_app.extensions, "catalog", SimpleNamespace(**vars(invented), current=lambda: invented))
    assert "some centers here are invented" in client.get(address).text


def test_tables_put_the_person_before_the_illness_and_state_dates_in_order():
    said = [
        f"{name}: {cell}"
        for name in ("opioids", "talk-first", "interactions", "side-effects", "medicines", "visit-questions", "leaving")
        for row in table(name)
        for cell in row.values()
        for pattern in AVOID
        if re.search(pattern, cell, re.IGNORECASE)
    ]
    assert not said
    assert all(date(2026, 1, 1) < tool.checked_on < tool.review_due for tool in tool_pages().values())
