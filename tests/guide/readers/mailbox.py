"""What lies in the outbox for readers of the guide, and what they do with it."""

from datetime import timedelta
from email import message_from_bytes, policy

import time_machine
from sqlalchemy import select

from app.core.db import db, now, transaction
from app.core.outbox import Letter, LetterState
from app.core.postman import write_message
from app.guide import actions
from app.guide.changes import Change
from app.guide.models import Subscriber

PAGE = "serious-warnings"
CANARY = "canary@example.org"
SITE = "http://localhost:8000"


def rows(model):
    """Return all rows of a table, as the database has them now."""
    db.session.rollback()
    return db.session.execute(select(model)).scalars().all()


def letters(kind=None):
    """Return the letters that wait, as they will be sent."""
    waiting = [letter for letter in rows(Letter) if letter.state is LetterState.WAITING]
    return [written(letter) for letter in waiting if kind in {None, letter.kind}]


def written(letter):
    return message_from_bytes(write_message(letter).as_bytes(), policy=policy.default)


def paths(letter):
    """Return the paths of this site that a letter names, in their order."""
    return [word.removeprefix(SITE) for word in letter.get_content().split() if word.startswith("http")]


def ask_for_letters(visitor, address=CANARY):
    answer = visitor.fill("/naltrexone/newsletter", email=address)
    assert answer.status_code == 303, answer.text
    return answer


def subscribe(visitor, address=CANARY):
    """Ask for letters, and confirm as the owner of the address would; return the path that leaves."""
    ask_for_letters(visitor, address)
    confirm, leave = paths(next(letter for letter in letters("guide-confirm") if letter["To"] == address))
    assert visitor.fill(confirm).location == "/guide-news/confirmed"
    return leave


def announce(*days, page=PAGE):
    """Announce a change of a page on each of these days, today where none is named; return (changes, letters)."""
    changes = [Change(day, page, "A number was mended.") for day in days or (now().date(),)]
    with transaction():
        new = actions.announce(changes, by="tests")
    with transaction():
        return new, actions.post_owed()


def confirmed():
    """Return everyone who gets letters."""
    return [row for row in rows(Subscriber) if row.confirmed_at]


def ask(visitor, words="May I drink coffee with it?", address="", page=PAGE):
    """Ask about a page of the guide."""
    answer = visitor.fill(f"/naltrexone/{page}/ask", words=words, email=address)
    assert answer.status_code == 303, answer.text
    return answer


def later(**time):
    return time_machine.travel(now() + timedelta(**time))
