"""Turns at what is slow on purpose: hashing, and answers that must take equally long whoever is named.

A hash takes tens of milliseconds of a whole processor. Without turns, a flood of sign-ins would take every thread and
every processor from the people who look for treatment. The limit is each process's own.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore
from typing import Any

from flask import request
from werkzeug.exceptions import ServiceUnavailable

AT_ONCE, IN_LINE = 2, 1
PATIENCE = 1.0  # seconds in the line
AGAIN_IN = 5  # seconds, for whoever is turned away
EVENLY = 0.25  # seconds; longer than all that differs between an address that is known and one that is not
_places, _line = BoundedSemaphore(AT_ONCE), BoundedSemaphore(IN_LINE)


@contextmanager
def a_turn(*, evenly: bool = False) -> Iterator[None]:
    """Hold one of two places; one more may wait for a second, and everybody else is turned away at once (503).

    `evenly`: what is done inside never ends sooner than EVENLY, so that its length tells nothing.
    """
    _take_a_place()
    start = time.perf_counter()
    try:
        yield
        if evenly:
            time.sleep(max(0.0, EVENLY - (time.perf_counter() - start)))
    finally:
        _places.release()


def _take_a_place() -> None:
    if _places.acquire(blocking=False):
        return
    if not _line.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=AGAIN_IN)
    try:
        if not _places.acquire(timeout=PATIENCE):
            raise ServiceUnavailable(retry_after=AGAIN_IN)
    finally:
        _line.release()


def posts_take_even_turns(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let each POST of a view take a turn, and equally long, its commit included."""

    @wraps(view)
    def taking(*args: Any, **values: Any) -> Any:
        if request.method != "POST":
            return view(*args, **values)
        with a_turn(evenly=True):
            return view(*args, **values)

    return taking
