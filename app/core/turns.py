"""One writer at a time in this process, and never so many waiting for a stuck database that nobody answers readers."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident
from time import monotonic

from sqlalchemy.exc import TimeoutError as NoTurn

STUCK_SECONDS = 1.0  # a turn takes milliseconds; one that lasts longer waits for another process
LOOK_SECONDS = 0.1


class Turns:
    """The turns to write. `most_waiting`: so many may wait to the end; a web server sets it below its threads."""

    def __init__(self, seconds: float) -> None:
        """Let a writer wait for so many `seconds`."""
        self.seconds = seconds
        self.most_waiting: int | None = None
        self._turn = Lock()
        self._holder, self._moved_at = 0, 0.0
        self._counting = Lock()
        self._waiting = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and hold it; raises NoTurn (SQLAlchemy's TimeoutError) when it does not come in time.

        Beyond `most_waiting`, that is as soon as no turn has ended well for a second. Raises RuntimeError inside a turn.
        """
        if self._holder == get_ident():
            raise RuntimeError("A transaction is open already; verbs work in the one of their caller.")
        with self._counting:
            patient = self.most_waiting is None or self._waiting < self.most_waiting
            self._waiting += patient
        try:
            self._wait(patient=patient)
            try:
                yield
                self._moved_at = monotonic()
            finally:
                self._holder = 0
                self._turn.release()
        finally:
            with self._counting:
                self._waiting -= patient

    def _wait(self, *, patient: bool) -> None:
        until = monotonic() + self.seconds
        if self._turn.acquire(blocking=False):
            self._moved_at = monotonic()
        else:
            while not self._turn.acquire(timeout=LOOK_SECONDS):
                at = monotonic()
                if at >= until or (not patient and at - self._moved_at >= STUCK_SECONDS):
                    raise NoTurn("Others have been writing for too long.")
        self._holder = get_ident()
