"""Letters that could not be sent: what each was for, in words, and trying again."""

from sqlalchemy import select

from app.core import audit, outbox
from app.core.db import db
from app.core.outbox import Letter
from app.core.words import N_

# Every template under templates/letters/, in words for those at the desk; to whom it goes they need not know.
KINDS = {
    "accounts-address": N_("Confirm a new email address"),
    "accounts-changed": N_("Something about an account was changed"),
    "accounts-invitation": N_("An invitation to work here"),
    "accounts-reset": N_("Choose a new password"),
    "inquiries-answer-waits": N_("An answer waits for a visitor"),
    "inquiries-something-waits": N_("A message waits for one of us, or for a center"),
    "inquiries-we-have-it": N_("We have a visitor's message"),
}


def one(letter_id: str) -> Letter | None:
    """Return a letter, under a lock where it will be changed."""
    return db.session.execute(select(Letter).where(Letter.id == letter_id).with_for_update()).scalar_one_or_none()


def try_again(letter: Letter, *, by: str) -> None:
    """Send a letter that was given up once more."""
    outbox.try_again(letter)
    audit.record("letter tried again", f"letter {letter.id}", by=f"user {by}")
