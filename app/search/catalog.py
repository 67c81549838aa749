"""The index this process answers from: it follows the change log and is swapped whole."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.core.db import db
from app.search import queries
from app.search.index import Index
from app.search.queries import Change

LOOK_SECONDS = 0.25
# After a first reading that failed: a person waits for one connect time-out at most, not for everybody's.
REFUSE_SECONDS = 1.0
# A longer tail behind the sorted rows is sorted in.
LONGEST_TAIL = 1000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that one answer is made from. `version` names the data it stands on, alike in every process.

    `turn` counts the snapshots of this process; `changed` tells at which of them a center last changed, and `read`
    at which everything was read anew because nobody knew what had changed.
    """

    index: Index
    version: str
    demonstration: bool
    turn: int = 1
    read: int = 1
    changed: Mapping[int, int] = field(default_factory=dict)

    def changed_at(self, center_id: int) -> int:
        """Return the turn from which on what was drawn of a center still holds."""
        return max(self.read, self.changed.get(center_id, 0))


class Catalog:
    """Holds the newest snapshot. Any number of threads may ask; one at a time refreshes, the others do not wait."""

    def __init__(self, sessions: Callable[[], Session]) -> None:
        self._sessions = sessions
        self._lock = Lock()
        self._snapshot: Snapshot | None = None
        self._change = Change(0, None)
        self._look_at = 0.0
        self._failure: SQLAlchemyError | None = None

    def current(self) -> Snapshot:
        """Return the newest snapshot, at most a quarter of a second behind the database.

        Goes on with the old one while the database does not answer; raises SQLAlchemyError only before the first,
        and then at once while another thread tries again, or for a second after it tried.
        """
        snapshot = self._snapshot
        if snapshot is None:
            return self._first()
        if monotonic() < self._look_at or not self._lock.acquire(blocking=False):
            return snapshot
        try:
            return self._refresh(snapshot)
        except SQLAlchemyError as error:
            log.warning("the search goes on with what it has: %s", type(error).__name__)
            return snapshot
        finally:
            self._look_at = monotonic() + LOOK_SECONDS
            self._lock.release()

    @property
    def demonstration(self) -> bool:
        """Whether any center is invented; False while no database has answered yet."""
        try:
            return self.current().demonstration
        except SQLAlchemyError:
            return False

    def _first(self) -> Snapshot:
        """Read everything. All wait for the first attempt; nobody waits for another thread's later ones."""
        failure = self._failure
        if failure is None:
            self._lock.acquire()
        elif monotonic() < self._look_at or not self._lock.acquire(blocking=False):
            raise failure.with_traceback(None)
        try:
            return self._snapshot or self._attempt(failure)
        finally:
            self._lock.release()

    def _attempt(self, known: SQLAlchemyError | None) -> Snapshot:
        """Read everything, unless another thread just failed to while this one waited."""
        if self._failure is not None and self._failure is not known:
            raise self._failure.with_traceback(None)
        try:
            return self._refresh(None)
        except SQLAlchemyError as error:
            self._failure, self._look_at = error, monotonic() + REFUSE_SECONDS
            raise

    def _refresh(self, held: Snapshot | None) -> Snapshot:
        with self._sessions() as session:
            newest = queries.latest_change(session)
            if held and newest == self._change:
                return held
            snapshot = self._next(session, held, newest)
        self._snapshot, self._change = snapshot, newest
        return snapshot

    def _next(self, session: Session, held: Snapshot | None, newest: Change) -> Snapshot:
        """Patch the index with the few named changes, or read everything again."""
        version, demonstration = _version(newest), queries.has_demonstration(session)
        known = held and newest.number > self._change.number
        changed = queries.changes_since(session, self._change.number) if known else None
        turn = held.turn + 1 if held else 1
        if held is None or changed is None:
            return Snapshot(Index.build(queries.rows(session)), version, demonstration, turn, turn)
        index = self._patched(session, held.index, changed)
        log = {**held.changed, **dict.fromkeys(changed, turn)}
        return Snapshot(index, version, demonstration, turn, held.read, log)

    def _patched(self, session: Session, index: Index, changed: set[int]) -> Index:
        if index.tail >= LONGEST_TAIL:
            return Index.build(queries.rows(session))
        rows = queries.rows_of(session, changed)
        return index.patched(rows, changed.difference(row.id for row in rows))


def _version(change: Change) -> str:
    """Name the data: two databases may count alike, but not at the same microsecond."""
    return f"{change.number}-{change.at:%Y%m%d%H%M%S%f}" if change.at else "0"


def init_app(app: Flask) -> None:
    """Give the app its catalog, `app.extensions["catalog"]`; nothing is read before the first question."""
    with app.app_context():
        app.extensions["catalog"] = Catalog(sessionmaker(db.engine))
