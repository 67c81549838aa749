"""The index answers like a plain loop over all rows, and nothing but the question moves its order."""

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from geopy.distance import great_circle
from hypothesis import given, settings
from hypothesis import strategies as st
from search.plain_loop import (
    NEW_YEAR,
    PlainLoop,
    listing,
    made_up,
    made_up_hours,
    made_up_openings,
    made_up_question,
)

from app.centers.hours import Hours
from app.centers.openings import Opening, OpeningState
from app.places.miles import EARTH_MILES, miles
from app.search import facets, globe
from app.search.index import Index, Row
from app.search.parameters import CONFIRMED, OPENING
from app.search.question import Question

QUESTIONS = 10_000
SIZE = 20


def assert_same(index, oracle, question, page):
    ids, far, counts = oracle.answer(question)
    hits = index.search(question, page=page, size=SIZE)
    shown = slice((page - 1) * SIZE, page * SIZE)
    assert hits.total == len(ids), question
    assert hits.ids == ids[shown], question
    assert hits.miles == far[shown], question
    assert hits.counts == counts, question
    assert index.without_hours(question) == oracle.without_hours(question), question


def ask_many(rows, seed):
    chance = random.Random(seed)
    index, oracle = Index.build(rows), PlainLoop(rows)
    for _ in range(QUESTIONS):
        assert_same(index, oracle, made_up_question(chance, rows), chance.choice([1, 1, 1, 2, 3, 40]))


def test_ten_thousand_questions_get_the_answers_of_a_plain_loop():
    ask_many(made_up(random.Random(7), 900), seed=8)


def test_ten_thousand_questions_on_the_real_listing_get_the_answers_of_a_plain_loop(shared_data):
    ask_many(listing(shared_data / "facilities_2024_located.csv"), seed=9)


def test_the_ways_of_a_million_rows_give_the_same_answers(monkeypatch):
    monkeypatch.setattr(globe, "STRETCH", 16)
    monkeypatch.setattr(globe, "FEW", 0)
    monkeypatch.setattr(facets, "WIDE", 1)
    chance = random.Random(10)
    rows = made_up(chance, 900)
    index, oracle = Index.build(rows), PlainLoop(rows)
    for _ in range(1000):
        assert_same(index, oracle, made_up_question(chance, rows), chance.choice([1, 2, 9]))


def test_a_whole_order_is_the_plain_loops_order_too():
    chance = random.Random(3)
    rows = made_up(chance, 3000)
    index, oracle = Index.build(rows), PlainLoop(rows)
    for _ in range(200):
        question = made_up_question(chance, rows)
        ids, far, _counts = oracle.answer(question)
        assert index.every(question) == (ids, far)


def test_pages_put_together_are_the_whole_order():
    chance = random.Random(4)
    rows = made_up(chance, 3000)
    index = Index.build(rows)
    for question in (Question(point=(40.7, -74.0)), Question(), Question(words=("a",)), Question((0.0, 0.0), 9000)):
        pages = (index.search(question, page=page, size=SIZE).ids for page in itertools.count(1))
        together = list(itertools.chain.from_iterable(itertools.takewhile(bool, pages)))
        assert together == index.every(question)[0]


def test_miles_are_those_of_geopys_great_circle():
    chance = random.Random(5)
    rows = made_up(chance, 300)
    points = {row.id: (row.latitude, (row.longitude + 180) % 360 - 180) for row in rows if row.latitude is not None}
    index = Index.build(rows)
    for _ in range(30):
        here = (chance.uniform(-90, 90), chance.uniform(-180, 180))
        for id_, far in zip(*index.every(Question(point=here)), strict=True):
            if far is not None:
                theirs = great_circle(here, points[id_]).miles
                assert far == pytest.approx(theirs, rel=2e-5, abs=1e-6)  # geopy's radius is 6371.009 km
                assert far == pytest.approx(miles(*here, *points[id_]), rel=1e-7, abs=1e-6)


def test_no_attribute_outside_the_question_and_the_chosen_order_moves_a_center():
    chance = random.Random(6)
    rows = made_up(chance, 1500)
    changed = [
        row._replace(
            state="XX",
            codes=tuple(chance.sample(["DT", "MD", "NXN", "SUMH"], 2)),
            words=(f"w{row.id % 9}",),
            hours=made_up_hours(chance),
        )
        for row in rows
    ]
    chance.shuffle(changed)
    told_anew = [row._replace(confirmed=chance.randint(0, 9), openings=made_up_openings(chance)) for row in changed]
    before, after, anew = Index.build(rows), Index.build(changed), Index.build(told_anew)
    for point in (None, *((row.latitude, row.longitude) for row in rows[:50] if row.latitude)):
        near = Question(point, point and 100, at=NEW_YEAR + timedelta(days=4))
        assert before.every(near) == after.every(near) == anew.every(near)
        for sort in (CONFIRMED, OPENING):
            chosen = replace(near, sort=sort)
            assert before.every(chosen) == after.every(chosen)
            assert before.every(chosen) != before.every(near) or point
            assert sorted(anew.every(chosen)[0]) == sorted(before.every(chosen)[0])


def test_a_row_knows_nothing_that_could_be_paid_for():
    assert Row._fields == ("id", "latitude", "longitude", "state", "codes", "words", "confirmed", "hours", "openings")


def test_the_latest_confirmed_come_first_and_never_confirmed_last_then_the_nearest_then_the_first_id():
    rows = [
        Row(1, 42.0, -71.0, "MA", (), ()),
        Row(2, 42.0, -71.5, "MA", (), (), 739_000),
        Row(3, 42.0, -71.1, "MA", (), (), 739_000),
        Row(4, None, None, "MA", (), (), 739_001),
        Row(6, 42.0, -71.0, "MA", (), ()),
        Row(5, 42.0, -71.1, "MA", (), (), 739_000),
    ]
    index = Index.build(rows)
    asked = Question((42.0, -71.0), sort=CONFIRMED)
    assert index.every(asked)[0] == [4, 3, 5, 2, 1, 6]
    assert index.every(replace(asked, point=None))[0] == [4, 2, 3, 5, 1, 6]
    assert [index.search(asked, page=page, size=2).ids for page in (1, 2, 3, 4)] == [[4, 3], [5, 2], [1, 6], []]


def told(state, *, hours_ago=1, care="detox", weeks=None, gender=""):
    at = NEW_YEAR - timedelta(hours=hours_ago)
    return (Opening(care, OpeningState(state), at, gender, weeks=weeks),)


def test_the_soonest_opening_comes_first_and_what_nobody_reported_last_then_the_nearest_then_the_first_id():
    reports = {
        1: (),
        2: told("full"),
        3: told("waitlist"),
        4: told("waitlist", weeks=3),
        5: told("waitlist", weeks=0),
        6: told("needs-assessment"),
        7: told("has-opening", hours_ago=23),
        8: told("has-opening", hours_ago=24),  # over
        9: told("has-opening", hours_ago=-1),  # dated ahead of the clock
        10: told("has-opening", care="outpatient", hours_ago=7 * 24 - 1),
        11: told("has-opening", care="outpatient", hours_ago=7 * 24),  # over
    }
    rows = [
        Row(id_, 42.0, -71.0 - (0.1 if id_ == 7 else 0), "MA", (), (), 0, None, each) for id_, each in reports.items()
    ]
    index = Index.build(rows)
    asked = Question((42.0, -71.0), sort=OPENING, at=NEW_YEAR)
    order = [10, 7, 5, 4, 3, 6, 2, 1, 8, 9, 11]
    assert index.every(asked)[0] == order
    assert index.every(replace(asked, point=None))[0] == [7, 10, *order[2:]]
    pages = [index.search(asked, page=page, size=3).ids for page in (1, 2, 3, 4, 5)]
    assert list(itertools.chain.from_iterable(pages)) == order
    later = replace(asked, at=NEW_YEAR + timedelta(hours=2))
    assert index.every(later)[0] == [9, 5, 4, 3, 6, 2, 1, 8, 10, 11, 7]
    assert not index.tells_openings(replace(asked, at=NEW_YEAR + timedelta(days=8)))
    assert index.tells_openings(asked)


def test_an_opening_counts_only_for_the_care_and_the_gender_that_were_asked_for():
    rows = [
        Row(1, 42.0, -71.0, "MA", ("DT", "FEM", "MALE"), ()),
        Row(2, 42.0, -71.0, "MA", ("DT", "ORT", "FEM", "MALE"), (), 0, None, told("has-opening", care="outpatient")),
        Row(3, 42.0, -71.0, "MA", ("DT", "FEM", "MALE"), (), 0, None, told("has-opening", gender="male")),
        Row(4, 42.0, -71.0, "MA", ("DT", "RS", "FEM", "MALE"), (), 0, None, told("waitlist", care="residential-short")),
    ]
    index = Index.build(rows)

    def order(**chosen):
        return index.every(Question(sort=OPENING, at=NEW_YEAR, chosen=chosen))[0]

    assert order() == [2, 3, 4, 1]
    assert order(care=("detox",)) == [3, 1, 2, 4]
    assert order(care=("detox",), gender=("female",)) == [1, 2, 3, 4]
    assert order(care=("detox",), gender=("female", "male")) == [3, 1, 2, 4]
    assert order(care=("detox", "outpatient")) == [2, 3, 1, 4]
    assert order(care=("residential", "detox")) == [3, 4, 1, 2]
    assert not index.tells_openings(Question(at=NEW_YEAR, chosen={"care": ("detox",), "gender": ("female",)}))


def test_open_now_goes_by_the_clock_on_the_center_s_own_wall():
    weekdays = tuple((day, 9 * 60, 17 * 60) for day in range(5))
    rows = [
        Row(1, 42.0, -71.0, "MA", (), (), 0, Hours(weekdays, "America/New_York")),
        Row(2, 34.0, -118.0, "CA", (), (), 0, Hours(weekdays, "America/Los_Angeles", walk_in=True)),
        Row(3, 13.0, 144.0, "GU", (), (), 0, Hours(((6, 22 * 60, 27 * 60),), "Pacific/Guam", walk_in=False)),
        Row(4, 42.0, -71.0, "MA", (), ()),
    ]
    index = Index.build(rows)

    def open_at(*when):
        return index.every(Question(chosen={"open": ("now",)}, at=datetime(*when, tzinfo=UTC)))[0]

    assert open_at(2026, 1, 5, 14, 30) == [1]  # Monday: 9:30 in Boston, 6:30 in Los Angeles
    assert open_at(2026, 7, 6, 13, 30) == [1]  # 9:30 in Boston in summer too
    assert open_at(2026, 1, 5, 18, 0) == [1, 2]
    assert open_at(2026, 1, 5, 22, 0) == [2]  # 17:00 in Boston is closed
    assert open_at(2026, 1, 4, 15, 30) == [3]  # Monday 1:30 in Guam, still Sunday's night
    assert open_at(2026, 1, 4, 17, 0) == []
    for codes, unknown in (((), 0), (("now",), 1), (("walk-in",), 2), (("now", "walk-in"), 1)):
        asked = Question(chosen={"open": codes}, at=datetime(2026, 1, 5, 14, 30, tzinfo=UTC))
        assert index.without_hours(asked) == unknown


def test_the_counts_of_everything_are_kept_and_are_those_of_a_plain_loop():
    rows = made_up(random.Random(12), 300)
    index = Index.build(rows)
    kept = index.search(Question(), page=1, size=SIZE).counts
    assert index.search(Question((40.7, -74.0)), page=2, size=SIZE).counts is kept
    assert kept == PlainLoop(rows).answer(Question())[2]
    fewer = index.patched([], [row.id for row in rows[:100]])
    assert fewer.search(Question(), page=1, size=SIZE).counts == PlainLoop(rows[100:]).answer(Question())[2]


def test_equal_distances_stand_in_the_order_of_their_ids():
    heap = [Row(id_, 42.123456, -71.654321, "MA", (), ()) for id_ in (9, 3, 7, 1, 5)]
    assert Index.build(heap).search(Question(point=(42.0, -71.0)), page=1, size=SIZE).ids == [1, 3, 5, 7, 9]


def test_the_date_line_is_no_border():
    rows = [
        Row(1, 51.9, 179.99, "AK", (), ()),
        Row(2, 51.9, -179.99, "AK", (), ()),
        Row(3, 13.45, 144.78, "GU", (), ()),
    ]
    hits = Index.build(rows).search(Question((51.9, -179.98), 5), page=1, size=SIZE)
    assert hits.ids == [2, 1]
    assert hits.miles[1] == pytest.approx(great_circle((51.9, -179.98), (51.9, 179.99)).miles, rel=1e-4)


def test_all_meridians_meet_at_the_poles():
    rows = [Row(id_, 89.99, east, "AK", (), ()) for id_, east in enumerate((0.0, 90.0, 180.0, -90.0), 1)]
    index = Index.build(rows)
    assert index.search(Question((90.0, 33.0), 1), page=1, size=SIZE).total == 4
    assert index.search(Question((-90.0, 0.0), 100), page=1, size=SIZE).total == 0
    assert index.search(Question((-90.0, 0.0), 3.2 * EARTH_MILES), page=1, size=SIZE).total == 4


def test_a_row_without_a_point_comes_last_and_is_within_no_distance():
    rows = [Row(1, None, None, "PR", (), ()), Row(2, 18.4, -66.1, "PR", (), ()), Row(3, None, None, "PR", (), ())]
    index = Index.build(rows)
    assert index.search(Question(point=(18.0, -66.0)), page=1, size=SIZE).ids == [2, 1, 3]
    assert index.search(Question((18.0, -66.0), 13_000), page=1, size=SIZE).ids == [2]
    assert index.search(Question(state="PR"), page=1, size=SIZE).ids == [1, 2, 3]


def test_a_page_behind_the_end_is_empty_and_tells_the_total():
    hits = Index.build(made_up(random.Random(1), 30)).search(Question(), page=999_999, size=SIZE)
    assert (hits.ids, hits.miles, hits.total) == ([], [], 30)


def test_an_empty_directory_answers():
    hits = Index.build([]).search(Question((1.0, 2.0), 5, None, ("a",), {"care": ("detox",)}), page=1, size=SIZE)
    assert (hits.ids, hits.total, hits.counts["care"]["detox"]) == ([], 0, 0)
    assert Index.build([]).patched([Row(1, 1.0, 2.0, "MA", ("DT",), ())]).search(Question(), page=1, size=1).ids == [1]


def test_a_count_says_what_ticking_the_value_gives():
    rows = made_up(random.Random(2), 900)
    index = Index.build(rows)
    chosen = {"care": ("detox",), "payment": ("medicaid", "free")}
    counts = index.search(Question(chosen=chosen), page=1, size=1).counts
    for group, values in counts.items():
        for code, count in values.items():
            assert count == index.search(Question(chosen={**chosen, group: (code,)}), page=1, size=1).total


@given(st.integers(0, 2**32), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_patched_index_is_the_index_built_anew(seed, edits):
    chance = random.Random(seed)
    spare = made_up(chance, 200)
    held = {row.id: row for row in spare[:120]}
    index = Index.build(held.values())
    for changed_count, removed_count in edits:
        changed = [
            chance.choice(spare)._replace(id=id_) if chance.random() < 0.5 else held.get(id_, spare[0]._replace(id=id_))
            for id_ in chance.sample([row.id for row in spare], changed_count)
        ]
        removed = set(chance.sample([row.id for row in spare], removed_count)) - {row.id for row in changed}
        before = index.every(Question())
        later = index.patched(changed, removed)
        assert index.every(Question()) == before
        index = later
        held = {id_: row for id_, row in held.items() if id_ not in removed} | {row.id: row for row in changed}
    anew, rows = Index.build(held.values()), list(held.values()) or spare
    for _ in range(12):
        question = made_up_question(chance, rows)
        assert index.search(question, page=1, size=SIZE) == anew.search(question, page=1, size=SIZE)
        assert index.without_hours(question) == anew.without_hours(question)
        assert index.every(question) == anew.every(question)
