"""The interaction checker: every row of the facts, misspelt or not, and never a no for what it does not know."""

import re

import pytest
from guide.tools.facts import INTERACTIONS
from hypothesis import given
from hypothesis import strategies as st

from app.guide import interactions
from app.guide.entries import Mistake
from app.guide.interactions import Check

PAGE = "interactions"
HEADINGS = {
    "stop": "Do not combine",
    "avoid": "Usually not taken together",
    "ask": "Check first",
    "info": "Good to know",
}


def checked(*typed, chosen=()):
    return interactions.check(typed, chosen)


def kinds_of(check):
    return [found.kind.slug for found in check.found]


@pytest.mark.parametrize("name", INTERACTIONS)
def test_each_medicine_of_the_facts_has_its_severity(name):
    severity, words = INTERACTIONS[name]
    check = checked(name)
    assert check.unknown == ()
    assert [found.kind.severity for found in check.found] == [severity]
    assert words in f"{check.found[0].kind.happens} {check.found[0].kind.advice} {check.found[0].kind.name}"


def test_every_row_of_the_table_is_among_the_facts_tried():
    tried = {kind for name in INTERACTIONS for kind in kinds_of(checked(name))}
    assert tried == set(interactions.kinds())


def test_the_page_says_what_to_do_about_each_medicine_of_the_facts(ask):
    for name, (severity, words) in INTERACTIONS.items():
        said = ask(f"{PAGE}?medicine={name}")
        assert HEADINGS[severity] in said
        assert words in said
        assert "Talk to a clinician or pharmacist" in said
        assert "Call 911 for an overdose" in said


def test_the_gravest_stands_first_whatever_the_order_of_typing(ask):
    said = ask(f"{PAGE}?medicine=beer&medicine=xanax&medicine=antabuse&medicine=heroin")
    assert [said.index(heading) for heading in HEADINGS.values()] == sorted(
        said.index(heading) for heading in HEADINGS.values()
    )


@pytest.mark.parametrize(
    "name",
    [
        "bupropion",
        "metformin",
        "lisinopril",
        "sertraline",
        "prednisone",
        "hydroxyzine",
        "clonidine",
        "trazodone",
        "zzz",
    ],
)
def test_a_medicine_that_is_not_listed_leads_to_a_pharmacist_and_never_to_a_no(ask, name):
    assert checked(name) == Check((), (name,))
    said = ask(f"{PAGE}?medicine={name}")
    assert f"Our list does not know: {name}. That does not mean it goes well with naltrexone. Ask a pharmacist" in said
    assert not re.search(r"no (known )?interaction|\bsafe\b|can be taken together", said, re.IGNORECASE)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("oxycodne", "oxycodone"),
        ("Hydrocodon", "hydrocodone"),
        ("buprenorfine", "buprenorphine"),
        ("suboxon", "buprenorphine"),
        ("tramodol", "tramadol"),
        ("heroine", "heroin"),
        ("venlafaxin", "venlafaxine"),
        ("disulfram", "disulfiram"),
        ("percocett", "oxycodone"),
    ],
)
def test_a_slip_of_spelling_is_read_and_said(ask, typed, name):
    check = checked(typed)
    assert check.found[0].slips == ((typed.lower(), name),)
    assert f"We read “{typed.lower()}” as {name}. Not right? Ask a pharmacist." in ask(f"{PAGE}?medicine={typed}")


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("Oxycodone 5 mg tablets, twice a day", ["opioid-pain"]),
        ("hydrocodone/acetaminophen", ["opioid-pain", "non-opioid-pain"]),
        ("Tylenol", ["non-opioid-pain"]),
        ("Tylenol with codeine", ["opioid-pain"]),
        ("codeine cough syrup", ["opioid-cough"]),
        ("fentanyl patch", ["opioid-pain"]),
        ("illicit fentanyl", ["illicit-opioids"]),
        ("loperamide", ["loperamide"]),
        ("loperamide in a high dose", ["kratom"]),
        ("VIVITROL", ["second-naltrexone"]),
        ("beer and Xanax", ["sedatives", "alcohol"]),
    ],
)
def test_names_are_found_among_doses_forms_and_other_names(typed, kinds):
    check = checked(typed)
    assert kinds_of(check) == kinds
    assert check.unknown == ()


def test_a_word_left_over_beside_a_known_name_is_not_passed_over():
    check = checked("ibuprofen with zzyzx")
    assert kinds_of(check) == ["non-opioid-pain"]
    assert check.unknown == ("ibuprofen with zzyzx",)


def test_two_names_of_one_kind_are_one_answer(ask):
    said = ask(f"{PAGE}?medicine=morphine&medicine=codeine&kind=opioid-pain")
    assert said.count("Opioid pain medicine") == 1
    assert "You entered: morphine, codeine" in said


def test_a_kind_may_be_chosen_instead_of_typed(client):
    for slug, kind in interactions.kinds().items():
        page = client.get(f"/naltrexone/tools/{PAGE}?kind={slug}").text
        assert kind.advice in page.replace("&#39;", "'")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("medicine=&medicine=+", "Type a medicine, or choose a kind."),
        ("kind=potion", "We do not know “potion”"),
        ("medicine=" + "x" * 201, "That is too much at once"),
        ("&".join(["medicine=codeine"] * 13), "That is too much at once"),
        ("medicine=%2C%2C%3B", "Type a medicine, or choose a kind."),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(client, query, sentence):
    response = client.get(f"/naltrexone/tools/{PAGE}?{query}")
    assert response.status_code == 422
    assert sentence in response.text
    assert 'id="answer"' not in response.text


def test_what_was_typed_is_kept_and_there_is_room_for_more(client):
    page = client.get(f"/naltrexone/tools/{PAGE}?medicine=%3Cb%3Ecodeine%3C/b%3E&medicine=a&medicine=b&medicine=c").text
    assert 'value="&lt;b&gt;codeine&lt;/b&gt;"' in page
    assert page.count('list="names"') == 5


@given(st.lists(st.text(max_size=60), max_size=5))
def test_whatever_is_typed_nothing_is_lost(typed):
    check = interactions.check(typed, [])
    words = {word for entry in typed for word in re.findall(r"[^\W_]+", entry.casefold())}
    if any(word not in interactions.AROUND | {"and", "or"} and not word[0].isdigit() for word in words):
        assert isinstance(check, Check)
        assert check.found or check.unknown
    else:
        assert isinstance(check, Mistake)
