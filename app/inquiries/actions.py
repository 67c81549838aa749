"""What happens to a message: it comes in, is answered, is taken back, and is erased on time."""

from collections.abc import Mapping

from app.centers.freshness import Field
from app.centers.models import Center
from app.core import audit
from app.core.crisis import may_be_danger
from app.core.db import db, now
from app.core.errors import Refused
from app.core.words import N_
from app.inquiries import messages, queries, receipt, reminders, taking
from app.inquiries.clocks import due_after, erase_after
from app.inquiries.models import Inquiry, InquiryState, Reply, Voice
from app.inquiries.outcomes import Finding
from app.inquiries.topics import Topic

MOST_MESSAGES = 30  # that one person may add to a thread
SEEKER = "a visitor"
OVER = N_("This message was withdrawn, or is no longer open for that.")


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
    audit.record("message received", _name(inquiry), by=SEEKER, topic=topic)
    messages.we_have_it(inquiry)
    reminders.remind(queries.who_answers(inquiry))
    return inquiry, code


def write_again(inquiry: Inquiry, words: str) -> None:
    """Add another message of the person who asked; the thread waits for an answer again."""
    _lock(inquiry)
    if sum(reply.voice is Voice.PERSON for reply in inquiry.replies) >= MOST_MESSAGES:
        raise Refused(N_("This thread is full. Please start a new message."))
    if inquiry.state is not InquiryState.OPEN:
        inquiry.move_to(InquiryState.OPEN)
    _add(inquiry, Voice.PERSON, words)
    inquiry.crisis = inquiry.crisis or may_be_danger(words)
    inquiry.due_at = due_after(inquiry.last_at)
    audit.record("message added", _name(inquiry), by=SEEKER)
    reminders.remind(queries.who_answers(inquiry))


def read(inquiry: Inquiry, *, by: str) -> None:
    """Take a message to read it, and write down who did; a reading that cannot be written down does not happen."""
    if taking.take(inquiry, by=by):
        note_read(inquiry, by=by)
        reminders.looked(by)


def note_read(inquiry: Inquiry, *, by: str) -> None:
    """Write down who read a message."""
    audit.record("message read", _name(inquiry), by=f"user {by}")


def answer(inquiry: Inquiry, words: str, *, by: str) -> None:
    """Answer a message; the person reads it with their code."""
    taking.take(inquiry, by=by)
    if inquiry.state is not InquiryState.ANSWERED:
        inquiry.move_to(InquiryState.ANSWERED)
    _add(inquiry, Voice.US, words, by=by)
    taking.let_go(inquiry)
    audit.record("message answered", _name(inquiry), by=f"user {by}")
    messages.answer_waits(inquiry)


def add_note(inquiry: Inquiry, words: str, *, by: str) -> None:
    """Write down something for the others who answer; the person who asked never sees it."""
    taking.take(inquiry, by=by)
    if inquiry.erased:
        raise Refused(OVER)
    inquiry.replies.append(Reply(voice=Voice.NOTE, text=words, by=by))
    audit.record("note added", _name(inquiry), by=f"user {by}")


def close(inquiry: Inquiry, *, by: str) -> None:
    """Put a message aside for which nothing more is to be done."""
    taking.take(inquiry, by=by)
    inquiry.move_to(InquiryState.CLOSED)
    taking.let_go(inquiry)
    audit.record("message closed", _name(inquiry), by=f"user {by}")


def reopen(inquiry: Inquiry, *, by: str) -> None:
    """Put a message back where it waits for an answer."""
    taking.take(inquiry, by=by)
    inquiry.move_to(InquiryState.OPEN)
    audit.record("message reopened", _name(inquiry), by=f"user {by}")


def withdraw(inquiry: Inquiry) -> None:
    """Erase what a person wrote, at their own wish and at once; that there was a message stays for a while."""
    _lock(inquiry)
    inquiry.move_to(InquiryState.WITHDRAWN)
    inquiry.erase()
    for reply in inquiry.replies:
        reply.erase()
    inquiry.crisis, inquiry.finding = False, None
    taking.let_go(inquiry)
    audit.record("message withdrawn", _name(inquiry), by=SEEKER)


def tell_finding(inquiry: Inquiry, finding: Finding) -> None:
    """Answer a report with what our own call found, unless it was withdrawn in this very moment."""
    _lock(inquiry)
    if inquiry.state is not InquiryState.OPEN:
        return
    inquiry.move_to(InquiryState.ANSWERED)
    inquiry.finding = finding
    taking.let_go(inquiry)
    messages.answer_waits(inquiry)


def _lock(inquiry: Inquiry) -> None:
    """Read a message again and keep others from changing it until this is done."""
    db.session.flush()
    db.session.refresh(inquiry, with_for_update={"key_share": True})  # a reply that points to it may still come


def _name(inquiry: Inquiry) -> str:
    return f"inquiry {inquiry.id}"


def _add(inquiry: Inquiry, voice: Voice, words: str, *, by: str = "") -> None:
    inquiry.last_at = now()
    inquiry.erase_at = erase_after(inquiry.topic, first=inquiry.created_at, last=inquiry.last_at)
    inquiry.replies.append(Reply(voice=voice, text=words, by=by, at=inquiry.last_at))
