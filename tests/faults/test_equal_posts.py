"""Fifty people press the same button at once, on every form: one effect, one answer."""

from collections import Counter, defaultdict
from threading import Barrier, Thread

import pytest
from faults import trial
from faults.doors import ALONE, BEGINNINGS, PRESSED_BY_MAIL_PROGRAMS, PROOFS_OF_WHO_ONE_IS, STORIES
from faults.players import Cast, open_house
from faults.sheets import InProcess
from faults.tally import Tally

from app.core import once
from app.inquiries.answering import VERBS

AT_ONCE = 50
EVERY_STORY = STORIES | ALONE


@pytest.fixture
def app(app, monkeypatch):
    trial.hurry(app, monkeypatch.setattr)
    return app


@pytest.fixture
def cast(app):
    return Cast(app, open_house(app), lambda cookie: InProcess(app, cookie))


def nonzero(adds):
    return Counter({table: count for table, count in adds.items() if count})


def do_all(threads):
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def pressed_at_once(cast, sheet):
    """Send a sheet fifty times in one moment and once afterwards, and return the answers as (status, where to)."""
    browser, start, answers = cast.browser(sheet.door.who), Barrier(AT_ONCE), []
    cookie, kind = browser.cookie, type(browser)

    def press(ready):
        alike, status = kind(cast.app, cookie), 503
        ready()
        while status == 503:  # passwords are hashed a few at a time, and whoever must wait presses again
            status, headers, _page = alike.send(sheet)
        answers.append((status, headers.get("Location"), alike.cookie))

    do_all([Thread(target=press, args=[start.wait]) for _ in range(AT_ONCE)])
    do_all([Thread(target=press, args=[list])])
    browser.cookie = answers[0][2]
    return [answer[:2] for answer in answers]


@pytest.mark.parametrize("story", EVERY_STORY)
def test_one_effect_and_one_answer(cast, story):
    for door in EVERY_STORY[story]:
        sheet = cast.open(door)
        before = Tally()
        answers = pressed_at_once(cast, sheet)
        assert len(answers) == AT_ONCE + 1
        assert len(set(answers)) == 1, (str(door), Counter(answers))
        assert answers[0][0] == 303, str(door)
        assert Tally().since(before) == (nonzero(door.adds), Counter(door.logged)), str(door)
        cast.learn(sheet, answers[0][1])


def test_the_test_notices_a_form_without_a_memory(cast, monkeypatch):
    monkeypatch.setattr(once, "_earlier", lambda _token: None)
    monkeypatch.setattr(once, "_hash", lambda _token: once.secrets.token_bytes(32))
    before = Tally()
    pressed_at_once(cast, cast.open(BEGINNINGS[0]))
    rows, logged = Tally().since(before)
    assert rows["inquiry"] > 1
    assert logged["message received"] > 1


def test_every_form_is_in_a_story(app):
    """A form that keeps something and is in no story would be driven by no fault test."""
    adapter, there = app.url_map.bind("localhost"), defaultdict(lambda: "1")
    driven, verbs = set(), defaultdict(set)
    for door in (door for story in EVERY_STORY.values() for door in story):
        path = str(door).format_map(there).partition("?")[0]
        rule, values = adapter.match(path, "POST", return_rule=True)
        driven.add(rule.rule)
        if "inquiry_id" in values:
            verbs[rule.rule].add(values["verb"])
    all_of_them = {rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    assert all_of_them - driven == PROOFS_OF_WHO_ONE_IS | PRESSED_BY_MAIL_PROGRAMS
    assert all(each == set(VERBS.split(",")) for each in verbs.values()), verbs
