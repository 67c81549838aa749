"""The wait without opioids: the longest rule, never a wrong number, never a day to start."""

import random
import re
from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from guide.tools.facts import OPIOIDS
from hypothesis import given
from hypothesis import strategies as st

from app.guide import interval
from app.guide.interval import Wait

PAGE = "opioid-free-interval"
LAST = date(2026, 11, 1)


def waited(*opioids, last="2026-11-01"):
    return interval.wait(opioids, last)


def words_of(day):
    return f"{day:%B} {day.day}, {day.year}"


def test_the_table_has_the_opioids_of_the_facts_and_no_other():
    assert set(interval.opioids()) == set(OPIOIDS)


@pytest.mark.parametrize("slug", OPIOIDS)
@pytest.mark.usefixtures("noon")
def test_each_opioid_has_the_wait_of_the_facts(slug):
    found = waited(slug)
    least, most, longer = OPIOIDS[slug] or (None, None, False)
    assert (found.least, found.most, found.longer) == (least, most, longer)
    assert found.ask_from == (LAST + timedelta(days=most) if most else None)


@pytest.mark.usefixtures("noon")
def test_of_any_opioids_together_the_longest_rule_holds():
    chance = random.Random(4)
    for _round in range(300):
        slugs = chance.sample(sorted(OPIOIDS), chance.randint(1, len(OPIOIDS)))
        found, rules = waited(*slugs), [OPIOIDS[slug] for slug in slugs]
        if None in rules:
            assert (found.most, found.ask_from) == (None, None)
        else:
            assert found.most == max(most for _least, most, _longer in rules)
            assert found.longer is any(longer for _least, _most, longer in rules)


@pytest.mark.usefixtures("noon")
def test_a_page_says_the_wait_of_each_opioid(ask):
    for slug, rule in OPIOIDS.items():
        said = ask(f"{PAGE}?opioid={slug}&last=2026-11-01")
        if rule is None:
            assert "We show no number of days for this" in said
            assert not re.search(r"\d+ (to \d+ )?days|Earliest day", said)
            continue
        least, most, longer = rule
        assert f"Opioid-free for at least {f'{least} to {most}' if least < most else most} days" in said
        assert f"Earliest day to ask about: {words_of(LAST + timedelta(days=most))}" in said
        assert ("may need longer" in said) is longer


@pytest.mark.usefixtures("noon")
def test_every_answer_carries_the_limits_of_a_number_and_the_numbers_to_call(ask):
    for slug in OPIOIDS:
        said = ask(f"{PAGE}?opioid={slug}&last=2026-11-01")
        for sentence in (
            "Talk to a clinician about this",
            "No number of days proves that your body is free of opioids, and no urine test does",
            "naloxone challenge",
            "Feeling better does not shorten the wait",
            "Call 911 for an overdose",
            "Call or text 988",
            "What to ask",
        ):
            assert sentence in said
        assert not re.search(r"\bsafe\b|you can start|start on|may start", said, re.IGNORECASE)


@pytest.mark.usefixtures("noon")
def test_one_opioid_without_a_number_takes_the_number_from_all(ask):
    said = ask(f"{PAGE}?opioid=heroin&opioid=buprenorphine-xr&last=2026-11-01")
    assert "Only a clinician can say how long to wait after: Buprenorphine shot" in said
    assert "Earliest day" not in said
    assert "no number" in ask(f"{PAGE}?opioid=unknown&last=").lower()


@pytest.mark.usefixtures("noon")
def test_ten_opioids_at_once_have_one_answer(ask):
    ten = "&".join(f"opioid={slug}" for slug in sorted(OPIOIDS)[:10])
    assert "We show no number" in ask(f"{PAGE}?{ten}&last=2026-11-01")
    numbered = [slug for slug, rule in OPIOIDS.items() if rule][:10]
    said = ask(f"{PAGE}?{'&'.join(f'opioid={slug}' for slug in numbered)}&last=2026-11-01")
    assert "at least 7 to 10 days" in said


WRONG = {
    "": "Enter the last day",
    "yesterday": "is not a day we can read",
    "2026-02-30": "is not a day we can read",
    "13/45/2026": "is not a day we can read",
    "11/25/26": "is not a day we can read",
    "0000-00-00": "is not a day we can read",
    "2026-11-26": "is still to come",
    "11/26/2026": "is still to come",
    "9999-12-31": "is still to come",
    "1899-12-31": "is before 1900",
    "0001-01-01": "is before 1900",
    "٢٠٢٦-١١-٠١": "is not a day we can read",
    "<script>alert(1)</script>": "is not a day we can read",
    "' OR 1=1 --": "is not a day we can read",
    "x" * 5000: "is not a day we can read",
}


@pytest.mark.usefixtures("noon")
def test_a_wrong_day_gets_a_sentence_and_never_an_interval(client):
    for entry, sentence in WRONG.items():
        response = client.get(f"/naltrexone/tools/{PAGE}", query_string={"opioid": "methadone", "last": entry})
        page = BeautifulSoup(response.text, "html.parser")
        assert response.status_code == 422, entry
        assert sentence in page.find(class_="notice-danger").get_text()
        assert sentence in page.find(id="last-error").get_text()
        assert page.find(id="last")["value"] == entry
        assert page.find("input", value="methadone").has_attr("checked")
        assert page.find(id="answer") is None


@pytest.mark.usefixtures("noon")
def test_what_no_page_can_show_is_left_out_of_the_sentence(client):
    page = client.get(f"/naltrexone/tools/{PAGE}?opioid=%00heroin%1b&last=%00%07soon%EF%BF%BE").text
    assert "We do not know “heroin”" in page
    assert "“soon” is not a day we can read" in page


@pytest.mark.usefixtures("noon")
def test_no_opioid_or_an_unknown_one_gets_a_sentence_and_never_an_interval(client):
    for query, sentence in (
        ("last=2026-11-01", "Tick each opioid you took"),
        ("opioid=&last=2026-11-01", "Tick each opioid you took"),
        ("opioid=heroin&opioid=aspirin&last=2026-11-01", "We do not know “aspirin”"),
        ("opioid=unknown&last=2027-01-01", "is still to come"),
        ("nothing=asked", "Tick each opioid you took"),
    ):
        response = client.get(f"/naltrexone/tools/{PAGE}?{query}")
        assert response.status_code == 422
        assert sentence in response.text
        assert 'id="answer"' not in response.text


@pytest.mark.usefixtures("noon")
def test_a_day_may_be_written_in_the_american_way():
    assert waited("heroin", last=" 11/1/2026 ").last == LAST


@pytest.mark.parametrize(("moment", "taken"), [("2026-11-25 13:59", "2026-11-25"), ("2026-11-25 14:00", "2026-11-26")])
def test_today_is_a_past_day_wherever_in_the_country_it_has_begun(moment, taken):
    with time_machine.travel(f"{moment} +0000", tick=False):
        assert isinstance(waited("heroin", last=taken), Wait)
        assert not isinstance(waited("heroin", last=str(date.fromisoformat(taken) + timedelta(days=1))), Wait)


@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(sorted(OPIOIDS))), max_size=12), st.text(max_size=40))
def test_whatever_is_entered_there_is_an_answer_or_a_sentence(opioids, last):
    found = interval.wait(opioids, last)
    if isinstance(found, Wait):
        assert found.ask_from is None or found.ask_from == found.last + timedelta(days=found.most)
    else:
        assert found
        assert all(mistake.sentence for mistake in found)
