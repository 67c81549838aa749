"""Taking something for a quarter of an hour, so that two people do not do the same. Verbs."""

from sqlalchemy import or_, update

from app.core.db import db, now
from app.core.errors import Refused
from app.core.words import N_
from app.inquiries.clocks import TAKEN_FOR
from app.inquiries.models import CheckTask, Inquiry

HELD = N_("A colleague has this now. Take another one, or come back later.")


def take(item: Inquiry | CheckTask, *, by: str) -> bool:
    """Take something, or keep for as long again what one has; return whether it is newly taken.

    Of two who try at once one gets it; for the other it raises Refused. `item` is read again under a lock.
    """
    table, at = type(item), now()
    renewed = item.taker(at) == by
    free = or_(table.taken_until.is_(None), table.taken_until <= at, table.taken_by == by)
    taken = update(table).where(table.id == item.id, free).values(taken_by=by, taken_until=at + TAKEN_FOR)
    got = db.session.execute(taken.returning(table.id).execution_options(synchronize_session=False)).scalar()
    db.session.refresh(item)
    if got is None:
        raise Refused(HELD)
    return not renewed


def release(item: Inquiry | CheckTask, *, by: str) -> None:
    """Give back what one took; what somebody else has stays theirs."""
    if item.taker(now()) not in {None, by}:
        raise Refused(HELD)
    let_go(item)


def let_go(item: Inquiry | CheckTask) -> None:
    """Put something back where everybody may take it."""
    item.taken_by = item.taken_until = None
