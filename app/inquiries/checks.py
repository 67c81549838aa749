"""Doubts about a listing, and the calls that settle them. Verbs."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.centers import actions as centers
from app.centers.freshness import Field, Method
from app.centers.models import Center
from app.core import audit
from app.core.db import db, now
from app.inquiries import actions
from app.inquiries.clocks import due_after
from app.inquiries.models import Called, CheckTask, Inquiry, InquiryState
from app.inquiries.outcomes import DOUBTS, CallOutcome, CheckResult, Finding, NotReached
from app.inquiries.topics import Topic

MOST_ATTEMPTS = 3  # then we say that we could not find out
NEXT_TRY = timedelta(hours=20)  # another day, at another hour


def report(center: Center, field: Field, told: Mapping[str, str]) -> str:
    """Take in a report about one fact, doubt the fact at once, and return the code of the receipt."""
    _inquiry, code = actions.receive(Topic.REPORT, told, center=center, field=field)
    _doubt(center, (field,))
    return code


def tell_what_happened(center: Center, outcome: CallOutcome, *, sender: bytes) -> bool:
    """Note what a caller found, and doubt at once what it speaks against.

    `sender` stands for where it came from today. Returns False when that sender said the same today already:
    it then counts no more.
    """
    row = {"center_id": center.id, "outcome": outcome, "day": now().date(), "sender": sender}
    added = db.session.execute(_insert_new(Called).values(row).returning(Called.id)).scalar()
    if added is None:
        return False
    audit.record("call told", f"center {center.id}", by=actions.SEEKER, outcome=outcome)
    if fields := DOUBTS[outcome]:
        _doubt(center, fields)
    return True


def settle(task: CheckTask, results: Mapping[Field, CheckResult], *, by: str) -> None:
    """Write down what a center said on the phone about each field, and end the task."""
    at, center = now(), task.center
    confirmed = {field for field, result in results.items() if result is CheckResult.CONFIRMED}
    wrong = {field for field, result in results.items() if result is CheckResult.WRONG}
    if confirmed:
        centers.confirm_fields(center, confirmed, method=Method.CALL, at=at)
    if wrong:
        centers.doubt_fields(center, wrong, at=at)
    found = dict.fromkeys(confirmed, Finding.AS_LISTED) | dict.fromkeys(wrong, Finding.WRONG)
    _answer_reports(center, found)
    task.ended_at, task.taken_by, task.taken_until = at, None, None
    results_by_name = {field.value: result.value for field, result in results.items()}
    audit.record("center checked", f"center {center.id}", by=f"user {by}", **results_by_name)


def not_reached(task: CheckTask, why: NotReached, *, by: str) -> None:
    """Write down a call that brought nothing; after three the task ends, and those who reported are told so."""
    at = now()
    task.attempts += 1
    task.taken_by = task.taken_until = None
    task.next_try_at = at + NEXT_TRY
    if why is NotReached.WRONG_NUMBER:
        centers.doubt_fields(task.center, (Field.PHONE,), at=at)
    if task.attempts >= MOST_ATTEMPTS or why is not NotReached.NO_ANSWER:
        task.ended_at = at
        _answer_reports(task.center, dict.fromkeys(Field, Finding.NOT_CHECKED))
    audit.record("center not reached", f"center {task.center_id}", by=f"user {by}", why=why)


def _doubt(center: Center, fields: Iterable[Field]) -> None:
    at = now()
    centers.doubt_fields(center, fields, at=at)
    db.session.flush()
    waiting = {
        "center_id": center.id,
        "opened_at": at,
        "due_at": due_after(at),
        "next_try_at": at,
        "voices": 0,
        "attempts": 0,
    }
    db.session.execute(_insert_new(CheckTask).values(waiting))
    task = db.session.execute(
        select(CheckTask).where(CheckTask.center_id == center.id, CheckTask.ended_at.is_(None))
    ).scalar_one()
    task.voices += 1


def _answer_reports(center: Center, found: Mapping[Field, Finding]) -> None:
    waiting = select(Inquiry).where(
        Inquiry.center_id == center.id, Inquiry.topic == Topic.REPORT, Inquiry.state == InquiryState.OPEN
    )
    for inquiry in db.session.execute(waiting).scalars():
        if inquiry.field and inquiry.field in found:
            actions.tell_finding(inquiry, found[inquiry.field])


def _insert_new(table: type[Called | CheckTask]) -> Any:
    """Return an INSERT that leaves out what is there already; each database has its own words for it."""
    words = postgresql if db.session.connection().dialect.name == "postgresql" else sqlite
    return words.insert(table).on_conflict_do_nothing()
