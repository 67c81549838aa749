"""`wayhome worker`: what goes on beside the web: letters leave, and what is due is erased."""

import logging
import signal
import threading
import time
from types import FrameType

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import create_app
from app.cli.workers import ENDING
from app.core import keeping, postman
from app.core.db import db
from app.core.errors import Refused

BY = "wayhome worker"
LOOK_SECONDS = 2.0
PURGE_SECONDS = 3600.0
REST_SECONDS = 10.0  # after the database did not answer

log = logging.getLogger(__name__)


@click.command("worker")
def start_worker() -> None:
    """Send letters and erase what is due, until SIGTERM or Control-C; `wayhome serve` does so too."""
    work(create_app())


def work(flask_app: Flask) -> None:
    """Look for work again and again until SIGTERM or SIGINT; the letter under way is finished first."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for ending in ENDING:
        signal.signal(ending, stop)
    next_purge = 0.0
    with flask_app.app_context():
        while not stopping.is_set():
            rest = LOOK_SECONDS
            try:
                postman.deliver(stopping.is_set)
                if time.monotonic() >= next_purge and keeping.is_due():
                    next_purge = time.monotonic() + PURGE_SECONDS
                    keeping.purge(by=BY)
            except Refused as refused:
                log.warning("%s", refused)
            except (SQLAlchemyError, OSError) as error:
                log.warning("The worker rests, and tries again: %s.", type(error).__name__)
                rest = REST_SECONDS
            db.session.remove()
            stopping.wait(rest)
