from datetime import timedelta

import pytest
import time_machine
from at_once import at_once
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db, now, transaction
from app.core.errors import Refused
from app.inquiries import actions, taking
from app.inquiries.clocks import TAKEN_FOR
from app.inquiries.models import Inquiry, InquiryState
from app.inquiries.topics import Topic

ANA, BEN = "a" * 32, "b" * 32
MINUTES = timedelta(minutes=1)


@pytest.fixture
def message(app):
    with transaction():
        inquiry, _code = actions.receive(Topic.PRESS, {"message": "Who are you?", "reply_by": "code"})
        return inquiry.id


def held(message):
    return db.session.execute(select(Inquiry).where(Inquiry.id == message)).scalar_one()


def take(message, by, minutes=0):
    with time_machine.travel(now() + minutes * MINUTES), transaction():
        return taking.take(held(message), by=by)


def test_of_eight_who_take_at_once_one_gets_it_and_the_others_a_sentence(app, message):
    readers = [letter * 32 for letter in "cdefghij"]
    refusals = at_once(app, *(lambda who=who: actions.read(held(message), by=who) for who in readers))
    assert refusals == [taking.HELD] * 7
    assert held(message).taken_by in readers
    read = db.session.execute(select(AuditEvent.by).where(AuditEvent.action == "message read")).scalars().all()
    assert read == [f"user {held(message).taken_by}"]


def test_what_is_taken_goes_back_after_a_quarter_of_an_hour(message):
    assert take(message, ANA)
    with pytest.raises(Refused):
        take(message, BEN, minutes=14)
    assert take(message, BEN, minutes=16)


def test_who_has_it_keeps_it_longer_by_working_on_it(message):
    assert take(message, ANA)
    assert not take(message, ANA, minutes=10)
    with pytest.raises(Refused):
        take(message, BEN, minutes=20)
    assert take(message, BEN, minutes=26)


def test_a_note_is_work(message):
    take(message, ANA)
    with time_machine.travel(now() + 10 * MINUTES), transaction():
        actions.add_note(held(message), "I am looking.", by=ANA)
        assert held(message).taken_until > now() + TAKEN_FOR - MINUTES


def test_it_can_be_given_back_and_a_colleague_cannot_give_it_back_for_one(message):
    take(message, ANA)
    with pytest.raises(Refused), transaction():
        taking.release(held(message), by=BEN)
    with transaction():
        taking.release(held(message), by=ANA)
    assert take(message, BEN)


@pytest.mark.parametrize("verb", ["answer", "add_note", "close", "reopen"])
def test_nobody_works_on_what_a_colleague_has(message, verb):
    take(message, ANA)
    words = ["Hello"] if verb in {"answer", "add_note"} else []
    with pytest.raises(Refused), transaction():
        getattr(actions, verb)(held(message), *words, by=BEN)
    assert held(message).replies == []


def test_an_answer_and_a_closing_give_it_back(message):
    for verb, words in (("answer", ["Hello"]), ("close", [])):
        take(message, ANA)
        with transaction():
            getattr(actions, verb)(held(message), *words, by=ANA)
        assert held(message).taken_by is None


def test_an_answer_that_is_written_while_the_message_is_taken_back_is_erased_with_it(app, message):
    for _round in range(4):
        with transaction():
            inquiry, _code = actions.receive(Topic.PRESS, {"message": "Who are you?", "reply_by": "code"})
            found = inquiry.id
        at_once(
            app,
            lambda it=found: actions.answer(held(it), "Hello", by=ANA),
            lambda it=found: actions.withdraw(held(it)),
        )
        assert held(found).erased
        assert held(found).state is InquiryState.WITHDRAWN
        assert all(reply.erased for reply in held(found).replies)
