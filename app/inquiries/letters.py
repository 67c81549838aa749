"""Letters that could not be sent, and trying again."""

from sqlalchemy import select

from app.core import audit, outbox
from app.core.db import db
from app.core.outbox import Letter


def one(letter_id: str) -> Letter | None:
    """Return a letter, and keep others from changing it until this is done."""
    return db.session.execute(select(Letter).where(Letter.id == letter_id).with_for_update()).scalar_one_or_none()


def try_again(letter: Letter, *, by: str) -> None:
    """Send a letter that was given up once more."""
    outbox.try_again(letter)
    audit.record("letter tried again", f"letter {letter.id}", by=f"user {by}")
