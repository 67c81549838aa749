"""Questions about who hears of changes, and about what readers asked."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import db, now
from app.core.vault import fingerprint
from app.guide import links
from app.guide.models import PublishedQuestion, Question, QuestionState, Subscriber

SHOWN = 100  # of each list of the desk


def address_print(address: str) -> bytes:
    """Return what an address is found by. It is not the print of an account: nobody can join the two."""
    return fingerprint("guide address", address)


def by_address(address: str) -> Subscriber | None:
    """Return who has this address."""
    found = select(Subscriber).where(Subscriber.address_print == address_print(address)).with_for_update()
    return db.session.execute(found).scalar_one_or_none()


def by_code(code: str) -> Subscriber | None:
    """Return whom the code of a link confirms; None for a code that is wrong, used, replaced or older than a week."""
    fresh = Subscriber.asked_at > now() - links.GOOD_FOR
    found = select(Subscriber).where(Subscriber.link_print == links.code_print(code), fresh).with_for_update()
    return db.session.execute(found).scalar_one_or_none()


def by_leave_token(token: str) -> Subscriber | None:
    """Return whom a link takes off the list; None where they left already."""
    found = select(Subscriber).where(Subscriber.id == links.leaver(token)).with_for_update()
    return db.session.execute(found).scalar_one_or_none()


def owed(most: int) -> Sequence[Subscriber]:
    """Return some of those to whom a letter is still to be posted, held for whoever posts it."""
    found = select(Subscriber).where(Subscriber.owed).limit(most).with_for_update(skip_locked=True)
    return db.session.execute(found).scalars().all()


def how_many_owed() -> int:
    """Return to how many a letter is still to be posted."""
    return db.session.execute(select(func.count()).where(Subscriber.owed)).scalar_one()


def question(id_: str, *, to_decide: bool = False) -> Question | None:
    """Return one question; `to_decide` holds it, so that two people at the desk do not decide at once."""
    found = select(Question).where(Question.id == id_)
    return db.session.execute(found.with_for_update() if to_decide else found).scalar_one_or_none()


def waiting() -> Sequence[Question]:
    """Return the questions that somebody must read: danger first, then the oldest."""
    found = select(Question).where(Question.state == QuestionState.WAITING)
    ordered = found.order_by(Question.crisis.desc(), Question.created_at).limit(SHOWN)
    return db.session.execute(ordered).scalars().all()


def how_many_wait() -> tuple[int, int]:
    """Return how many questions wait, and in how many of them stand words of danger."""
    waits = Question.state == QuestionState.WAITING
    row = db.session.execute(select(func.count(), func.count().filter(Question.crisis)).where(waits)).one()
    return row[0], row[1]


def published_of(question: Question) -> PublishedQuestion | None:
    """Return what the public reads of a question."""
    found = select(PublishedQuestion).where(PublishedQuestion.question_id == question.id)
    return db.session.execute(found).scalar_one_or_none()


def published(session: Session) -> Sequence[PublishedQuestion]:
    """Return everything published, newest first."""
    newest_first = (PublishedQuestion.published_at.desc(), PublishedQuestion.id.desc())
    return session.execute(select(PublishedQuestion).order_by(*newest_first)).scalars().all()


def published_version(session: Session) -> tuple[int, object]:
    """Return what changes whenever anything is published or taken down."""
    row = session.execute(select(func.count(PublishedQuestion.id), func.max(PublishedQuestion.published_at))).one()
    return row[0], row[1]
