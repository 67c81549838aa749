"""The search inside the guide answers words and questions as people type them."""

import pytest
from bs4 import BeautifulSoup

from app.guide.finding import finder

FIRST_THREE = {
    "can i drink on naltrexone": "alcohol-use-disorder",
    "missed shot": "doses-and-missed-doses",
    "how much does vivitrol cost": "cost-and-insurance",
    "pregnant": "pregnancy-and-breastfeeding",
    "suboxone to naltrexone": "switching",
    "surgery": "pain-and-surgery",
    "liver damage": "ages-liver-and-kidneys",
    "precipitated withdrawal": "serious-warnings",
    "shaking when i stop drinking": "alcohol-withdrawal",
    "nausea": "side-effects",
    "LDN": "off-label-and-low-dose",
    "how long off fentanyl": "before-you-start",
    "constipation": "opioid-constipation",
    "online pharmacy": "brands-and-pharmacies",
    "therapy": "counseling",
    "who can prescribe it": "policy-and-access",
    "relapse": "return-to-use",
    "how does it work": "how-it-works",
    "methadone vs naltrexone": "opioid-medicines-compared",
    "can my teenager take it": "ages-liver-and-kidneys",
    "throw away pills": "medicine-safety",
    "Vivitrol or pill": "tablet-or-shot",
}


@pytest.mark.parametrize("asked", FIRST_THREE)
def test_a_question_finds_its_page_among_the_first_three(asked):
    assert FIRST_THREE[asked] in [hit.page.slug for hit in finder().find(asked).hits[:3]]


def test_a_hit_leads_to_the_section_that_says_it():
    hit = next(hit for hit in finder().find("throw away").hits if hit.page.slug == "medicine-safety")
    assert hit.section
    assert hit.url.startswith("/naltrexone/medicine-safety#")


def test_a_section_that_a_hit_leads_to_is_there(client):
    for asked in ("driving", "drug test", "kratom", "mood", "liver damage"):
        for hit in finder().find(asked).hits:
            if hit.section:
                page = BeautifulSoup(client.get(hit.page.url).text, "html.parser")
                assert page.find(id=hit.url.partition("#")[2]).get_text() == hit.section


def test_a_slip_of_the_pen_is_read_as_the_word_and_the_page_says_so(client):
    page = client.get("/naltrexone/search?q=depresion").text
    assert "We read that as “depression”." in page.replace("&#8220;", "“").replace("&#8221;", "”")
    assert "/naltrexone/serious-warnings" in page


@pytest.mark.parametrize("asked", ["naloxone", "narcan", "nalaxone", "can narcan stop an overdose"])
def test_naloxone_is_told_from_naltrexone(client, asked):
    page = client.get("/naltrexone/search", query_string={"q": asked}).text
    assert "Naloxone is not naltrexone" in page
    assert "/help-now#overdose" in page
    assert "/naltrexone/naloxone-is-not-naltrexone" in page


def test_other_words_have_no_such_notice(client):
    assert "Naloxone (Narcan) reverses" not in client.get("/naltrexone/search?q=cost").text


def test_a_word_of_the_glossary_and_a_tool_are_found_too(client):
    page = client.get("/naltrexone/search?q=tolerance").text
    assert 'href="/naltrexone/glossary#word-tolerance"' in page
    assert 'href="/naltrexone/tools/wallet-card"' in client.get("/naltrexone/search?q=wallet+card").text


def test_the_medicine_s_own_name_leads_to_the_hub():
    assert [hit.page.slug for hit in finder().find("naltrexone").hits] == ["index"]


def test_what_is_found_nowhere_is_said_and_leads_on(client):
    page = client.get("/naltrexone/search?q=zzzqqq")
    assert page.status_code == 200
    assert "No page of the guide has these words." in page.text
    assert 'href="/naltrexone/library"' in page.text


def test_an_empty_search_asks_for_a_word(client):
    assert "Type a word" in client.get("/naltrexone/search").text
    assert "Type a word" in client.get("/naltrexone/search?q=+++").text


def test_a_question_that_is_too_long_is_cut_and_the_page_says_so(client):
    page = client.get("/naltrexone/search?q=" + "pain+" * 60)
    assert page.status_code == 422
    assert "Only the first 120 letters count." in page.text
    assert "/naltrexone/pain-and-surgery" in page.text


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", "%00", "' OR 1=1", "🙂", "a" * 100, "\u202e"])
def test_any_text_is_safe(client, asked):
    page = client.get("/naltrexone/search", query_string={"q": asked})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_nobody_keeps_what_was_searched(client):
    answer = client.get("/naltrexone/search?q=pain")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert 'content="noindex"' in answer.text
