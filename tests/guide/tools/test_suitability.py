"""What to talk over first: a list, and never a score or a verdict."""

import re

import pytest

from app.guide import suitability

PAGE = "is-it-for-me"
# What the brief of this tool names, and words that the answer must hold.
POINTS = {
    "daily-drinking": "Get medical help before you stop",
    "using-opioids": "at least 7 to 10 days",
    "treatment-now": "about 2 weeks or longer",
    "withdrawal-now": "Feeling a bit better is not enough",
    "needs-opioids": "may not work while you take naltrexone",
    "surgery": "72 hours before and the shot 30 days before",
    "liver": "does not always rule naltrexone out",
    "kidney": "used with care",
    "pregnant": "methadone or buprenorphine come first",
    "breastfeeding": "Sources do not agree",
    "bleeding": "A shot into the muscle is riskier",
    "under-18": "SAMHSA does not recommend it",
    "older": "little data on the tablets",
    "mood": "call or text 988",
    "allergy": "must not take it if you are allergic",
    "medicines": "Make a list of all of them",
    "drinking-now": "not to be drinking at the first shot",
    "overdose-before": "methadone and buprenorphine lower the risk of death",
}


def test_the_table_has_each_point_once():
    assert set(suitability.points()) == set(POINTS)


def test_each_point_is_answered_with_what_to_talk_over(ask):
    for slug, words in POINTS.items():
        said = ask(f"{PAGE}?true={slug}")
        assert said.startswith("Talk to a clinician about these first")
        assert words in said
        assert "Ask: “" in said
        assert "Call 911 for an overdose" in said
        assert "This list is no yes and no no" in said
        assert not re.search(r"\bscore|points? of|you can take|right for you|not for you\b", said)


def test_everything_ticked_is_answered_whatever_the_list_was_for(ask):
    said = ask(f"{PAGE}?for=opioids&true=drinking-now&true=none&true=liver")
    assert said.index(POINTS["liver"]) < said.index(POINTS["drinking-now"])


def test_the_list_can_be_for_alcohol_or_for_opioids(client):
    alcohol = client.get(f"/naltrexone/tools/{PAGE}?for=alcohol").text
    opioids = client.get(f"/naltrexone/tools/{PAGE}?for=opioids").text
    assert ("I still drink" in alcohol, "I had an overdose" in alcohol) == (True, False)
    assert ("I still drink" in opioids, "I had an overdose" in opioids) == (False, True)


def test_none_of_these_still_leads_to_a_clinician(ask):
    assert "A clinician still has to check" in ask(f"{PAGE}?true=none")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("for=alcohol&ask=1", "Tick what is true for you"),
        ("true=tall", "We do not know “tall”"),
        ("for=gambling", "We do not know “gambling”"),
    ],
)
def test_no_answer_and_a_strange_one_get_a_sentence(client, query, sentence):
    response = client.get(f"/naltrexone/tools/{PAGE}?{query}")
    assert response.status_code == 422
    assert sentence in response.text
    assert 'id="answer"' not in response.text
