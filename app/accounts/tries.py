"""Guessing: each wrong try in a row makes the next one wait longer, and after a hundred there is none.

Tries are counted for an account as seen from one device that it has signed in from, or from all other devices
together. So whoever guesses from elsewhere makes elsewhere wait, and never the owner at their own machine.
An address that nobody has an account for is counted alike, so that waiting tells nothing either.
"""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import TryCount
from app.core.db import db, now
from app.core.vault import fingerprint

FREE = 5  # wrong tries that anybody may make while typing
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))  # then the last one again and again
MOST = 100  # in a row (NIST SP 800-63B); then only another way in is left
FOR_GOOD = timedelta(days=1)  # what a person is told to wait when no further try is allowed


def begin(what: str, who: str, device: str = "") -> int:
    """Count one more try, before anybody knows how it ends; return 0, or the seconds to wait, and then nothing is counted.

    `what` is guessed at ("password"), `who` is the account or an address, `device` one that the account has signed in from.
    """
    row = _row(_key(what, who, device))
    at = now()
    if row.tries >= MOST:
        return round(FOR_GOOD.total_seconds())
    if row.next_at > at:
        return max(1, round((row.next_at - at).total_seconds()))
    row.tries += 1
    row.at = at
    if row.tries >= FREE:
        row.next_at = at + WAITS[min(row.tries - FREE, len(WAITS) - 1)]
    return 0


def clear(what: str, who: str, device: str = "") -> None:
    """Forget the tries: the last one was right."""
    db.session.execute(delete(TryCount).where(TryCount.who == _key(what, who, device)))


def _key(what: str, who: str, device: str) -> bytes:
    return fingerprint("tries", f"{what}|{who}|{device}")


def _row(key: bytes) -> TryCount:
    """Return the count with a lock on it, so that a hundred guesses at once are a hundred guesses."""
    held = select(TryCount).where(TryCount.who == key).with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(held).scalar_one_or_none()
    if row is not None:
        return row
    try:
        with db.session.begin_nested():
            db.session.add(TryCount(who=key, at=now(), next_at=now(), tries=0))
    except IntegrityError:
        pass  # another request was first
    return db.session.execute(held).scalar_one()
