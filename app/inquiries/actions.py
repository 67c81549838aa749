"""What happens to a message: it comes in, is answered, is taken back, and is erased on time."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from app.centers.freshness import Field
from app.centers.models import Center
from app.core import audit
from app.core.crisis import may_be_danger
from app.core.db import db, now
from app.core.errors import Refused
from app.core.words import N_
from app.inquiries import messages, receipt
from app.inquiries.clocks import due_after, erase_after
from app.inquiries.models import Inquiry, InquiryState, Reply, Voice
from app.inquiries.outcomes import Finding
from app.inquiries.topics import Topic

MOST_MESSAGES = 30  # of one thread
SEEKER = "a visitor"


def receive(
    topic: Topic, told: Mapping[str, str], *, center: Center | None = None, field: Field | None = None
) -> tuple[Inquiry, str]:
    """Take in what a person wrote, and return it with the code of its receipt, which is kept nowhere.

    `told` holds their words by name; empty ones are dropped.
    """
    at, code = now(), receipt.new_code()
    inquiry = Inquiry(
        topic=topic,
        code_print=receipt.print_of(code),
        center=center,
        field=field,
        crisis=may_be_danger(" ".join(told.values())),
        created_at=at,
        last_at=at,
        due_at=due_after(at),
        erase_at=erase_after(topic, first=at, last=at),
        told={name: words for name, words in told.items() if words},
    )
    db.session.add(inquiry)
    db.session.flush()
    audit.record("message received", f"inquiry {inquiry.id}", by=SEEKER, topic=topic)
    messages.we_have_it(inquiry)
    return inquiry, code


def write_again(inquiry: Inquiry, words: str) -> None:
    """Add another message of the person who asked; the thread waits for an answer again."""
    if inquiry.state is not InquiryState.OPEN:
        inquiry.move_to(InquiryState.OPEN)
    _add(inquiry, Voice.PERSON, words)
    inquiry.crisis = inquiry.crisis or may_be_danger(words)
    inquiry.due_at = due_after(inquiry.last_at)
    audit.record("message added", f"inquiry {inquiry.id}", by=SEEKER)


def answer(inquiry: Inquiry, words: str, *, by: str) -> None:
    """Answer a message; the person reads it with their code."""
    if inquiry.state is not InquiryState.ANSWERED:
        inquiry.move_to(InquiryState.ANSWERED)
    _add(inquiry, Voice.US, words, by=by)
    _let_go(inquiry)
    audit.record("message answered", f"inquiry {inquiry.id}", by=f"user {by}")
    messages.answer_waits(inquiry)


def add_note(inquiry: Inquiry, words: str, *, by: str) -> None:
    """Write down something for the others at the desk; the person who asked never sees it."""
    if inquiry.erased:
        raise Refused(N_("This message was withdrawn, or is no longer open for that."))
    inquiry.replies.append(Reply(voice=Voice.NOTE, text=words, by=by))
    audit.record("note added", f"inquiry {inquiry.id}", by=f"user {by}")


def close(inquiry: Inquiry, *, by: str) -> None:
    """Put a message aside for which nothing more is to be done."""
    inquiry.move_to(InquiryState.CLOSED)
    _let_go(inquiry)
    audit.record("message closed", f"inquiry {inquiry.id}", by=f"user {by}")


def withdraw(inquiry: Inquiry) -> None:
    """Erase what a person wrote, at their own wish and at once; that there was a message stays for a while."""
    inquiry.move_to(InquiryState.WITHDRAWN)
    inquiry.erase()
    for reply in inquiry.replies:
        reply.erase()
    inquiry.crisis, inquiry.finding = False, None
    _let_go(inquiry)
    audit.record("message withdrawn", f"inquiry {inquiry.id}", by=SEEKER)


def tell_finding(inquiry: Inquiry, finding: Finding) -> None:
    """Answer a report with what our own call found."""
    inquiry.move_to(InquiryState.ANSWERED)
    inquiry.finding = finding
    _let_go(inquiry)
    messages.answer_waits(inquiry)


def note_opened(inquiry: Inquiry, *, by: str) -> None:
    """Write down who read a message; a reading that cannot be written down does not happen."""
    audit.record("message read", f"inquiry {inquiry.id}", by=f"user {by}")


def erase_due(at: datetime) -> int:
    """Erase every message whose time is over, with its answers and notes; return how many."""
    due = list(db.session.execute(select(Inquiry.id).where(Inquiry.erase_at <= at)).scalars())
    for start in range(0, len(due), 500):
        some = due[start : start + 500]
        db.session.execute(delete(Reply).where(Reply.inquiry_id.in_(some)))
        db.session.execute(delete(Inquiry).where(Inquiry.id.in_(some)))
    if due:
        audit.record("messages erased", "inquiries", by="the purge", count=len(due))
    return len(due)


def _add(inquiry: Inquiry, voice: Voice, words: str, *, by: str = "") -> None:
    if len(inquiry.replies) >= MOST_MESSAGES:
        raise Refused(N_("This thread is full. Please start a new message."))
    inquiry.last_at = now()
    inquiry.erase_at = erase_after(inquiry.topic, first=inquiry.created_at, last=inquiry.last_at)
    inquiry.replies.append(Reply(voice=voice, text=words, by=by, at=inquiry.last_at))


def _let_go(inquiry: Inquiry) -> None:
    inquiry.taken_by = inquiry.taken_until = None
