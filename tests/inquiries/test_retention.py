from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.db import db, now, transaction
from app.inquiries import actions, checks, retention
from app.inquiries.models import Called, CheckNote, CheckTask, Inquiry, Reply
from app.inquiries.outcomes import CallOutcome, NotReached
from app.inquiries.topics import ABOUT, Topic

BY = "a" * 32
DAY = timedelta(days=1)


def count(table):
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def erase(rule, *, days):
    with transaction():
        return rule(now() + timedelta(days=days))


@pytest.mark.parametrize("topic", [topic for topic in Topic if topic is not Topic.TO_CENTER])
def test_a_message_goes_on_its_day_with_its_answers_and_notes(app, topic):
    with transaction():
        inquiry, _code = actions.receive(topic, {"message": "Canary", "reply_by": "code"})
        actions.add_note(inquiry, "A note", by=BY)
        actions.answer(inquiry, "An answer", by=BY)
    assert erase(retention.erase_messages, days=ABOUT[topic].days - 0.1) == 0
    assert erase(retention.erase_messages, days=ABOUT[topic].days + 0.1) == 1
    assert count(Inquiry) == count(Reply) == 0


def test_many_go_at_once(app, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    with transaction():
        for _ in range(10):
            actions.receive(Topic.PRESS, {"message": "Canary", "reply_by": "code"})
    assert erase(retention.erase_messages, days=91) == 10
    assert count(Inquiry) == 0


@pytest.fixture
def called(directory):
    with transaction():
        center = db.session.merge(directory.harbor_house)
        for sender in (b"1" * 32, b"2" * 32):
            checks.tell_what_happened(center, CallOutcome.WRONG_NUMBER, sender=sender)


def test_who_told_what_happened_is_forgotten_and_still_counted(called):
    assert erase(retention.forget_senders, days=1) == 0
    assert erase(retention.forget_senders, days=4) == 2
    assert erase(retention.forget_senders, days=4) == 0
    assert db.session.execute(select(Called.sender)).scalars().all() == [None, None]


def test_a_note_of_a_call_goes_after_half_a_year_and_the_call_stays(called):
    with transaction():
        task = db.session.execute(select(CheckTask)).scalar_one()
        checks.not_reached(task, NotReached.NO_ANSWER, by=BY, note="Canary")
    assert erase(retention.erase_check_notes, days=179) == 0
    assert erase(retention.erase_check_notes, days=181) == 1
    assert count(CheckNote) == 0
    assert count(CheckTask) == 1
