"""What happens to those who want letters, and to what readers ask. Verbs."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.core import audit, outbox
from app.core.crisis import may_be_danger
from app.core.db import changed, db, now
from app.guide import links, messages, queries
from app.guide.changes import Change, up_to
from app.guide.models import PublishedQuestion, Question, QuestionState, Subscriber, ToldChange

READER = "a reader"
AGAIN_AFTER = timedelta(days=1)  # nobody's mailbox is filled by somebody who types in an address again and again
QUESTIONS_KEPT = timedelta(days=90)
AT_ONCE = 200  # letters of one transaction: others wait for it to write


def ask_for_letters(address: str) -> None:
    """Write to an address so that its owner may confirm it; the same happens where it is on the list already."""
    at, code = now(), links.new_code()
    subscriber = queries.by_address(address)
    if subscriber is None:
        subscriber = _add(Subscriber(address_print=queries.address_print(address), link_print=links.code_print(code)))
        if subscriber is None:  # the same address came in through another door in this very moment
            return
        subscriber.address = address
    elif at - subscriber.asked_at < AGAIN_AFTER:
        return
    subscriber.asked_at, subscriber.link_print = at, links.code_print(code)
    _take_back([subscriber])
    audit.record("letters asked for", f"subscriber {subscriber.id}", by=READER)
    messages.please_confirm(subscriber, code)


def confirm(code: str) -> bool:
    """Put whoever holds a link on the list, once; False when the link is no longer good."""
    subscriber = queries.by_code(code)
    if subscriber is None:
        return False
    subscriber.confirmed_at = subscriber.confirmed_at or now()
    subscriber.link_print = None
    audit.record("letters confirmed", f"subscriber {subscriber.id}", by=READER)
    return True


def leave(token: str) -> None:
    """Erase an address at once, with the letter that may still wait for it; nothing happens where they left already."""
    subscriber = queries.by_leave_token(token)
    if subscriber is None:
        return
    _forget([subscriber])
    audit.record("letters ended", f"subscriber {subscriber.id}", by=READER)


def announce(changes: Sequence[Change], *, by: str) -> int:
    """Owe everyone on the list a letter when there are changes that none was owed for; return how many changes.

    `post_owed` posts them, a few at a time: what is killed between goes on where it was.
    """
    new = [change for change in up_to(now().date(), changes) if _tell_once(change)]
    if new:
        db.session.execute(update(Subscriber).where(Subscriber.confirmed_at.is_not(None)).values(owed=True))
        audit.record("guide changes announced", "guide", by=by, changes=len(new))
    return len(new)


def post_owed() -> int:
    """Post some of the letters that are owed, and return how many; one at most waits for each person."""
    some = queries.owed(AT_ONCE)
    _take_back(some)
    for subscriber in some:
        subscriber.owed = False
        messages.guide_changed(subscriber)
    return len(some)


def ask(slug: str, words: str, address: str = "") -> Question:
    """Take in what a reader asks about a page."""
    question = Question(slug=slug, words=words, address=address, crisis=may_be_danger(words))
    db.session.add(question)
    audit.record("question asked", f"question {question.id}", by=READER, page=slug)
    return question


def publish(question: Question, *, words: str, answer: str, cited: Iterable[str], by: str) -> None:
    """Show a question in our own wording, with its answer and the sources of that; the reader's words are erased."""
    question.move_to(QuestionState.PUBLISHED)
    address = _erase(question)
    db.session.add(
        PublishedQuestion(question_id=question.id, slug=question.slug, words=words, answer=answer, cited=list(cited))
    )
    audit.record("question published", f"question {question.id}", by=by, page=question.slug)
    messages.answer_is_there(address)


def decline(question: Question, reason: str, *, by: str, tell: bool) -> None:
    """Put a question aside for good, and erase it; with `tell` the reader hears that no answer comes."""
    question.move_to(QuestionState.DECLINED)
    address = _erase(question)
    audit.record("question declined", f"question {question.id}", by=by, page=question.slug, reason=reason)
    if tell:
        messages.no_answer_comes(address)


def withdraw(question: Question, *, by: str) -> None:
    """Take a published question and its answer off the site."""
    question.move_to(QuestionState.WITHDRAWN)
    db.session.execute(delete(PublishedQuestion).where(PublishedQuestion.question_id == question.id))
    audit.record("question withdrawn", f"question {question.id}", by=by, page=question.slug)


def erase_unconfirmed(at: datetime) -> int:
    """Erase every address whose owner did not confirm it within a week, and return how many."""
    late = select(Subscriber).where(Subscriber.confirmed_at.is_(None), Subscriber.asked_at <= at - links.GOOD_FOR)
    erased = db.session.execute(late).scalars().all()
    _forget(erased)
    return len(erased)


def erase_questions(at: datetime) -> int:
    """Erase every question older than 90 days that does not stand on the site, and return how many."""
    old = delete(Question).where(Question.state != QuestionState.PUBLISHED, Question.created_at <= at - QUESTIONS_KEPT)
    return changed(old)


def _add(subscriber: Subscriber) -> Subscriber | None:
    try:
        with db.session.begin_nested():
            db.session.add(subscriber)
    except IntegrityError:
        return None
    return subscriber


def _forget(some: Sequence[Subscriber]) -> None:
    _take_back(some)
    for subscriber in some:
        db.session.delete(subscriber)


def _take_back(some: Sequence[Subscriber]) -> None:
    outbox.take_back(subscriber.letter_id for subscriber in some if subscriber.letter_id)


def _erase(question: Question) -> str:
    """Erase what the reader wrote, and return where to tell them."""
    address = question.address
    question.erase()
    question.crisis = False
    return address


def _tell_once(change: Change) -> bool:
    """Note that a change is told; False when it was."""
    words = postgresql if db.session.connection().dialect.name == "postgresql" else sqlite
    row = {"day": change.day, "slug": change.slug, "at": now()}
    new = words.insert(ToldChange).values(row).on_conflict_do_nothing().returning(ToldChange.day)
    return db.session.execute(new).first() is not None
