"""Doubts about a listing, and the calls that settle them. Verbs.

Each locks what it changes in one order, so that no two wait for each other: check task, center, message, reminder.
"""

from collections.abc import Iterable, Mapping

from app.centers import actions as centers
from app.centers.freshness import Field, Method
from app.centers.models import Center
from app.core import audit
from app.core.db import db, insert_into, now
from app.core.errors import Refused
from app.core.words import N_
from app.inquiries import actions, queries, reminders, taking
from app.inquiries.clocks import due_after, next_try_after
from app.inquiries.models import Called, CheckNote, CheckTask
from app.inquiries.outcomes import DOUBTS, CallOutcome, CheckResult, Finding, NotReached
from app.inquiries.topics import Topic

MOST_ATTEMPTS = 3  # then we say that we could not find out


def report(center: Center, field: Field, told: Mapping[str, str]) -> str:
    """Take in a report about one fact, doubt the fact at once, and return the code of the receipt."""
    _doubt(center, (field,))
    _inquiry, code = actions.receive(Topic.REPORT, told, center=center, field=field)
    return code


def tell_what_happened(center: Center, outcome: CallOutcome, *, sender: bytes) -> bool:
    """Note what a caller found, and doubt at once what it speaks against.

    `sender` stands for where it came from today. Returns False when that sender said the same today already:
    it then counts no more.
    """
    row = {"center_id": center.id, "outcome": outcome, "day": now().date(), "sender": sender}
    new = insert_into(Called).values(row).on_conflict_do_nothing().returning(Called.id)
    if db.session.execute(new).scalar() is None:
        return False
    audit.record("call told", _name(center), by=actions.SEEKER, outcome=outcome)
    if fields := DOUBTS[outcome]:
        _doubt(center, fields)
    return True


def open_sheet(task: CheckTask, *, by: str) -> None:
    """Take a call, and write down who read what was reported."""
    if taking.take(task, by=by):
        _refuse_ended(task)
        audit.record("call sheet opened", _name(task.center), by=f"user {by}")
        for inquiry in queries.reports_behind(task):
            actions.note_read(inquiry, by=by)
        reminders.looked(by)


def settle(task: CheckTask, results: Mapping[Field, CheckResult], *, by: str, note: str = "") -> None:
    """Write down what a center said on the phone about each field.

    The task ends when nothing is left in doubt that nobody asked about; else it rests until the next try.
    """
    taking.take(task, by=by)
    _refuse_ended(task)
    at, center = now(), task.center
    confirmed = {field for field, result in results.items() if result is CheckResult.CONFIRMED}
    wrong = {field for field, result in results.items() if result is CheckResult.WRONG}
    unasked = {doubt.field for doubt in center.doubts} - confirmed - wrong
    if confirmed:
        centers.confirm_fields(center, confirmed, method=Method.CALL, at=at)
    if wrong:
        centers.doubt_fields(center, wrong, at=at)
    found = dict.fromkeys(confirmed, Finding.AS_LISTED) | dict.fromkeys(wrong, Finding.WRONG)
    _answer_reports(center, found)
    _keep_note(task, note, by=by)
    results_by_name = {field.value: result.value for field, result in results.items()}
    audit.record("center checked", _name(center), by=f"user {by}", **results_by_name)
    _end_or_rest(task, ends=not unasked)


def not_reached(task: CheckTask, why: NotReached, *, by: str, note: str = "") -> None:
    """Write down a call that brought nothing."""
    taking.take(task, by=by)
    _refuse_ended(task)
    if why is NotReached.WRONG_NUMBER:
        centers.doubt_fields(task.center, (Field.PHONE,), at=now())
        _answer_reports(task.center, {Field.PHONE: Finding.WRONG})
    _keep_note(task, note, by=by)
    audit.record("center not reached", _name(task.center), by=f"user {by}", why=why)
    _end_or_rest(task, ends=why is not NotReached.NO_ANSWER)


def _end_or_rest(task: CheckTask, *, ends: bool) -> None:
    """End a task, also after the third call that left something open; those who still wait are told that we could not find out."""
    taking.let_go(task)
    task.attempts += not ends
    if ends or task.attempts >= MOST_ATTEMPTS:
        task.ended_at = now()
        _answer_reports(task.center, dict.fromkeys(Field, Finding.NOT_CHECKED))
    else:
        task.next_try_at = next_try_after(now())
        task.due_at = due_after(now())


def _doubt(center: Center, fields: Iterable[Field]) -> None:
    at = now()
    waiting = {
        "center_id": center.id,
        "opened_at": at,
        "due_at": due_after(at),
        "next_try_at": at,
        "voices": 1,
        "attempts": 0,
    }
    one_more = insert_into(CheckTask).values(waiting)
    one_more = one_more.on_conflict_do_update(
        index_elements=[CheckTask.center_id],
        index_where=CheckTask.ended_at.is_(None),
        set_={"voices": CheckTask.voices + 1},
    )
    db.session.execute(one_more)
    centers.doubt_fields(center, fields, at=at)


def _refuse_ended(task: CheckTask) -> None:
    if task.ended_at is not None:
        raise Refused(N_("This call is done. What was found stands on the center's page."))


def _keep_note(task: CheckTask, note: str, *, by: str) -> None:
    if note:
        db.session.add(CheckNote(task_id=task.id, text=note, by=by))


def _answer_reports(center: Center, found: Mapping[Field, Finding]) -> None:
    for inquiry in queries.open_reports(center.id):
        if inquiry.field and inquiry.field in found:
            actions.tell_finding(inquiry, found[inquiry.field])


def _name(center: Center) -> str:
    return f"center {center.id}"
