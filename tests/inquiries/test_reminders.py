from datetime import timedelta

import pytest
import time_machine
from at_once import at_once
from colleagues import Colleague, join
from people import make_person
from sqlalchemy import select

from app.core.db import db, now, transaction
from app.core.outbox import Letter
from app.core.postman import write_message
from app.inquiries import actions
from app.inquiries.models import Inquiry
from app.inquiries.topics import Topic

WAITS = "inquiries-something-waits"


def write(topic=Topic.PRESS, *, center=None, days=0.0):
    with time_machine.travel(now() + timedelta(days=days)), transaction():
        inquiry, _code = actions.receive(topic, {"message": "Canary", "reply_by": "code"}, center=center)
        return inquiry.id


def told():
    """Return who was told that something waits, each as often as they were."""
    db.session.expire_all()
    letters = db.session.execute(select(Letter).where(Letter.kind == WAITS)).scalars()
    return sorted(letter.recipient for letter in letters)


def test_a_message_to_the_desk_is_told_to_each_who_works_there_and_to_nobody_else(app, directory, moderator, colleague):
    join(app, directory.harbor_house)
    make_person("moderator", active=False)
    make_person()
    write()
    assert told() == sorted([moderator.person.email, colleague.person.email])


def test_a_message_to_a_center_is_told_to_its_intake_staff_and_to_nobody_else(app, directory, moderator, staff):
    join(app, directory.harbor_house, intake=False, takes=False)
    join(app, directory.bayside)
    write(Topic.TO_CENTER, center=db.session.merge(directory.harbor_house))
    assert told() == [staff.person.email]


def test_who_was_invited_and_never_came_is_not_told(app, moderator):
    with transaction():
        moderator.person.row.confirmed_at = None
    write()
    assert told() == []


def test_there_is_no_second_letter_until_they_have_taken_something(moderator):
    address = moderator.person.email
    found = write()
    for _ in range(5):
        write()
    assert told() == [address]
    with transaction():
        actions.read(db.session.get(Inquiry, found), by=moderator.id)
    write()
    assert told() == [address] * 2


def test_after_a_day_a_new_message_is_told_again_so_that_a_lost_letter_silences_nobody(moderator):
    write()
    write(days=0.9)
    assert len(told()) == 1
    write(days=1.1)
    assert len(told()) == 2


def test_a_further_message_of_a_thread_is_told_too(moderator, colleague):
    found = write()
    with transaction():
        actions.read(db.session.get(Inquiry, found), by=moderator.id)
        actions.answer(db.session.get(Inquiry, found), "Hello", by=moderator.id)
    with transaction():
        actions.write_again(db.session.get(Inquiry, found), "And?")
    assert told().count(moderator.person.email) == 2
    assert told().count(colleague.person.email) == 1


def test_many_messages_at_once_bring_one_letter_each(app):
    people = [make_person("moderator") for _ in range(3)]

    def send():
        actions.receive(Topic.PRESS, {"message": "Canary", "reply_by": "code"})

    assert at_once(app, *[send] * 6) == []
    assert told() == sorted(person.email for person in people)


@pytest.mark.parametrize("topic", [Topic.PRESS, Topic.TO_CENTER])
def test_the_letter_says_no_more_than_that_something_waits(app, directory, moderator, staff, topic):
    write(topic, center=db.session.merge(directory.harbor_house))
    letter = db.session.execute(select(Letter).where(Letter.kind == WAITS)).scalars().first()
    with app.test_request_context():
        text = write_message(letter).as_string()
    assert "sign in" in text
    for word in ("Canary", "Harbor", "center", "treatment", "recovery", "health", "message from"):
        assert word not in text


def test_a_colleague_who_takes_one_thing_is_told_of_the_next_and_others_are_not(app, moderator):
    other = Colleague(app, "admin")
    write()
    moderator.press("/desk/next", "/desk")
    write()
    assert told().count(moderator.person.email) == 2
    assert told().count(other.person.email) == 1
