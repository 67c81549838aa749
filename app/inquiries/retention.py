"""What people told us, and how long we keep it. Each rule erases what is due at a moment and returns how many."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from app.core.db import changed, db
from app.inquiries.models import Called, CheckNote, Inquiry, Reply
from app.inquiries.topics import ABOUT, Topic

AT_ONCE = 500  # rows of one statement
SENDERS = timedelta(days=2)  # the key behind a sender lives one day, and nothing needs it after that
NOTES = timedelta(days=ABOUT[Topic.REPORT].most_days)


def erase_messages(at: datetime) -> int:
    """Erase every message whose time is over, with its answers and notes."""
    due = list(db.session.execute(select(Inquiry.id).where(Inquiry.erase_at <= at)).scalars())
    for start in range(0, len(due), AT_ONCE):
        some = due[start : start + AT_ONCE]
        changed(delete(Reply).where(Reply.inquiry_id.in_(some)))
        changed(delete(Inquiry).where(Inquiry.id.in_(some)))
    return len(due)


def erase_check_notes(at: datetime) -> int:
    """Erase what was written down of calls to centers, after as long as a report is kept."""
    return changed(delete(CheckNote).where(CheckNote.at <= at - NOTES))


def forget_senders(at: datetime) -> int:
    """Forget which sender told what happened on the phone; that somebody told it stays and is counted."""
    old = Called.day < (at - SENDERS).date(), Called.sender.is_not(None)
    return changed(update(Called).where(*old).values(sender=None))


RULES = (
    ("messages", erase_messages),
    ("notes of calls", erase_check_notes),
    ("senders of what happened on the phone", forget_senders),
)
