"""How often one sender may do something. Who it was is known only as long as this process runs, and only for a day."""

import hmac
import secrets
from datetime import date
from threading import Lock

from flask import current_app, request
from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.core.db import now
from app.core.translation import ngettext

KEY_BYTES = 32
TOO_MANY = 429  # the status of an answer to a sender who must wait


class Throttle:
    """Counts by an HMAC of the sender's address under a random key that is replaced each day and never written down."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._lock = Lock()
        self._day: date | None = None
        self._key = b""

    def sender(self, address: str) -> bytes:
        """Return what stands for an address today; tomorrow it is another."""
        today = now().date()
        with self._lock:
            if today != self._day:
                self._day, self._key = today, secrets.token_bytes(KEY_BYTES)
        return hmac.digest(self._key, address.encode(), "sha256")

    def wait(self, what: str, who: str, limits: str) -> int:
        """Count one more `what` of `who`; return 0, or the seconds to wait when one of `limits` is reached.

        `limits` reads like “5/hour;20/day”. What is refused does not count.
        """
        allowed = parse_many(limits)
        for limit in allowed:
            if not self._windows.test(limit, what, who):
                reset = self._windows.get_window_stats(limit, what, who).reset_time
                return max(1, round(reset - now().timestamp()))
        for limit in allowed:
            self._windows.hit(limit, what, who)
        return 0


def throttle() -> Throttle:
    """Return this process's counters."""
    counters: Throttle = current_app.extensions["throttle"]
    return counters


def this_sender() -> str:
    """Return what stands today for the address that this request comes from."""
    return throttle().sender(request.remote_addr or "").hex()


def seconds_to_wait(what: str, limits: str) -> int:
    """Count one more `what` of this request's sender, and return 0 or how long to wait; see `Throttle.wait`."""
    return throttle().wait(what, this_sender(), limits)


def wait_words(seconds: int) -> str:
    """Return how long a sender must wait, in words; nothing where they need not."""
    if not seconds:
        return ""
    minutes = -(-seconds // 60)
    return ngettext(
        "You sent several messages. Your words are kept: press the button again in %(num)s minute.",
        "You sent several messages. Your words are kept: press the button again in %(num)s minutes.",
        minutes,
    )
