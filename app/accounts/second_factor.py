"""The second proof beside a password: codes of an authenticator app, and recovery codes for the day it is gone."""

from collections.abc import Sequence

from flask_security import Totp
from itsdangerous import BadSignature, URLSafeTimedSerializer
from passlib.totp import TokenError
from sqlalchemy import delete, update

from app.accounts.models import RecoveryCode, User
from app.core.db import changed, db, home
from app.core.errors import Refused
from app.core.secrets import key_for
from app.core.vault import fingerprint
from app.core.words import N_

WINDOW = 30  # seconds that the clock of a phone may be wrong, either way
SETTING_UP = 30 * 60  # seconds to bring a new app or new recovery codes under way
RECOVERY_CODES = 10


class Codes(Totp):
    """Flask-Security's codes; each counts once, which Flask-Security leaves to us."""

    def counter_of(self, code: str, secret: str) -> int | None:
        """Return the number of the half minute that `code` belongs to, or None when it is wrong."""
        try:
            return int(self._totp.verify(code, secret, window=WINDOW).counter)
        except TokenError:
            return None


def spend_code(codes: Codes, user: User, code: str) -> bool:
    """Say whether this is a code of the person's app that was never used, nor a later one; now it is.

    Of two that come at once the database lets one count.
    """
    if not user.totp:
        return False
    counter = codes.counter_of(tidy_code(code), user.totp)
    if counter is None:
        return False
    unused = update(User).where(User.id == user.id, User.totp_counter < counter).values(totp_counter=counter)
    return changed(unused) == 1


def spend_recovery_code(user: User, code: str) -> bool:
    """Say whether this is one of the person's recovery codes; now it is gone."""
    held = RecoveryCode.user_id == user.id, RecoveryCode.code == _print(user.id, code)
    return changed(delete(RecoveryCode).where(*held)) == 1


def keep_recovery_codes(user: User, codes: Sequence[str]) -> None:
    """Put new recovery codes in the place of all older ones."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.session.add_all([RecoveryCode(user_id=user.id, code=_print(user.id, code)) for code in codes])


def offered(what: str, user: User, value: object) -> str:
    """Return a sealed-off value for a hidden field: it comes back as it went, from the same person, within half an hour."""
    return str(_signer(what).dumps([user.id, value]))


def taken_up(what: str, user: User, token: str | None) -> object:
    """Return the value that `offered` sent out; raises Refused when it is older, or not of this person."""
    try:
        owner, value = _signer(what).loads(token or "", max_age=SETTING_UP)
    except BadSignature:
        owner, value = None, None
    if owner != user.id:
        raise Refused(N_("This page was open for too long. Open it again and start anew."))
    return value


def tidy_code(code: str) -> str:
    """Return a code as it is compared, however it was typed."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _print(user_id: str, code: str) -> bytes:
    return fingerprint("recovery code", f"{user_id}|{tidy_code(code)}")


def _signer(what: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key_for(f"offer {what}", home()))
