"""The password of somebody who is not signed in yet, or must prove who they are once more.

This is the one place outside `saves` that opens transactions of its own. A wrong try has to count although the answer is
no, and it counts before the password is looked at, so that a hundred at once are a hundred. And nobody may hold the
database's write lock while hashing.
"""

from dataclasses import dataclass

from app.accounts import passwords, queries, tries
from app.accounts.models import Outcome, SignIn
from app.core.db import db, transaction


class TooSoon(Exception):
    """Too many wrong tries; the next one may be made in so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class RightPassword:
    """A password that was right, and what is to be tidied up after it."""

    user_id: str
    address: str
    device: str
    line: int

    def passed(self, outcome: Outcome | None) -> None:
        """Forget the tries, and say in the history how it went on; nothing for a proof that is no sign-in."""
        tries.clear("password", self.address, self.device)
        line = db.session.get(SignIn, self.line)
        if line is not None and outcome is None:
            db.session.delete(line)
        elif line is not None and outcome is not None:
            line.outcome = outcome


def try_password(address: str, password: str, *, device: str, browser: str) -> RightPassword | None:
    """Say whether this is the password of the account with this address; it costs the same when there is none.

    The view takes an even turn for it (`turns`). Raises TooSoon.
    """
    with transaction():
        wait = tries.begin("password", address, device)
        user = queries.by_address(address)
        line = SignIn(user_id=user.id, outcome=Outcome.WRONG_PASSWORD, browser=browser) if user else None
        if line is not None and not wait:
            db.session.add(line)
            db.session.flush()
        user_id, kept = (user.id, user.password if user.active else None) if user else ("", None)
        number = line.id if line is not None else 0
    if wait:
        raise TooSoon(wait)
    return RightPassword(user_id, address, device, number) if passwords.matches(password, kept) else None
