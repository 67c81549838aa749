"""Side effects by what to do: every row of the facts, and of several the most urgent first."""

import pytest
from bs4 import BeautifulSoup
from guide.tools.facts import SIDE_EFFECTS

from app.guide import side_effects

PAGE = "side-effects"
HEADINGS = {"911": "Call 911 now", "call": "Call the clinic today", "wait": "Usually mild"}


def test_the_page_shows_every_row_of_the_facts_under_what_to_do(client):
    notices = BeautifulSoup(client.get(f"/naltrexone/tools/{PAGE}").text, "html.parser").find_all(class_="notice")
    parts = {notice.h3.get_text(): notice.get_text() for notice in notices if notice.h3}
    for action, rows in SIDE_EFFECTS.items():
        part = next(text for heading, text in parts.items() if heading.startswith(HEADINGS[action]))
        assert part.count("\n\n") or part
        for words in rows:
            assert words in part
    found = [effect.action for effect in side_effects.side_effects().values()]
    assert {action: found.count(action) for action in found} == {a: len(rows) for a, rows in SIDE_EFFECTS.items()}


def test_each_side_effect_alone_is_answered_with_what_to_do(ask):
    for effect in side_effects.side_effects().values():
        said = ask(f"{PAGE}?ask=1&noticed={effect.slug}")
        assert said.startswith(HEADINGS[effect.action])
        assert effect.words in said
        assert "Call 911 for an overdose" in said


def test_of_several_the_most_urgent_decides_and_none_is_dropped(ask):
    said = ask(f"{PAGE}?noticed=nausea&noticed=liver&noticed=overdose")
    assert said.startswith("Call 911 now")
    assert said.index("cannot be woken") < said.index("Yellow eyes") < said.index("Nausea, vomiting")


def test_something_else_is_worth_a_call(ask):
    said = ask(f"{PAGE}?noticed=other&noticed=nausea")
    assert said.startswith("Call the clinic today")
    assert "talk to the clinic or a pharmacist today" in said


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("ask=1", "Tick what you notice"), ("noticed=dragon", "We do not know “dragon”"), ("noticed=", "Tick what you")],
)
def test_no_answer_and_a_strange_one_get_a_sentence(client, query, sentence):
    response = client.get(f"/naltrexone/tools/{PAGE}?{query}")
    assert response.status_code == 422
    assert sentence in response.text


def test_self_harm_leads_to_988_as_well(ask):
    assert "Call 911, or call or text 988" in ask(f"{PAGE}?noticed=suicide")
    assert "call or text 988 at any hour" in ask(f"{PAGE}?noticed=mood")
