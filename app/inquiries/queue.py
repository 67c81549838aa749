"""The desk's queue: everything that waits for somebody, worst first. Questions.

First come words of danger, then what is late, then what several people found wrong, then the rest by when it is due.
A call that was made in vain rests at the end until its next try. A message to a center is never in it, and a report
waits inside the call that will settle it. What is answered, closed or called stands in a list of its own, until it is
erased.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Subquery, and_, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from app.core.db import db
from app.inquiries.models import CheckTask, Inquiry, InquiryState
from app.inquiries.topics import Topic

PAGE_SIZE = 20
SEVERAL = 3  # voices; what so many found wrong goes before what one did
CALLS = "calls"  # the kind of a check by phone; the kind of a message is its topic
DANGER, LATE, HEAVY, WAITING, RESTING, DONE = range(6)


class Show(StrEnum):
    """Which part of it: all that waits, what one has taken oneself, or what needs nobody any more."""

    ALL = "all"
    MINE = "mine"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of the queue. `kind`: a topic, CALLS, or "" for everything."""

    by: str
    show: Show = Show.ALL
    kind: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that waits, and how urgent it is (DANGER to RESTING, or DONE)."""

    urgency: int
    item: Inquiry | CheckTask


def entries(asked: Asked, at: datetime) -> list[Entry]:
    """Return one page of the queue; of what is done, the latest first."""
    rows = _rows(asked, at)
    order = (rows.c.due_at.desc(), rows.c.id) if asked.show is Show.DONE else _worst_first(rows)
    page = select(rows).order_by(*order).limit(PAGE_SIZE).offset((asked.page - 1) * PAGE_SIZE)
    found = [(row.urgency, (row.kind, row.id)) for row in db.session.execute(page)]
    items = _items(key for _urgency, key in found)
    return [Entry(urgency, items[key]) for urgency, key in found]


def next_free(by: str, at: datetime, most: int = 5) -> list[Inquiry | CheckTask]:
    """Return the worst few that nobody has and that do not rest; a few, because somebody may be quicker at the first."""
    rows = _rows(Asked(by), at)
    free = or_(rows.c.taken_until.is_(None), rows.c.taken_until <= at), rows.c.urgency < RESTING
    found = [
        (row.kind, row.id)
        for row in db.session.execute(select(rows).where(*free).order_by(*_worst_first(rows)).limit(most))
    ]
    items = _items(found)
    return [items[key] for key in found]


def total(asked: Asked, at: datetime) -> int:
    """Return how much of the queue somebody asked to see."""
    return db.session.execute(select(func.count()).select_from(_rows(asked, at))).scalar_one()


def counts(at: datetime) -> dict[str, int]:
    """Return how much waits of each kind; what nothing waits of is left out."""
    rows = _rows(Asked(by=""), at)
    return dict(db.session.execute(select(rows.c.kind, func.count()).group_by(rows.c.kind)).all())


def _rows(asked: Asked, at: datetime) -> Subquery:
    parts = (_answered(at), _called()) if asked.show is Show.DONE else (_messages(at), _calls(at))
    rows = union_all(*parts).subquery()
    wanted = select(rows)
    if asked.show is Show.MINE:
        wanted = wanted.where(rows.c.taken_by == asked.by, rows.c.taken_until > at)
    if asked.kind:
        wanted = wanted.where(rows.c.kind == asked.kind)
    return wanted.subquery()


def _messages(at: datetime) -> Select[*tuple[Any, ...]]:
    called_about = select(CheckTask.id).where(CheckTask.center_id == Inquiry.center_id, CheckTask.ended_at.is_(None))
    inside_a_call = and_(Inquiry.topic == Topic.REPORT, ~Inquiry.crisis, called_about.exists())
    urgency = case((Inquiry.crisis, DANGER), (Inquiry.due_at <= at, LATE), else_=WAITING)
    return _of_messages(urgency, Inquiry.due_at).where(Inquiry.state == InquiryState.OPEN, ~inside_a_call)


def _answered(at: datetime) -> Select[*tuple[Any, ...]]:
    over = Inquiry.state.in_((InquiryState.ANSWERED, InquiryState.CLOSED))
    return _of_messages(literal(DONE), Inquiry.last_at).where(over, Inquiry.erase_at > at)


def _of_messages(urgency: ColumnElement[int], order: InstrumentedAttribute[datetime]) -> Select[*tuple[Any, ...]]:
    return select(
        cast(Inquiry.topic, String).label("kind"),
        Inquiry.id.label("id"),
        urgency.label("urgency"),
        order.label("due_at"),
        Inquiry.taken_by.label("taken_by"),
        Inquiry.taken_until.label("taken_until"),
    ).where(Inquiry.topic != Topic.TO_CENTER)


def _calls(at: datetime) -> Select[*tuple[Any, ...]]:
    urgency = case(
        (CheckTask.next_try_at > at, RESTING),
        (CheckTask.due_at <= at, LATE),
        (CheckTask.voices >= SEVERAL, HEAVY),
        else_=WAITING,
    )
    return _of_calls(urgency, CheckTask.due_at).where(CheckTask.ended_at.is_(None))


def _called() -> Select[*tuple[Any, ...]]:
    return _of_calls(literal(DONE), CheckTask.ended_at).where(CheckTask.ended_at.is_not(None))


def _of_calls(urgency: ColumnElement[int], order: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    return select(
        literal(CALLS).label("kind"),
        cast(CheckTask.id, String).label("id"),
        urgency.label("urgency"),
        order.label("due_at"),
        CheckTask.taken_by.label("taken_by"),
        CheckTask.taken_until.label("taken_until"),
    )


def _worst_first(rows: Subquery) -> tuple[ColumnElement[Any], ...]:
    return rows.c.urgency, rows.c.due_at, rows.c.id


def _items(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Inquiry | CheckTask]:
    """Read the rows that these kinds and ids name, each with its center."""
    keys = list(keys)
    called = [int(row_id) for kind, row_id in keys if kind == CALLS]
    written = [row_id for kind, row_id in keys if kind != CALLS]
    calls = select(CheckTask).where(CheckTask.id.in_(called)).options(selectinload(CheckTask.center))
    messages = select(Inquiry).where(Inquiry.id.in_(written)).options(selectinload(Inquiry.center))
    return {(CALLS, str(task.id)): task for task in db.session.execute(calls).scalars()} | {
        (inquiry.topic.value, inquiry.id): inquiry for inquiry in db.session.execute(messages).scalars()
    }
