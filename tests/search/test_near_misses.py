"""What an empty answer offers instead is what a plain loop over all rows finds."""

import random
import statistics
import time

from search.plain_loop import PlainLoop, listing, made_up, made_up_question

from app.search.index import Index, Row
from app.search.near_misses import near_misses
from app.search.question import Question

REMOVALS, NEAREST = 4, 3
PLYMOUTH = (41.9584, -70.6673)


def empty_questions(chance, rows, index, count):
    """Make questions that nothing fits."""
    found = []
    while len(found) < count:
        question = made_up_question(chance, rows)
        if not index.search(question, page=1, size=1).total:
            found.append(question)
    return found


def assert_same(rows, seed, count):
    index, oracle = Index.build(rows), PlainLoop(rows)
    offered = 0
    for question in empty_questions(random.Random(seed), rows, index, count):
        found = near_misses(index, question, removals=REMOVALS, nearest=NEAREST)
        assert tuple(found) == oracle.near_misses(question, REMOVALS, NEAREST), question
        offered += bool(found.removals and found.nearest)
    assert offered > count // 10


def test_many_empty_answers_offer_what_a_plain_loop_finds():
    assert_same(made_up(random.Random(21), 300), seed=22, count=1500)


def test_empty_answers_on_the_real_listing_offer_what_a_plain_loop_finds(shared_data):
    assert_same(listing(shared_data / "facilities_2024_located.csv"), seed=23, count=150)


def test_a_patched_index_offers_the_same():
    rows = made_up(random.Random(24), 300)
    patched = Index.build(rows[:200]).patched(rows[150:], [row.id for row in rows[:20]])
    anew = Index.build(rows[20:])
    for question in empty_questions(random.Random(25), rows, anew, 200):
        offered = [near_misses(each, question, removals=REMOVALS, nearest=NEAREST) for each in (patched, anew)]
        assert offered[0] == offered[1]


def test_the_wish_that_gives_most_stands_first_and_each_center_says_which_wish_it_misses():
    rows = [
        Row(1, 41.96, -70.66, "MA", ("DT",), ("hope",)),
        Row(2, 41.97, -70.66, "MA", ("DT", "MD"), ("hill",)),
        Row(3, 41.98, -70.66, "MA", ("DT",), ("hope",)),
        Row(4, 43.90, -70.66, "ME", ("DT", "MD"), ("hope",)),
        Row(5, 41.96, -70.66, "MA", (), ("hope",)),
    ]
    asked = Question(PLYMOUTH, 25, None, ("hope",), {"care": ("detox",), "payment": ("medicaid",)})
    found = near_misses(Index.build(rows), asked, removals=REMOVALS, nearest=9)
    assert found.removals == [("payment", 2), ("within", 1), ("q", 1)]
    assert [(each.id, each.wish) for each in found.nearest] == [(1, "payment"), (2, "q"), (3, "payment"), (4, "within")]


def test_an_empty_directory_and_a_question_without_a_wish_offer_nothing():
    for question in (Question(), Question(PLYMOUTH, 5, None, ("hope",), {"care": ("detox",)})):
        assert near_misses(Index.build([]), question, removals=REMOVALS, nearest=NEAREST) == ([], [])


def test_twelve_thousand_centers_are_looked_through_in_two_milliseconds():
    rows = made_up(random.Random(26), 12_000)
    index = Index.build(rows)
    seconds = []
    for question in empty_questions(random.Random(27), rows, index, 60):
        began = time.perf_counter()
        near_misses(index, question, removals=REMOVALS, nearest=NEAREST)
        seconds.append(time.perf_counter() - began)
    assert statistics.median(seconds) < 0.002
