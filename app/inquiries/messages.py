"""Letters of this room. None says what it is about: no health word, no center, no name, no code."""

from app.accounts.models import User
from app.core import outbox
from app.inquiries.models import Inquiry
from app.inquiries.topics import EMAIL


def we_have_it(inquiry: Inquiry) -> None:
    """Tell a person who left an email address that their message came in."""
    _write(inquiry, "inquiries-we-have-it")


def answer_waits(inquiry: Inquiry) -> None:
    """Tell a person who left an email address that an answer waits behind their code."""
    _write(inquiry, "inquiries-answer-waits")


def something_waits(person: User) -> None:
    """Tell somebody who answers messages that one waits; they read it after signing in."""
    outbox.post("inquiries-something-waits", to=person.email)


def _write(inquiry: Inquiry, kind: str) -> None:
    told = inquiry.told
    if told.get("reply_by") == EMAIL:
        outbox.post(kind, to=told["reply_to"])
