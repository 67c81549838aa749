"""How long accounts keep what is only good for a while."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, or_

from app.accounts import passkeys, sessions
from app.accounts.models import Link, Session, SignIn, SpentChallenge, TryCount
from app.core.db import changed

HISTORY = timedelta(days=90)
TRIES = timedelta(days=30)  # after the last one


def forget(what: str, at: datetime) -> int:
    """Delete what is past its time at the moment `at`, of one kind, and return how many rows that were."""
    over = {
        "sessions": delete(Session).where(or_(Session.ended_at < at, Session.created_at < at - sessions.LONGEST)),
        "sign-in history": delete(SignIn).where(SignIn.at < at - HISTORY),
        "links": delete(Link).where(Link.expires_at < at),
        "passkey challenges": delete(SpentChallenge).where(
            SpentChallenge.at < at - timedelta(seconds=2 * passkeys.ANSWER_WITHIN)
        ),
        "counts of tries": delete(TryCount).where(TryCount.at < at - TRIES),
    }
    return changed(over[what])


KINDS = ("sessions", "sign-in history", "links", "passkey challenges", "counts of tries")
RULES = tuple((what, partial(forget, what)) for what in KINDS)
