"""The tools that are filled in and printed, and AUDIT-C: nothing of them can be sent."""

import pytest
from bs4 import BeautifulSoup
from guide.tools.facts import AUDIT_C

from app.guide import checklists, drinking_check

PAPERS = ("visit-sheet", "wallet-card", "alcohol-self-check", "leaving-checklist", "surgery-note")


def page_of(client, tool):
    return BeautifulSoup(client.get(f"/naltrexone/tools/{tool}").text, "html.parser")


@pytest.mark.parametrize("tool", PAPERS)
def test_what_is_typed_or_ticked_stands_in_no_form(client, tool):
    page = page_of(client, tool)
    fields = page.select(".paper input, .paper textarea, .self-check input, .drink-size input")
    assert fields
    assert not [field for field in fields if field.find_parent("form") or field.get("form")]
    assert {field.get("autocomplete") for field in fields} == {"off"}


def test_audit_c_has_the_exact_items_and_points(client):
    page = page_of(client, "alcohol-self-check")
    groups = page.select(".self-check fieldset")
    for number, (group, (question, answers)) in enumerate(zip(groups, AUDIT_C.items(), strict=True), 1):
        assert group.legend.get_text(strip=True) == f"{number}. {question}"
        shown = [
            (int(label.input["value"]), label.span.contents[0].strip(), label.small.get_text())
            for label in group.find_all("label")
        ]
        assert shown == [
            (points, answer, "1 point" if points == 1 else f"{points} points") for points, answer in enumerate(answers)
        ]


def test_audit_c_says_its_limits_credit_warning_and_ways_on_without_a_script(client):
    page = page_of(client, "alcohol-self-check")
    said = " ".join(page.main.get_text(" ").split())
    assert (drinking_check.WOMEN, drinking_check.MEN, drinking_check.MOST) == (3, 4, 12)
    for words in (
        "3 or more for women and 4 or more for men",
        "From 0 to 12. Higher points mean that alcohol is more likely to be affecting your health",
        "Add up the points of your three answers",
        "14 grams of alcohol",
        "12 ounces of beer (5%), 5 ounces of wine (12%) or 1.5 ounces of spirits (40%)",
        "the first three questions of the AUDIT by the World Health Organization",
        "Do not stop all at once on your own if you drink heavily every day",
        "It is not a diagnosis",
        "Talk to a clinician about your drinking",
    ):
        assert words in said
    links = {link["href"] for link in page.find(id="answer").find_all("a")}
    assert {"tel:911", "tel:988", "tel:+18006624357", "/naltrexone/alcohol-medicines-compared"} <= links
    assert any(link.startswith("/centers?") for link in links)
    assert "you have" not in page.find(id="answer").get_text().lower()


def test_the_wallet_card_has_what_the_facts_ask_for(client):
    page = page_of(client, "wallet-card")
    card = page.find(class_="cards-to-cut")
    words = " ".join(card.get_text(" ").split())
    for line in ("Name (if you like)", "Last dose on", "Clinic phone", "I take NALTREXONE, an opioid blocker"):
        assert line in words
    assert "Opioid pain relief may not work" in words
    assert "Overdose? Call 911 and give naloxone." in words
    assert "Naltrexone does not reverse it" in words


def test_the_leaving_list_is_made_for_each_place(client):
    for where, only in (
        ("jail", "30 days before release"),
        ("hospital", "your test results"),
        ("rehab", "alumni group"),
    ):
        page = client.get(f"/naltrexone/tools/leaving-checklist?from={where}").text
        others = {"30 days before release", "your test results", "alumni group"} - {only}
        assert only in page
        assert not [words for words in others if words in page]
        assert "Get naloxone to take along" in page
        assert "Know your danger times" in page
    everything = client.get("/naltrexone/tools/leaving-checklist").text
    assert all(
        line.words in everything.replace("&#39;", "'") for part in checklists.leaving("any") for line in part.lines
    )
    response = client.get("/naltrexone/tools/leaving-checklist?from=moon")
    assert response.status_code == 422
    assert "We do not know “moon”" in response.text


def test_the_visit_sheet_asks_about_the_dangers_first_named_in_the_facts(client):
    page = client.get("/naltrexone/tools/visit-sheet").text
    for words in (
        "How many days without any opioid",
        "methadone or buprenorphine",
        "naloxone for my home",
        "pain relief",
    ):
        assert words in page
