"""Questions about people and their sessions."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import func, select

from app.accounts.address import address_print
from app.accounts.models import Link, Passkey, Purpose, RecoveryCode, Role, Session, SignIn, User, UserRole
from app.accounts.sessions import is_alive
from app.core.db import db, now

LINES = 20  # of the sign-in history that a person sees


def by_id(user_id: str) -> User | None:
    """Return a person by id."""
    return db.session.get(User, user_id)


def by_address(address: str) -> User | None:
    """Return who has this address, written as `tidy_address` writes it."""
    return db.session.execute(select(User).where(User.address_print == address_print(address))).scalar_one_or_none()


def by_uniquifier(uniquifier: str) -> User | None:
    """Return whom a half-finished sign-in belongs to."""
    return db.session.execute(select(User).where(User.fs_uniquifier == uniquifier)).scalar_one_or_none()


def everyone() -> Sequence[User]:
    """Return every account that is not erased, the oldest first."""
    return db.session.execute(select(User).where(User.data_key.is_not(None)).order_by(User.created_at)).scalars().all()


def live_session(token: str) -> Session | None:
    """Return the session that a cookie stands for, unless it ended, ran out, or its person may not sign in any more."""
    statement = select(Session).join(Session.user).where(Session.token == sha256(token.encode()).digest())
    session = db.session.execute(statement.where(User.active)).scalar_one_or_none()
    return session if session is not None and is_alive(session, now()) else None


def live_sessions(user: User) -> list[Session]:
    """Return where a person is signed in, the newest use first."""
    statement = select(Session).where(Session.user_id == user.id, Session.ended_at.is_(None))
    at = now()
    found = db.session.execute(statement.order_by(Session.seen_at.desc())).scalars()
    return [session for session in found if is_alive(session, at)]


def sign_ins(user: User) -> Sequence[SignIn]:
    """Return the newest lines of a person's sign-in history."""
    statement = select(SignIn).where(SignIn.user_id == user.id).order_by(SignIn.id.desc()).limit(LINES)
    return db.session.execute(statement).scalars().all()


def passkey_of(user: User, passkey_id: str) -> Passkey | None:
    """Return a person's own passkey; another's is as good as none."""
    return next((passkey for passkey in user.passkeys if passkey.id == passkey_id), None)


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes a person has not used."""
    return db.session.execute(select(func.count()).where(RecoveryCode.user_id == user.id)).scalar_one()


def link(token: str, *purposes: Purpose) -> Link | None:
    """Return the link that a letter brought, unless it was used, replaced or ran out."""
    statement = select(Link).where(Link.token == sha256(token.encode()).digest(), Link.purpose.in_(purposes))
    found = db.session.execute(statement.where(Link.expires_at > now())).scalar_one_or_none()
    return found if found is not None and found.user.active else None


def in_roles(*roles: Role) -> Sequence[User]:
    """Return who has one of these roles, may sign in, and has done so before."""
    having = select(UserRole.user_id).where(UserRole.name.in_(roles))
    statement = select(User).where(User.id.in_(having), User.active, User.confirmed_at.is_not(None))
    return db.session.execute(statement).scalars().all()


def others_in(role: Role, user: User) -> int:
    """Return how many other people who may sign in have a role."""
    statement = select(func.count()).select_from(UserRole).join(User, User.id == UserRole.user_id)
    return db.session.execute(statement.where(UserRole.name == role, User.active, User.id != user.id)).scalar_one()
