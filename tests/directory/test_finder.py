"""The guided finder: what answers lead to, and that help comes first."""

import csv
import itertools
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from app.directory import finder

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        question.code: st.lists(
            st.sampled_from([code for code, _label in question.answers]),
            min_size=1,
            max_size=None if question.several else 1,
            unique=True,
        ).map(tuple)
        for question in finder.questions()
    },
)


def codes(answers, group="care"):
    return [each.value.code for each in finder.suggestions(answers) if each.group == group]


def test_there_are_at_most_ten_questions_and_the_first_is_about_danger():
    asked = finder.questions()
    assert len(asked) <= 10
    assert asked[0].code == "danger"


@pytest.mark.parametrize(
    ("answers", "helps"),
    [
        ({"danger": ("collapse",)}, ("911",)),
        ({"danger": ("overdose",)}, ("911",)),
        ({"danger": ("seizure",)}, ("911",)),
        ({"danger": ("suicide",)}, ("988",)),
        ({"danger": ("suicide", "overdose")}, ("911", "988")),
        ({"danger": ("suicide", "no")}, ("988",)),
        ({"substance": ("alcohol",), "often": ("daily",), "stopping": ("alone",)}, ("withdrawal",)),
        ({"substance": ("benzodiazepines",), "often": ("daily",), "stopping": ("alone",)}, ("withdrawal",)),
        ({"substance": ("opioids", "alcohol"), "often": ("most",), "stopping": ("alone",)}, ("withdrawal",)),
        ({"stopping": ("alone",)}, ("withdrawal",)),  # what was skipped may be the dangerous thing
        ({"substance": ("alcohol",), "often": ("daily",), "stopping": ("care",)}, ()),
        ({"substance": ("opioids",), "often": ("daily",), "stopping": ("alone",)}, ()),
        ({"substance": ("alcohol",), "often": ("some",), "stopping": ("alone",)}, ()),
        ({"danger": ("no",)}, ()),
        ({}, ()),
    ],
)
def test_a_danger_leads_to_the_right_help(answers, helps):
    assert finder.dangers(answers) == helps


@pytest.mark.parametrize(
    ("answers", "care"),
    [
        ({"substance": ("alcohol",), "often": ("daily",)}, ["detox"]),
        ({"substance": ("opioids",)}, ["medication-clinic", "opioid-treatment-program"]),
        ({"before": ("severe",), "substance": ("alcohol",)}, ["detox", "hospital"]),
        ({"home": ("none",)}, ["residential", "recovery-housing"]),
        ({"time": ("video",)}, ["telehealth"]),
        ({"often": ("some",), "home": ("yes",)}, ["outpatient"]),
        ({"pay": ("medicaid",)}, []),
        ({}, []),
    ],
)
def test_answers_lead_to_kinds_of_care(answers, care):
    assert codes(answers) == care


def test_a_pregnant_person_is_not_offered_naltrexone():
    assert codes({"substance": ("opioids",), "also": ("pregnant",)}, "medicine") == ["buprenorphine", "methadone"]
    assert "naltrexone" in codes({"substance": ("opioids",)}, "medicine")
    assert codes({"substance": ("alcohol",), "also": ("pregnant",)}, "medicine") == []


@given(ANSWERS)
@settings(max_examples=200, deadline=None)
def test_every_suggestion_has_a_reason_and_stands_once(answers):
    found = finder.suggestions(answers)
    assert all(each.reasons and all(each.reasons) for each in found)
    keys = [(each.group, each.value.code) for each in found]
    assert len(keys) == len(set(keys))


@given(ANSWERS, st.sampled_from(["collapse", "overdose", "seizure", "suicide"]))
@settings(max_examples=100, deadline=None)
def test_no_other_answer_silences_a_danger(answers, danger):
    assert finder.dangers({**answers, "danger": (danger,)})


@given(st.lists(st.tuples(st.text(), st.text())))
def test_an_address_of_anything_has_no_answers_but_known_ones(pairs):
    known = {question.code: {code for code, _label in question.answers} for question in finder.questions()}
    for question, given_answers in finder.answers_from(pairs).items():
        assert set(given_answers) <= known[question]


def test_every_row_of_the_table_can_come_true():
    asked = {question.code: [code for code, _label in question.answers] for question in finder.questions()}
    for need in finder.needs():
        wanted = {condition.question: [*asked[condition.question], None] for condition in need.when}
        tries = itertools.product(*wanted.values())
        combined = ({q: (a,) for q, a in zip(wanted, answers, strict=True) if a} for answers in tries)
        assert any(need.true_of(answers) for answers in combined), need.name


# ---------- the tables ----------


@pytest.mark.parametrize(
    ("table", "old", "new", "complaint"),
    [
        ("needs", "care,detox,", "care,detoxx,", "vocabulary"),
        ("needs", ",care,detox,", ",kare,detox,", "vocabulary"),
        ("needs", "substance=opioids,care", "substance=opium,care", "no question"),
        ("needs", "substance=opioids,care", "stuff=opioids,care", "no question"),
        ("needs", "substance=opioids,care", ",care", "not when"),
        ("needs", "You said that short visits fit.", "", "a reason"),
        ("needs", "help,911,,", "help,911,Because,", "a reason"),
        ("needs", "help,988,", "help,989,", "vocabulary"),
        (
            "needs",
            "You said that short visits fit.,What the person said",
            "You said that short visits fit.,",
            "a basis",
        ),
        ("questions", "who,one,Who needs care?", "who,one,", "heading"),
        ("questions", "who,one,", "who,two,", "a kind"),
        ("questions", "An adult I care about", "", "a label"),
        ("questions", "danger,,,,no,", "danger,,,,skipped,", "answers"),
        ("questions", "danger,,,,no,", "danger,,,,suicide,", "answers"),
        ("questions", "who,,,,teen", "danger,,,,teen", "(needs a kind|one block)"),
    ],
)
def test_a_table_that_means_nothing_is_refused(tmp_path, table, old, new, complaint):
    for name in ("questions", "needs"):
        text = (finder.FINDER / f"{name}.csv").read_text(encoding="utf-8")
        if name == table:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        finder.needs(tmp_path)


NEVER = re.compile(r"\b(addicts?|abuse|alcoholics?|junkies?|clean|dirty|best|guaranteed?|centre)\b", re.IGNORECASE)


@pytest.mark.parametrize("name", ["questions", "needs"])
def test_the_words_of_the_tables_are_kind_and_short(name):
    with (finder.FINDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said = [row.get(column) or "" for column in ("heading", "hint", "label", "reason")]
            assert not NEVER.search(" ".join(said)), row
            for sentence in re.split(r"(?<=[.?])\s", " ".join(said)):
                assert len(sentence.split()) <= 18, sentence


# ---------- through the doors ----------


def main(page):
    return BeautifulSoup(page.text, "html.parser").select_one("main")


def answer(client, page, **chosen):
    """Send the one form of the page with these answers."""
    form = main(page).select_one("form.finder")
    pairs = [(field["name"], field["value"]) for field in form.select("input[type=hidden]")]
    offered = {field["value"] for field in form.select("input:not([type=hidden])")}
    for name, values in chosen.items():
        assert set(values) <= offered
        pairs += [(name, value) for value in values]
    return client.get(form["action"], query_string=pairs)


def test_a_person_answers_every_question_and_gets_a_search(client, directory):
    page = client.get("/finder")
    for question in finder.questions():
        assert question.heading in main(page).get_text()
        page = answer(client, page, **{question.code: [question.answers[-1][0]]})
    assert main(page).h1.get_text() == "What may fit"
    assert "This is not an assessment" in main(page).get_text()
    assert main(page).select_one("a[href='tel:+18006624357']")
    form = main(page).select_one("form[action='/centers']")
    ticked = [(box["name"], box["value"]) for box in form.select("input[type=checkbox][checked]")]
    assert ("care", "telehealth") in ticked
    assert ("payment", "free") in ticked
    results = client.get("/centers", query_string=[("near", "02360"), *ticked])
    assert results.status_code == 200
    assert "no such" not in results.text


def test_every_question_can_be_skipped(client, directory):
    address, seen = "/finder", []
    while "/fit" not in address:
        page = main(client.get(address))
        seen.append(page.h1.get_text())
        address = next(link["href"] for link in page.select("a") if link.get_text() == "Skip this question")
    assert seen == [question.heading for question in finder.questions()]
    page = main(client.get(address))
    assert "we cannot name one kind of care" in page.get_text()
    assert page.select_one("form[action='/centers'] input[name=near]")


def test_help_comes_before_everything_else(client, directory):
    page = answer(client, client.get("/finder"), danger=["overdose", "suicide"])
    body = main(page)
    assert body.h1.get_text() == "Get help first"
    numbers = [link["href"] for link in body.select("a[href^='tel:'], form") if link.name == "a"]
    assert numbers[:2] == ["tel:911", "tel:988"]
    text = str(body)
    assert text.index("tel:911") < text.index("tel:988") < text.index("<form")
    later = main(client.get("/finder/fit?danger=overdose"))
    assert later.h1.get_text() == "Get help first"
    assert str(later).index("tel:911") < str(later).index("not an assessment")


def test_a_plan_to_stop_alone_after_heavy_drinking_is_answered_at_once(client, directory):
    page = client.get("/finder?substance=alcohol&often=daily&step=stopping")
    assert main(page).h1.get_text() != "Get help first"
    page = main(answer(client, page, stopping=["alone"]))
    assert page.h1.get_text() == "Get help first"
    assert "stopping all at once can kill" in page.get_text()
    assert page.select_one("a[href='/centers?care=detox']")


def test_going_back_keeps_every_answer(client, directory):
    page = main(client.get("/finder?danger=no&substance=alcohol&often=daily&step=often"))
    assert page.select_one("input[name=often][value=daily]").has_attr("checked")
    back = next(link["href"] for link in page.select("a") if link.get_text() == "Go back")
    assert set(parse_qsl(urlsplit(back).query)) == {
        ("danger", "no"),
        ("substance", "alcohol"),
        ("often", "daily"),
        ("step", "substance"),
    }


@pytest.mark.parametrize(
    "query", ["step=nowhere", "step=%00&danger=%ff", "danger=" + "x" * 9000, "who=me&who=teen&who=me"]
)
def test_a_strange_address_gets_a_question(client, directory, query):
    page = client.get(f"/finder?{query}")
    assert page.status_code == 200
    assert "x" * 100 not in page.text
    assert client.get(f"/finder/fit?{query}").status_code == 200


def test_answers_are_not_kept_by_any_cache(client, directory):
    for address in ("/finder?who=me&step=substance", "/finder/fit?who=me"):
        headers = client.get(address).headers
        assert headers["Cache-Control"] == "private, no-cache"
        assert headers["X-Robots-Tag"] == "noindex"


def test_helpers_find_their_page_from_home_and_from_the_finder(client, directory):
    for address in ("/", "/finder", "/finder/fit?who=teen"):
        assert main(client.get(address)).select_one("a[href='/helping']"), address
    assert main(client.get("/")).select_one("a[href='/finder']")


def test_helpers_learn_what_staff_may_not_say(client, directory):
    page = main(client.get("/helping"))
    text = page.get_text()
    for words in ("42 CFR Part 2", "written consent", "under 18", "naloxone", "911", "988"):
        assert words in text
    assert page.select_one("#minors ~ p a")["href"] == "/centers?age=children"
