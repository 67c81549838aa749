"""A question survives any query string, says what it did not follow, and has one URL."""

import random
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.centers.vocabulary import GROUPS
from app.places.place import Kind, Place
from app.search.criteria import Criteria
from app.search.parameters import FILTERING, MAX_IGNORED, MAX_PAGE, MAX_TEXT, WITHIN
from app.search.question import Question, question


def read(query):
    return Criteria.from_query(parse_qsl(query, keep_blank_values=True))


def again(criteria):
    return read(urlsplit(criteria.url()).query)


def named(criteria):
    return [(ignored.parameter, ignored.text) for ignored in criteria.ignored]


def test_a_full_question_is_read_and_written_in_one_order():
    criteria = read("page=3&payment=free&care=residential&care=detox&q=caf%C3%A9+house&within=25&near=Plymouth,%20MA")
    assert criteria == Criteria(
        "Plymouth, MA", 25, "café house", (("care", ("detox", "residential")), ("payment", ("free",))), 3
    )
    assert criteria.url() == (
        "/centers?near=Plymouth%2C+MA&within=25&q=caf%C3%A9+house&care=detox&care=residential&payment=free&page=3"
    )
    assert criteria.ignored == ()


def test_defaults_are_left_out():
    assert read("near=&within=any&q=+&care=&sort=distance&page=1").url("/centers.csv") == "/centers.csv"
    assert read("near=&within=any&sort=distance&page=1").ignored == ()


@pytest.mark.parametrize(
    ("query", "parameter", "text"),
    [
        ("care=spa", "care", "spa"),
        ("care=Detox", "care", "Detox"),
        ("within=-1", "within", "-1"),
        ("within=7", "within", "7"),
        ("within=٢٥", "within", "٢٥"),
        ("page=0", "page", "0"),
        ("page=-2", "page", "-2"),
        ("page=two", "page", "two"),
        ("page=²", "page", "²"),
        ("sort=paid", "sort", "paid"),
        ("open=later", "open", "later"),
        ("setting=farm", "setting", "farm"),
        ("utm_source=x", "utm_source", "x"),
        ("near=02360&near=Boston", "near", "Boston"),
        ("within=5&within=10", "within", "10"),
        ("care=" + "x" * 500, "care", "x" * 40),
    ],
)
def test_what_cannot_be_followed_is_named(query, parameter, text):
    criteria = read(query)
    assert named(criteria) == [(parameter, text)]
    assert criteria.ignored[0].reason.endswith(".")
    assert again(criteria) == criteria
    assert again(criteria).ignored == ()


def test_the_order_and_the_hours_are_part_of_the_question():
    criteria = read("sort=confirmed&open=now&near=02360&open=walk-in&page=2")
    assert (criteria.sort, criteria.values("open"), criteria.ignored) == ("confirmed", ("now", "walk-in"), ())
    assert criteria.url() == "/centers?near=02360&open=now&open=walk-in&sort=confirmed&page=2"
    assert criteria.query() == "?near=02360&open=now&open=walk-in&sort=confirmed&page=2"
    assert criteria.unsorted == "near=02360&open=now&open=walk-in"
    assert criteria.url_without("open") == "/centers?near=02360&sort=confirmed"
    assert criteria.url_without("near", "open", "sort") == "/centers"
    assert criteria.without("open", "now").url() == "/centers?near=02360&open=walk-in&sort=confirmed"
    assert [chip.text for chip in criteria.chips] == ["Open now", "Walk in"]
    assert question(criteria, None).sort == "confirmed"


def test_repeated_values_are_one_value():
    criteria = read("care=detox&care=detox&near=Boston&near=Boston&page=2&page=2")
    assert criteria.url() == "/centers?near=Boston&care=detox&page=2"
    assert criteria.ignored == ()


def test_a_huge_page_stays_a_page_that_is_not_there():
    assert read("page=999999").page == 999_999
    assert read("page=0000002").page == 2
    assert read("page=" + "9" * 9000).page == MAX_PAGE


def test_ten_kilobytes_of_text_are_cut_and_the_page_says_so():
    criteria = read("q=" + "word+" * 2000)
    assert len(criteria.q) <= MAX_TEXT
    assert [ignored.parameter for ignored in criteria.ignored] == ["q"]
    assert len(criteria.ignored[0].text) <= 40


def test_a_flood_of_nonsense_names_the_first_few_only():
    assert len(read("&".join(f"care=x{number}" for number in range(900))).ignored) == MAX_IGNORED


def test_what_cannot_be_seen_is_dropped():
    criteria = Criteria.from_query([("q", "a\x00b\x07 \t c\ud800\u200b"), ("near", "🙂\n")])
    assert (criteria.q, criteria.near) == ("ab c", "🙂")
    assert again(criteria) == criteria


def test_a_value_goes_in_and_out_and_the_page_begins_anew():
    criteria = read("near=02360&care=detox&page=4")
    more = criteria.with_value("medicine", "naltrexone").with_value("care", "hospital")
    assert more.url() == "/centers?near=02360&care=detox&care=hospital&medicine=naltrexone"
    assert more.without("care", "detox").without("medicine", "naltrexone").url() == "/centers?near=02360&care=hospital"
    assert criteria.without("care", "detox").chosen == ()
    assert criteria.url(page=2) == "/centers?near=02360&care=detox&page=2"
    assert criteria.near_place("Boston, MA").url() == "/centers?near=Boston%2C+MA&care=detox"
    assert read("near=02360&within=5&q=x&care=detox").url_without(*FILTERING) == "/centers?near=02360&within=5"


def test_each_chip_removes_itself_and_nothing_else():
    criteria = read("near=02360&within=25&q=hope&care=detox&care=hospital&payment=free&page=2")
    assert [(chip.parameter, chip.text) for chip in criteria.chips] == [
        ("within", "25"),
        ("q", "hope"),
        ("care", "Detox"),
        ("care", "Hospital inpatient"),
        ("payment", "Free"),
    ]
    whole = set(parse_qsl(urlsplit(criteria.url(page=1)).query))
    for chip in criteria.chips:
        left = set(parse_qsl(urlsplit(chip.url).query))
        assert whole - left == {(chip.parameter, chip.code or chip.text)}
        assert left < whole


PARAMETERS = st.sampled_from(["near", "within", "q", "page", "sort", "setting", "x", *(group.code for group in GROUPS)])
TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(), max_size=30),
    st.sampled_from(
        [*WITHIN, *(value.code for group in GROUPS for value in group.values), "999999", "-1", "42.1,-71.2"]
    ),
)


@given(st.lists(st.tuples(st.one_of(PARAMETERS, st.text(max_size=20)), TEXTS), max_size=12))
@settings(max_examples=400, deadline=None)
def test_any_query_is_read_and_its_url_reads_the_same(pairs):
    criteria = Criteria.from_query(pairs)
    assert again(criteria) == criteria
    assert again(criteria).url() == criteria.url()
    assert again(criteria).ignored == ()
    assert criteria.url().isascii()
    assert all(len(chip.url) < 8000 for chip in criteria.chips)


def test_two_thousand_random_query_strings_are_read():
    chance = random.Random(11)
    letters = "near=within&q=care;page%00%ff+é🙂0123456789-,.\x00\n"
    for _ in range(2000):
        criteria = read("".join(chance.choices(letters, k=chance.randint(0, 200))))
        assert again(criteria) == criteria


def test_the_question_keeps_the_place_and_the_words_but_no_text():
    criteria = read("near=02360&within=25&q=Caf%C3%A9+cafe+House&care=detox")
    town = Place(Kind.TOWN, "Plymouth, MA", "MA", 41.95, -70.66, "Plymouth, MA")
    expected = Question((41.95, -70.66), 25, None, ("cafe", "house"), {"care": ("detox",)})
    assert question(criteria, town) == expected
    state = Place(Kind.STATE, "Massachusetts", "MA", None, None, "MA")
    assert question(criteria, state) == replace(expected, point=None, within=None, state="MA")
    assert question(criteria, None) == replace(expected, point=None, within=None)
