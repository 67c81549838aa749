"""Medicines side by side: every figure of the facts, and nothing that was not read in a source."""

import pytest
from bs4 import BeautifulSoup
from guide.tools.facts import MEDICINES, UNREAD

from app.guide import comparison

PAGE = "/naltrexone/tools/medicines-compared"
EVERYTHING = PAGE + "?" + "&".join(f"medicine={slug}" for slug in comparison.MEDICINES)
ASK = "Ask your clinician or pharmacist."


@pytest.fixture
def cells(client):
    """What the page says in each cell, by medicine and row."""
    cards = BeautifulSoup(client.get(EVERYTHING).text, "html.parser").find_all(class_="medicine")
    rows = {heading: row for row, heading in comparison.ROWS.items()}
    found = {}
    for slug, card in zip(comparison.MEDICINES, cards, strict=True):
        for number in card.find_all("sup"):
            number.decompose()
        for cell in card.find_all("dd"):
            row = rows[cell.find_previous("dt").get_text(strip=True)]
            found[slug, row] = " ".join(cell.get_text().split())
    return found


def test_every_cell_of_the_facts_says_its_figure(cells):
    wrong = {place: cells[place] for place, words in MEDICINES.items() if words not in cells[place]}
    assert not wrong


def test_every_other_cell_says_whom_to_ask(cells):
    others = {place: said for place, said in cells.items() if place not in MEDICINES}
    assert set(others.values()) == {ASK, "Does not apply."}
    assert {place for place, said in others.items() if said == "Does not apply."} == {
        ("buprenorphine", "alcohol-first"),
        ("methadone", "alcohol-first"),
    }


def test_nothing_is_printed_that_nobody_read_in_a_source(cells):
    assert not [(place, word) for place, said in cells.items() for word in UNREAD if word in said]


def test_both_forms_of_naltrexone_say_that_fewer_deaths_were_not_shown(cells):
    for slug in ("naltrexone-tablet", "naltrexone-injection"):
        assert "not been shown to lower deaths" in cells[slug, "evidence"]


def test_every_comparison_says_which_medicines_are_linked_to_fewer_deaths(ask):
    for slugs in comparison.SETS.values():
        said = ask("medicines-compared?" + "&".join(f"medicine={slug}" for slug in slugs))
        assert "methadone and buprenorphine are the medicines linked to fewer deaths" in said
        assert "Talk to a clinician about these" in said
        assert "Call 911 for an overdose" in said


def test_one_medicine_may_be_chosen_and_stands_alone(client):
    page = BeautifulSoup(client.get(PAGE + "?medicine=acamprosate").text, "html.parser")
    assert [card.h3.get_text() for card in page.find_all(class_="medicine")] == ["Acamprosate"]
    assert [box["value"] for box in page.select("input[checked]")] == ["acamprosate"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("ask=1", "Tick at least one medicine"), ("medicine=acamprosate&medicine=gin", "We do not know “gin”")],
)
def test_no_choice_and_a_strange_one_get_a_sentence(client, query, sentence):
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 422
    assert sentence in response.text
    assert 'class="medicine"' not in response.text
