"""How long a person stays signed in, and when that ends."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update

from app.accounts.models import Link, Session, User
from app.core.db import changed, db, now

IDLE = timedelta(minutes=30)
IDLE_WITH_RECORDS = timedelta(minutes=15)  # for whoever may open personal records, and every role may
LONGEST = timedelta(hours=12)  # whatever they do
FRESH = timedelta(minutes=10)  # how long a proof is good enough for what can do harm
NOTED = timedelta(minutes=1)  # how exactly the last use is known
MOST = 5  # at once; a further one ends the one that was not used for longest
TOKEN_BYTES = 32


def idle_limit(user: User) -> timedelta:
    """Return after how long without a page a person is signed out."""
    return IDLE_WITH_RECORDS if user.roles else IDLE


def is_alive(session: Session, at: datetime) -> bool:
    """Say whether a session counts at the moment `at`."""
    return (
        session.ended_at is None
        and at - session.seen_at < idle_limit(session.user)
        and at - session.created_at < LONGEST
    )


def is_fresh(session: Session, at: datetime) -> bool:
    """Say whether the person proved who they are within the last minutes."""
    return at - session.proved_at < FRESH


def begin(user: User, *, browser: str) -> str:
    """Sign a person in, and return the token for their cookie; only its hash is kept."""
    newest_first = select(Session).where(Session.user_id == user.id, Session.ended_at.is_(None))
    for session in db.session.execute(newest_first.order_by(Session.seen_at.desc()).offset(MOST - 1)).scalars():
        end(session)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(Session(user_id=user.id, token=sha256(token.encode()).digest(), browser=browser))
    return token


def note_use(session: Session) -> None:
    """Move the idle limit on."""
    session.seen_at = now()


def note_proof(session: Session) -> None:
    """Say that the person proved who they are once more."""
    session.proved_at = now()


def end(session: Session) -> None:
    """Sign out of one browser."""
    session.ended_at = now()


def end_all(user: User, *, but: Session | None = None) -> int:
    """Sign a person out everywhere, or everywhere else; return of how many browsers."""
    open_ones = update(Session).where(Session.user_id == user.id, Session.ended_at.is_(None))
    if but is not None:
        open_ones = open_ones.where(Session.id != but.id)
    return changed(open_ones.values(ended_at=now()))


def forget_all() -> None:
    """Sign everybody out and let no link in a letter be good any more: of older data nobody knows what was used up since."""
    db.session.execute(delete(Session))
    db.session.execute(delete(Link))
