"""What is offered while a place is being typed."""

import random
import time

import pytest

from app.places.beginnings import beginning_with
from app.places.place import Found
from app.places.queries import find

MOST = 8


def offered(text):
    return [place.label for place in beginning_with(text, MOST)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("boston", "Boston, MA"),
        ("los ange", "Los Angeles County, CA"),
        ("cañon c", "Cañon City, CO"),
        ("canon c", "Cañon City, CO"),
        ("st paul", "Saint Paul, MN"),
        ("ma", "Massachusetts"),
        ("co", "Colorado"),  # Cook County has more people
        ("calif", "California"),
        ("north d", "North Dakota"),
        ("02360", "02360 (Plymouth, MA)"),
        ("nyc", "New York City, NY"),
        ("O'Fal", "O'Fallon, MO"),
        ("plymouth county, m", "Plymouth County, MA"),
        ("brockton m", "Brockton, MA"),
        ("plymouth new ham", "Plymouth, NH"),
        ("  BOSTON  ", "Boston, MA"),
    ],
)
def test_the_beginning_of_a_name_offers_the_place(text, first):
    assert offered(text)[0] == first


def test_places_come_by_people_and_zip_codes_by_number():
    towns = offered("plym")
    assert len(towns) == MOST
    assert "Plymouth, MA" in towns
    assert towns.index("Plymouth, MN") < towns.index("Plymouth, MA")
    codes = offered("0236")
    assert codes == sorted(codes)
    assert codes[0] == "02360 (Plymouth, MA)"


def test_a_short_last_word_may_be_an_abbreviation_or_half_a_word():
    assert {"St. Louis County, MO", "Stockton, CA"} <= set(offered("st"))
    assert "Fort Worth, TX" in offered("ft w")
    assert "Mountain View, CA" in offered("mountain v")


def test_what_follows_a_comma_is_the_state():
    assert offered("plymouth, m") == [
        label for label in offered("plymouth, m") if label[-2:] in {"MA", "MI", "MN", "ME"}
    ]
    assert offered("plymouth, ma") == ["Plymouth County, MA", "Plymouth, MA"]
    assert offered("plymouth, ")[0] == "Plymouth County, MA"
    assert offered("plymouth, zz") == []


def test_each_place_is_offered_once_and_its_text_finds_it_again():
    for text in ("new", "s", "san j", "wash", "springfield", "023", "orange co", "saint", "the v"):
        places = beginning_with(text, MOST)
        assert len(set(places)) == len(places) <= MOST
        for place in places:
            answer = find(place.near)
            assert isinstance(answer, Found), place
            assert answer.place == place


@pytest.mark.parametrize(
    "text", ["", " ", "'", "🙂", "2", "02", "\x00", "x" * 10_000, "zzzzqqq", ",", ", ma", "٠٢٣", "\ud800"]
)
def test_nothing_is_offered_where_nothing_begins_so(text):
    assert offered(text) == []


def test_any_text_is_answered():
    chance = random.Random(11)
    letters = "aesnm 0123,.'-ñé🙂\x00\u202e٣ﬁ"
    for _ in range(500):
        assert len(offered("".join(chance.choices(letters, k=chance.randrange(12))))) <= MOST


@pytest.mark.parametrize("text", ["s", "plym", "springfield, m", "plymouth new ham", "023"])
def test_an_offer_takes_less_than_a_millisecond(text):
    beginning_with(text, MOST)
    fastest = min(_seconds(text) for _ in range(5))
    print(f"{text}: {fastest * 1e6:.0f} µs")  # noqa: T201 - the figure is wanted
    assert fastest < 0.001


def _seconds(text):
    started = time.perf_counter()
    beginning_with(text, MOST)
    return time.perf_counter() - started
