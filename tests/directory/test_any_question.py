"""Any query string gets a page that says what happened, never a crash."""

import random
from urllib.parse import quote, urlencode

import pytest

from app.centers.vocabulary import GROUPS

SEED = 20261121
PATHS = ("/centers", "/centers", "/centers", "/centers.csv", "/centers.geojson")
NEAR = (
    "02360", "02360-1234", "00000", "Springfield", "Washington, IN", "ma", "Puerto Rico", "O'Fallon", "NYC", "🙂", "\x00", "",
    "41.9,-70.6", "91,181", "-14.3,-170.7", "nan,nan", "1e400,0", "x" * 10_000, "\u202e02360", "٠٢٣٦٠", "' OR 1=1 --", "../../etc/passwd",
)  # fmt: skip
WITHIN = ("5", "25", "100", "any", "-1", "0", "1e9", "", "ten", "5; DROP TABLE center", "\x00")
WORDS = (
    "harbor",
    "HARBOR house",
    "naltrexone shot",
    "cañon",
    "🙂🙂",
    "%",
    "_",
    "*",
    "\\",
    '"',
    "a" * 10_000,
    "\x00",
    " " * 500,
    "the of and",
)
OPEN = ("now", "walk-in", "never", "")
SORTS = ("distance", "confirmed", "opening", "paid")
PAGES = ("1", "2", "0", "-1", "999999", "99999999999999999999", "1.5", "one", "", "\x00")


def random_question(chance):
    pairs = []
    for name, choices in (("near", NEAR), ("within", WITHIN), ("q", WORDS), ("page", PAGES)):
        pairs += [(name, chance.choice(choices)) for _ in range(chance.choice((0, 0, 1, 1, 1, 2)))]
    for group in GROUPS:
        codes = [*(value.code for value in group.values), "magic", "", "\x00", "<b>"]
        pairs += [(group.code, chance.choice(codes)) for _ in range(chance.choice((0, 0, 0, 1, 2, 5)))]
    pairs += [
        (name, chance.choice(choices)) for name, choices in (("open", OPEN), ("sort", SORTS)) if chance.random() < 0.2
    ]
    if chance.random() < 0.2:
        pairs += [(chance.choice(("sort", "setting", "utm_source", "[]", "near[]", "\x00")), chance.choice(WORDS))]
    chance.shuffle(pairs)
    text = urlencode(pairs)
    if chance.random() < 0.1:
        text += "&" + quote(bytes(chance.randrange(256) for _ in range(20)))
    return text


@pytest.mark.timeout(240)
def test_a_thousand_random_questions_on_each_database_are_all_answered(client, directory):
    client.every = 50
    chance = random.Random(SEED)
    for _ in range(1000):
        address = f"{chance.choice(PATHS)}?{random_question(chance)}"
        answer = client.get(address)
        answer.get_data()
        assert answer.status_code in {200, 400, 404, 422}, address


def test_bytes_that_are_no_text_are_answered_too(client, directory):
    assert client.get("/centers?near=%ff%fe&q=%80&care=%c3%28").status_code in {200, 400, 404, 422}


def test_repeated_parameters_count_once(client, directory):
    assert "centers near 02360" in client.get("/centers?near=02360&near=02360").text
