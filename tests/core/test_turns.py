import time
from threading import Event, Thread

import pytest
from sqlalchemy.exc import TimeoutError as NoTurn

from app.core import turns
from app.core.turns import Turns


def hold(held, until=None):
    """Take the turn in another thread and keep it until told."""
    has_it, until = Event(), until or Event()

    def keep():
        with held.turn():
            has_it.set()
            until.wait(10)

    thread = Thread(target=keep)
    thread.start()
    assert has_it.wait(5)
    return thread, until


def seconds_to_refusal(held):
    began = time.monotonic()
    with pytest.raises(NoTurn), held.turn():
        pass
    return time.monotonic() - began


def test_one_writes_at_a_time():
    held, inside, most = Turns(10), [], []

    def write():
        with held.turn():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    writers = [Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert most == [1] * 8


def test_who_waits_too_long_is_refused():
    held = Turns(0.3)
    thread, release = hold(held)
    assert 0.25 < seconds_to_refusal(held) < 2
    release.set()
    thread.join()
    with held.turn():
        pass


def test_beyond_the_most_that_may_wait_nobody_waits_for_what_is_stuck(monkeypatch):
    monkeypatch.setattr(turns, "STUCK_SECONDS", 0.2)
    held = Turns(30)
    held.most_waiting = 1
    thread, release = hold(held)
    assert 0.15 < seconds_to_refusal(held) < 2
    assert seconds_to_refusal(held) < 0.5
    release.set()
    thread.join()


def test_a_transaction_inside_a_transaction_is_told_so_at_once():
    held = Turns(30)
    with held.turn(), pytest.raises(RuntimeError, match="open already"), held.turn():
        pass
