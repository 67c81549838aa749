"""Letters to those who answer: “something waits for you”. Verbs.

One rule for everybody: after a letter there is none for a day, unless they took something up since. So nobody gets
one letter for each message, and nobody is forgotten because a letter went astray.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete

from app.accounts.models import User
from app.core.db import db, insert_into, now
from app.inquiries import messages
from app.inquiries.models import Reminder

QUIET = timedelta(days=1)


def remind(people: Iterable[User]) -> None:
    """Write to each of these people who is not waiting to look already."""
    at = now()
    for person in sorted(
        people, key=lambda person: person.id
    ):  # in one order, so that two transactions never lock crosswise
        row = insert_into(Reminder).values(user_id=person.id, at=at)
        again = row.on_conflict_do_update(
            index_elements=[Reminder.user_id], set_={"at": at}, where=Reminder.at <= at - QUIET
        )
        if db.session.execute(again.returning(Reminder.user_id)).scalar():
            messages.something_waits(person)


def looked(by: str) -> None:
    """Note that a person took something up: the next message may bring them a letter again."""
    db.session.execute(delete(Reminder).where(Reminder.user_id == by))
