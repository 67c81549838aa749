"""Keys are moved under a new file while the site reads and writes."""

import multiprocessing
import random
import time

import pytest
from sqlalchemy import select

from app.core import data_keys, outbox, rotation
from app.core.db import db, home, transaction
from app.core.keyring import keyring
from app.core.outbox import Letter
from app.core.this_database import its_name
from app.core.vault import Damaged, fingerprint


def post(count):
    with transaction():
        return [
            outbox.post("trial", to=f"person{number}@example.org", words=f"word {number}").id for number in range(count)
        ]


def numbers_in_use():
    db.session.rollback()
    return db.session.execute(select(Letter.key_file).where(Letter.data_key.is_not(None)).distinct()).scalars().all()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0.3)
    monkeypatch.setattr(rotation, "LOOK_SECONDS", 0.1)


def test_every_key_is_moved_and_the_old_file_is_gone(app, monkeypatch):
    monkeypatch.setattr(rotation, "AT_ONCE", 7)
    post(20)
    with transaction():
        db.session.execute(select(Letter)).scalars().first().erase()
    before, told = fingerprint("address", "a@example.org"), []
    assert rotation.rotate(told.append) == 19
    assert told[-1] == 19
    assert keyring(home()).numbers() == [2]
    assert numbers_in_use() == [2]
    keyring.cache_clear()
    words = [letter.values.get("words", "") for letter in db.session.execute(select(Letter)).scalars()]
    assert sorted(words) == sorted([*(f"word {number}" for number in range(20) if f"word {number}" in words), ""])
    assert len(set(words)) == 20
    assert fingerprint("address", "a@example.org") == before, "what is found by a fingerprint is still found"


def test_the_file_of_the_keys_names_the_new_key_file(app):
    post(3)
    data_keys.refresh()
    rotation.rotate()
    assert {key.file for key in data_keys.read(home(), its_name()).held.values()} == {2}


def test_with_nothing_to_move_there_is_a_new_file_all_the_same(app):
    first = keyring(home()).newest()
    assert rotation.rotate() == 0
    assert keyring(home()).numbers() == [first + 1]


def test_a_form_that_was_under_way_with_the_old_key_loses_nothing(app, settings):
    """A process that sealed before the new file came commits while the keys are being moved."""
    post(5)
    gate = multiprocessing.get_context("fork").Event()
    db.session.remove()
    db.engine.dispose()
    late = multiprocessing.get_context("fork").Process(target=commit_late, args=(gate,))
    late.start()
    assert gate.wait(20)
    rotation.rotate()
    late.join(20)
    keyring.cache_clear()
    values = [letter.values["words"] for letter in db.session.execute(select(Letter)).scalars()]
    assert sorted(values) == ["late", *(f"word {number}" for number in range(5))]


def commit_late(gate):
    letter = outbox.Letter(kind="trial", recipient="late@example.org", values={"words": "late"})
    gate.set()
    time.sleep(0.15)
    with transaction():
        db.session.add(letter)


def use_the_site(ids, until, failures, reads):
    """Read and write as a web process does, with a keyring of its own."""
    chance = random.Random()
    while time.time() < until.value:
        keyring.cache_clear()
        try:
            if chance.random() < 0.2:
                post(1)
            else:
                db.session.rollback()
                wrong = db.session.get(Letter, chance.choice(ids), populate_existing=True).values["words"][:4] != "word"
                failures.value += wrong
                reads.value += 1
        except (ValueError, Damaged):
            failures.value += 1


def used_while_rotating(times, least_reads=0):
    fork = multiprocessing.get_context("fork")
    ids, until = post(60), fork.Value("d", time.time() + 60)
    failures, reads = fork.Value("i", 0), fork.Value("i", 0)
    db.session.remove()
    db.engine.dispose()
    people = [fork.Process(target=use_the_site, args=(ids, until, failures, reads)) for _ in range(2)]
    for person in people:
        person.start()
    while times > 0 or reads.value < least_reads:
        rotation.rotate()
        times -= 1
    while reads.value + failures.value < 20 and time.time() < until.value:
        time.sleep(0.01)
    until.value = 0
    for person in people:
        person.join(30)
    return failures.value, reads.value


def test_no_read_fails_while_keys_are_rotated_under_load(app):
    failures, reads = used_while_rotating(3, least_reads=200)
    assert failures == 0
    assert reads >= 200
    assert keyring(home()).numbers() == numbers_in_use()


def test_the_test_notices_an_old_file_that_goes_too_early(app, monkeypatch):
    monkeypatch.setattr(rotation, "_move_until_settled", lambda *_what: 0)
    failures, _reads = used_while_rotating(1)
    monkeypatch.undo()
    assert failures > 0
