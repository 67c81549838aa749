"""A purge, a rotation of keys, a backup that is killed at any moment: it was done or it was not, and can be done again."""

import random
import shutil
import time
from datetime import timedelta

import pytest
from faults.killing import killed_after
from sqlalchemy import delete, func, select

from app.core import archive, data_keys, keeping, outbox, rotation
from app.core.backup import back_up, backup_key
from app.core.db import db, home, now, transaction
from app.core.errors import Refused
from app.core.keyring import Keyring, keyring
from app.core.outbox import Letter, LetterState
from app.core.this_database import its_name

KILLS = 20
MANY = 150


def post_letters(state=LetterState.WAITING, **facts):
    with transaction():
        for number in range(MANY):
            letter = outbox.post("trial", to=f"person{number}@example.org", words=f"word {number}")
            letter.state = state
            for name, value in facts.items():
                setattr(letter, name, value)


def seconds_of(work):
    began = time.monotonic()
    work()
    return time.monotonic() - began


def counted(state):
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(Letter).filter_by(state=state)).scalar_one()


def purge_killed(times):
    """Kill purges; return the numbers of letters that were left of each kind."""
    moments, seen = random.Random(3), set()

    def due():
        for state in (LetterState.SENT, LetterState.FAILED):
            with transaction():
                db.session.execute(delete(Letter).where(Letter.state == state))
            post_letters(state, ended_at=now() - timedelta(days=8))

    due()
    longest = seconds_of(lambda: keeping.purge(by="a test"))
    due()
    for _ in range(times):
        killed_after(moments.uniform(0, longest * 2), lambda: keeping.purge(by="a test"))
        left = counted(LetterState.SENT), counted(LetterState.FAILED)
        seen.update(left)
        if sum(left) < 2 * MANY:
            due()
    return seen


def test_a_purge_that_is_killed_erased_all_of_a_kind_or_nothing(app):
    assert purge_killed(KILLS) == {0, MANY}
    keeping.purge(by="a test")
    assert counted(LetterState.SENT) == counted(LetterState.FAILED) == 0


@pytest.mark.databases("sqlite")
def test_the_test_notices_a_purge_that_commits_in_between(app, monkeypatch):

    def one_by_one(_at):
        for letter in db.session.execute(select(Letter).where(Letter.ended_at.is_not(None))).scalars().all():
            db.session.delete(letter)
            db.session.commit()
        return 1

    app.extensions["keeping"] = [keeping.Rule("letters", one_by_one)]
    assert any(purge_killed(3) - {0, MANY} for _attempt in range(6))


@pytest.fixture
def quick_rotation(monkeypatch):
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0.05)
    monkeypatch.setattr(rotation, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(rotation, "AT_ONCE", 20)


def unreadable():
    """Count the letters that do not open, as a process that starts now would read them."""
    keyring.cache_clear()
    db.session.remove()
    wrong = 0
    for letter in db.session.execute(select(Letter)).scalars():
        try:
            wrong += letter.values.get("words", "") == ""
        except ValueError:
            wrong += 1
    db.session.rollback()
    return wrong


def test_a_rotation_that_is_killed_leaves_every_record_readable_and_is_taken_up_again(app, quick_rotation):
    post_letters()
    moments = random.Random(4)
    longest = seconds_of(rotation.rotate)
    for _ in range(KILLS):
        killed_after(moments.uniform(0, longest), rotation.rotate)
        assert unreadable() == 0
    rotation.rotate()
    assert unreadable() == 0
    numbers = keyring(home()).numbers()
    assert len(numbers) == 1
    assert db.session.execute(select(Letter.key_file).distinct()).scalars().all() == numbers


@pytest.mark.databases("sqlite")
def test_the_test_notices_a_rotation_that_destroys_first(app, quick_rotation, monkeypatch):
    post_letters()
    add = Keyring.add

    def add_and_destroy(self):
        number = add(self)
        for old in self.numbers()[:-1]:
            self.key(old)  # this process still knows it
            keys = dict(self._keys)
            self.destroy(old)
            self._keys = keys
        return number

    monkeypatch.setattr(Keyring, "add", add_and_destroy)
    monkeypatch.setattr(rotation, "AT_ONCE", 1)  # so that much is left to move when the old key goes
    ring = keyring(home())
    first = ring.newest()
    assert killed_after(0, rotation.rotate, once=lambda: first not in ring.numbers())
    assert unreadable()


def is_whole(path):
    with archive.opened(path, backup_key(home())) as lines:
        return sum(1 for _line in lines) > MANY


def test_a_backup_that_is_killed_is_whole_or_not_there(app, tmp_path):
    post_letters()
    moments, whole = random.Random(5), 0
    longest = seconds_of(lambda: back_up(tmp_path / "first"))
    for number in range(KILLS):
        path = tmp_path / f"backup-{number}"
        # The first has no time and the second has plenty, however busy the machine is.
        moment = {0: 0, 1: longest * 10}.get(number, moments.uniform(longest / 4, longest * 1.5))
        killed_after(moment, lambda path=path: back_up(path))
        keys = data_keys.read(home(), its_name())
        assert keys
        assert len(keys.held) == MANY
        if path.exists():
            whole += is_whole(path)
    assert whole == len([path for path in tmp_path.glob("backup-*") if path.suffix != archive.DRAFT])
    assert 0 < whole < KILLS, "some were killed in time, and some were not"


def test_the_test_notices_a_backup_that_is_cut_off(app, tmp_path):
    post_letters()
    back_up(tmp_path / "whole")
    shutil.copy(tmp_path / "whole", tmp_path / "cut")
    with (tmp_path / "cut").open("r+b") as file:
        file.truncate(file.seek(0, 2) - 100)
    assert is_whole(tmp_path / "whole")
    with pytest.raises(Refused, match="does not open"):
        is_whole(tmp_path / "cut")
