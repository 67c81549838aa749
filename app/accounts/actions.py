"""The verbs of accounts: who may come in, and what they prove themselves with."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete

from app.accounts import messages, queries, sessions, tries
from app.accounts.address import address_print
from app.accounts.models import Link, Outcome, Passkey, Purpose, Role, Session, SignIn, User, UserRole
from app.accounts.second_factor import keep_recovery_codes
from app.core import audit
from app.core.db import db, now
from app.core.errors import Refused
from app.core.vault import new_id
from app.core.words import N_

GOOD_FOR = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(hours=2),
    Purpose.ADDRESS: timedelta(hours=2),
}
TOKEN_BYTES = 32
LAST_FACTOR = N_("This is your only second proof. Add another one first.")
LINK_GONE = N_("This link was used, or it is too old. Ask for a new one.")


def invite(address: str, role: Role, *, url: str, by: str) -> User:
    """Give a person an account with a role and send them a link to choose a password; again sends a new link.

    `url` is where the link leads, with “{token}” in it. Whoever has a password already keeps it and gets the role only;
    whoever was shut out begins anew.
    """
    user = queries.by_address(address) or _new_user(address)
    if role not in user.works_as:
        user.roles.append(UserRole(name=role))
    if not user.active:
        _shut(user)
        user.active, user.password = True, None
    if user.password is None:
        _send_link(user, Purpose.INVITATION, to=address, url=url)
    audit.record("user invited", _subject(user), by=by, role=role.value)
    return user


def ask_for_reset(address: str, *, url: str) -> None:
    """Send a link to choose a new password, if anybody has this address; whoever was only invited gets that link anew."""
    user = queries.by_address(address)
    if user is None or not user.active:
        return
    purpose = Purpose.RESET if user.password else Purpose.INVITATION
    _send_link(user, purpose, to=address, url=url)
    audit.record(f"{purpose.value} link sent", _subject(user), by="sign-in page")


def choose_password(link: Link, password_hash: str, *, name: str = "") -> None:
    """Take the password that a person chose through a link. It signs nobody in, and no second proof is changed by it."""
    user = link.user
    user.password = password_hash
    user.confirmed_at = user.confirmed_at or now()
    if name:
        user.name = name
    db.session.execute(delete(Link).where(Link.user_id == user.id, Link.purpose != Purpose.ADDRESS))
    sessions.end_all(user)
    user.fs_uniquifier = new_id()
    tries.clear("password", user.email)
    audit.record("password chosen", _subject(user), by=_by(user), through=link.purpose.value)
    if link.purpose is Purpose.RESET:
        messages.tell_of_change(messages.PASSWORD_CHANGED, to=user.email)


def change_password(user: User, password_hash: str, *, here: Session) -> None:
    """Take a new password from a person who is signed in; everywhere else they are signed out."""
    user.password = password_hash
    _secure(user, here)
    audit.record("password changed", _subject(user), by=_by(user))
    messages.tell_of_change(messages.PASSWORD_CHANGED, to=user.email)


def change_name(user: User, name: str) -> None:
    """Take the name by which colleagues know a person."""
    user.name = name
    audit.record("name changed", _subject(user), by=_by(user))


def ask_to_change_address(user: User, address: str, *, url: str) -> None:
    """Send a link to a new address. Nothing tells whether another account has it; its owner then gets no letter."""
    messages.tell_of_change(messages.ADDRESS_CHANGES, to=user.email)
    audit.record("address change asked for", _subject(user), by=_by(user))
    user.new_email = address
    if queries.by_address(address) is None:
        _send_link(user, Purpose.ADDRESS, to=address, url=url)


def confirm_address(link: Link) -> None:
    """Make the new address the person's own; raises Refused when it became another's meanwhile."""
    user, old, new = link.user, link.user.email, link.user.new_email
    if not new or queries.by_address(new) is not None:
        raise Refused(LINK_GONE)
    user.email, user.new_email, user.address_print = new, "", address_print(new)
    db.session.delete(link)
    sessions.end_all(user)
    user.fs_uniquifier = new_id()
    audit.record("address changed", _subject(user), by=_by(user))
    messages.tell_of_change(messages.ADDRESS_CHANGED, to=old)


def take_app(user: User, secret: str, counter: int, *, here: Session) -> None:
    """Take codes of an authenticator app as the second proof, in the place of any older app."""
    user.totp, user.totp_counter = secret, counter
    _changed_factor(user, "authenticator app added", here)


def drop_app(user: User, *, here: Session) -> None:
    """Ask for no codes any more; raises Refused when nothing else would be left."""
    if not user.passkeys:
        raise Refused(LAST_FACTOR)
    user.totp = ""
    _changed_factor(user, "authenticator app removed", here)


def keep_passkey(user: User, passkey: Passkey, *, here: Session) -> None:
    """Note that a passkey was added."""
    _changed_factor(user, "passkey added", here, passkey=passkey.id)


def drop_passkey(user: User, passkey: Passkey, *, here: Session) -> None:
    """Take a passkey away; raises Refused when nothing else would be left."""
    if user.totp_sealed is None and len(user.passkeys) == 1:
        raise Refused(LAST_FACTOR)
    user.passkeys.remove(passkey)
    _changed_factor(user, "passkey removed", here, passkey=passkey.id)


def renew_recovery_codes(user: User, codes: list[str]) -> None:
    """Take these recovery codes in the place of all older ones."""
    keep_recovery_codes(user, codes)
    audit.record("recovery codes renewed", _subject(user), by=_by(user))
    messages.tell_of_change(messages.CODES_CHANGED, to=user.email)


def note_sign_in(user: User, outcome: Outcome, *, browser: str) -> None:
    """Add a line to a person's sign-in history."""
    db.session.add(SignIn(user_id=user.id, outcome=outcome, browser=browser))


def disable(user: User, *, by: str) -> None:
    """Shut a person out, at once and everywhere."""
    user.active = False
    _shut(user)
    audit.record("user disabled", _subject(user), by=by)


def close(user: User) -> None:
    """Erase a person's account at their own wish; raises Refused when nobody could look after the site then.

    The id stays, so that the log still tells one person's acts from another's.
    """
    if Role.ADMIN in user.works_as and not queries.others_in(Role.ADMIN, user):
        raise Refused(N_("You are the last admin. Invite another one first, so that somebody can look after the site."))
    messages.tell_of_change(messages.CLOSED, to=user.email)
    user.active, user.password, user.address_print = False, None, None
    user.roles.clear()
    user.passkeys.clear()
    keep_recovery_codes(user, [])
    db.session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    _shut(user)
    user.erase()
    audit.record("account closed", _subject(user), by=_by(user))


def _new_user(address: str) -> User:
    user = User(email=address, address_print=address_print(address))
    db.session.add(user)
    db.session.flush()
    return user


def _shut(user: User) -> None:
    sessions.end_all(user)
    db.session.execute(delete(Link).where(Link.user_id == user.id))
    user.fs_uniquifier = new_id()


def _secure(user: User, here: Session) -> None:
    sessions.end_all(user, but=here)
    user.fs_uniquifier = new_id()


def _changed_factor(user: User, what: str, here: Session, **detail: str) -> None:
    _secure(user, here)
    audit.record(what, _subject(user), by=_by(user), **detail)
    messages.tell_of_change(messages.FACTOR_CHANGED, to=user.email)


def _send_link(user: User, purpose: Purpose, *, to: str, url: str) -> None:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.execute(delete(Link).where(Link.user_id == user.id, Link.purpose == purpose))
    expires_at: datetime = now() + GOOD_FOR[purpose]
    row = Link(token=sha256(token.encode()).digest(), user_id=user.id, purpose=purpose, expires_at=expires_at)
    db.session.add(row)
    messages.send_link(purpose, to=to, url=url.format(token=token))


def _subject(user: User) -> str:
    return f"user {user.id}"


def _by(user: User) -> str:
    return f"user {user.id}"
