"""The note for surgery: 72 hours, 30 days, and nothing of it on one's own."""

import pytest
from bs4 import BeautifulSoup

PAGE = "surgery-note"
pytestmark = pytest.mark.usefixtures("noon")


@pytest.mark.parametrize(
    ("form", "rule", "day"),
    [("tablet", "72 hours before is January 2, 2027", 5), ("shot", "30 days before is December 6, 2026", 5)],
)
def test_the_day_to_talk_over_follows_the_guideline(ask, form, rule, day):
    said = ask(f"{PAGE}?form={form}&on=2027-01-0{day}")
    assert rule in said
    assert "Operation: January 5, 2027" in said
    assert "Do not stop on your own for it" in said
    assert "Call 911 for an overdose" in said
    assert said.startswith("Talk to both teams about this")


def test_without_a_day_the_rule_is_said_alone(ask):
    assert "at least 30 days before the operation" in ask(f"{PAGE}?form=shot&on=")
    assert "at least 72 hours before the operation" in ask(f"{PAGE}?form=tablet")


def test_a_day_that_is_too_near_means_a_call_today(ask):
    assert "That day is past. Call both teams today" in ask(f"{PAGE}?form=shot&on=2026-12-01")


def test_the_note_itself_holds_what_the_treating_team_must_know(client):
    note = BeautifulSoup(client.get(f"/naltrexone/tools/{PAGE}").text, "html.parser").find(class_="note").get_text(" ")
    for words in (
        "I take naltrexone, an opioid blocker",
        "pain care without opioids",
        "tablets stop 72 hours before, the monthly shot 30 days before",
        "only in a hospital, with trained staff",
        "my tolerance is low",
        "does not reverse an overdose",
    ):
        assert words in note


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("form=&on=", "Choose tablets or the shot"),
        ("form=gas", "We do not know “gas”"),
        ("form=shot&on=2026-11-20", "is past"),
        ("form=shot&on=whenever", "is not a day we can read"),
        ("form=shot&on=1899-01-01", "is before 1900"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(client, query, sentence):
    response = client.get(f"/naltrexone/tools/{PAGE}?{query}")
    assert response.status_code == 422
    assert sentence in response.text
    assert 'id="answer"' not in response.text


def test_an_operation_in_the_year_9999_has_an_answer(ask):
    assert "December 1, 9999" in ask(f"{PAGE}?form=shot&on=9999-12-31")
