"""Questions about what people told us."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import selectinload

from app.accounts import queries as accounts
from app.accounts.models import Role, User
from app.centers import queries as centers
from app.core.db import db, now
from app.inquiries import receipt
from app.inquiries.models import Called, CheckNote, CheckTask, Inquiry, InquiryState
from app.inquiries.outcomes import CallOutcome
from app.inquiries.topics import Topic

PAGE_SIZE = 20
DESK = Role.MODERATOR, Role.ADMIN


def by_code(code: str) -> Inquiry | None:
    """Return the message that a receipt's code opens; None for a code that is wrong, unknown or over."""
    if not code:
        return None
    found = select(Inquiry).where(Inquiry.code_print == receipt.print_of(code), Inquiry.erase_at > now())
    return db.session.execute(found.options(selectinload(Inquiry.replies))).scalar_one_or_none()


def at_the_desk(inquiry_id: str) -> Inquiry | None:
    """Return a message that the desk may read: none that goes to a center, and none whose time is over."""
    return _one(inquiry_id, Inquiry.topic != Topic.TO_CENTER)


def for_staff(inquiry_id: str, user: User) -> Inquiry | None:
    """Return a message to a center for whose intake this person works; any other is as good as none."""
    return _one(inquiry_id, _of_staff(user))


def inbox(user: User, *, done: bool, page: int) -> Sequence[Inquiry]:
    """Return one page of the messages to a person's centers: those that wait, danger first, or those that are done."""
    order = (Inquiry.last_at.desc(),) if done else (Inquiry.crisis.desc(), Inquiry.due_at)
    rows = select(Inquiry).where(_of_staff(user), _is_done(done=done)).options(selectinload(Inquiry.center))
    rows = rows.order_by(*order, Inquiry.id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return db.session.execute(rows).scalars().all()


def inbox_count(user: User, *, done: bool) -> int:
    """Return how many messages to a person's centers wait, or are done."""
    return db.session.execute(select(func.count()).where(_of_staff(user), _is_done(done=done))).scalar_one()


def call_sheet(task_id: int) -> CheckTask | None:
    """Return a check by phone."""
    return db.session.get(CheckTask, task_id)


def open_reports(center_id: int) -> Sequence[Inquiry]:
    """Return the reports about a center that wait for what a call finds, the oldest first."""
    waiting = select(Inquiry).where(
        Inquiry.center_id == center_id, Inquiry.topic == Topic.REPORT, Inquiry.state == InquiryState.OPEN
    )
    return db.session.execute(waiting.order_by(Inquiry.created_at)).scalars().all()


def reports_behind(task: CheckTask) -> Sequence[Inquiry]:
    """Return what was reported and waits for this call."""
    return [] if task.ended_at else open_reports(task.center_id)


def taps_behind(task: CheckTask) -> dict[CallOutcome, int]:
    """Return how often callers told what, since the day on which this check was opened."""
    told = select(Called.outcome, func.count()).where(
        Called.center_id == task.center_id, Called.day >= task.opened_at.date()
    )
    return dict(db.session.execute(told.group_by(Called.outcome)).all())


def call_notes(center_id: int) -> Sequence[CheckNote]:
    """Return what was noted of calls to a center, the latest first."""
    notes = select(CheckNote).join(CheckTask, CheckTask.id == CheckNote.task_id).where(CheckTask.center_id == center_id)
    return db.session.execute(notes.order_by(CheckNote.at.desc())).scalars().all()


def who_answers(inquiry: Inquiry) -> Sequence[User]:
    """Return those who may answer a message: the desk, or the intake staff of the one center that it goes to."""
    if inquiry.for_a_center:
        return centers.intake_staff(inquiry.center) if inquiry.center else []
    return accounts.in_roles(*DESK)


def _of_staff(user: User) -> ColumnElement[bool]:
    """Pick the messages that a person may read as intake staff. It is the only way to a message to a center."""
    own = [center.id for center in centers.intake_of(user)]
    return and_(Inquiry.topic == Topic.TO_CENTER, Inquiry.center_id.in_(own), Inquiry.erase_at > now())


def _is_done(*, done: bool) -> ColumnElement[bool]:
    return (Inquiry.state != InquiryState.OPEN) if done else (Inquiry.state == InquiryState.OPEN)


def _one(inquiry_id: str, *allowed: ColumnElement[bool]) -> Inquiry | None:
    found = select(Inquiry).where(Inquiry.id == inquiry_id, Inquiry.erase_at > now(), *allowed)
    return db.session.execute(found.options(selectinload(Inquiry.replies))).scalar_one_or_none()
