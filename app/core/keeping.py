"""What is kept how long: each room says what it erases when; one purge erases all that is due."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import Flask, current_app
from sqlalchemy import select

from app.core import audit, data_keys, once, outbox, tray
from app.core.config import Settings
from app.core.db import db, now, transaction, write_the_file_anew
from app.core.errors import Refused
from app.core.files import erase_older
from app.core.outbox import LetterState
from app.core.this_database import ThisDatabase, this_database

EVERY = timedelta(hours=1)
LONGEST_LEAP = timedelta(hours=24)  # of the clock since the last purge; more may be a clock that is wrong
TRAY_KEPT = timedelta(days=7)
BACKUPS_KEPT = timedelta(days=30)
Erase = Callable[[datetime], int]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of thing that is not kept for ever. `erase` removes what is due at a moment and returns how many."""

    what: str
    erase: Erase


def keep(app: Flask, what: str, erase: Erase) -> None:
    """Add a rule. `what` is said to the operator (“letters that were sent”); `erase` works inside a transaction."""
    rules: list[Rule] = app.extensions.setdefault("keeping", [])
    rules.append(Rule(what, erase))


def init_app(app: Flask) -> None:
    """Give the app the rules of the core; each room adds its own."""
    settings: Settings = app.config["SETTINGS"]
    keep(app, "answers to forms", once.erase_answers)
    keep(app, "letters that were sent", partial(outbox.erase_ended, LetterState.SENT))
    keep(app, "letters that were given up", partial(outbox.erase_ended, LetterState.FAILED))
    keep(app, "letters in files", lambda at: erase_older(tray.tray(settings), at - TRAY_KEPT))
    keep(app, "backups in files", lambda at: erase_older(settings.home / "backups", at - BACKUPS_KEPT))
    keep(app, "keys set aside by a restore", lambda at: data_keys.erase_set_aside(settings.home, at))


def last_purge() -> datetime | None:
    """Return when what was due was erased last; None when it never was."""
    try:
        return db.session.execute(select(ThisDatabase.purged_at)).scalar_one_or_none()
    finally:
        db.session.rollback()


def is_due() -> bool:
    """Say whether the last purge was an hour ago, or is not to be believed."""
    last = last_purge()
    return last is None or abs(now() - last) >= EVERY


def purge(*, by: str, confirm_clock: bool = False) -> dict[str, int]:
    """Erase all that is due and return how many of each kind; each kind is one transaction.

    Raises Refused, with nothing erased, when the clock leapt and nobody says that it is right; and at the end
    when a kind could not be erased, after all others were.
    """
    at = now()
    _look_at_the_clock(at, confirm_clock=confirm_clock)
    counts, troubles = {}, []
    rules: list[Rule] = current_app.extensions["keeping"]
    for rule in rules:
        try:
            with transaction():
                counts[rule.what] = rule.erase(at)
                if counts[rule.what]:
                    audit.record("purged", rule.what, by=by, count=counts[rule.what])
        except Exception as error:  # noqa: BLE001 - one room's mistake must not keep alive what others promised to erase
            troubles.append(f"{rule.what} ({type(error).__name__})")
    with transaction():
        this_database().purged_at = at
    data_keys.refresh()
    if not write_the_file_anew():
        log.warning("The database is in use; scraps of what was erased leave its file with the next purge.")
    if troubles:
        raise Refused(f"Not erased: {', '.join(troubles)}. All else that was due is erased.")
    return counts


def _look_at_the_clock(at: datetime, *, confirm_clock: bool) -> None:
    last = last_purge()
    if last and at - last > LONGEST_LEAP and not confirm_clock:
        raise Refused(
            f"Nothing was erased: the last purge was at {last:%Y-%m-%d %H:%M} UTC, and the clock says {at:%Y-%m-%d %H:%M}. "
            "If the clock is right, run `wayhome purge --confirm-clock`."
        )
