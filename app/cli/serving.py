"""`wayhome serve`: the web site, ready from an empty directory on."""

import errno
import gc
import socket
import threading
import time
from dataclasses import replace
from http import HTTPStatus

import click
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.cli import webserver, worker, workers
from app.cli.seeding import seed_when_empty
from app.core.assets import compress_static
from app.core.config import Settings
from app.core.db import db, leave_some_to_readers
from app.core.errors import Refused
from app.directory.results import PAGE_SIZE
from app.places.gazetteer import gazetteer
from app.search.drawings import KEPT

BY = "wayhome serve"
REST_SECONDS = 0.05
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to say where to look, not where to listen


@click.command()
@click.option("--host", help="The address to listen on, instead of HOST (127.0.0.1).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="The port, instead of PORT (8000); 0 takes one that is free."
)
def serve(host: str | None, port: int | None) -> None:
    """Serve the site; bring the database up to date first."""
    settings = Settings.from_environment()
    settings = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
    )
    listener = listen(settings.host, settings.port)
    compress_static()
    prepare(create_app(settings))
    gazetteer()  # read once, and shared by every process
    say_where(listener)
    web = [lambda: webserver.answer(warm_app(settings), listener)] * settings.workers
    workers.keep_working([*web, lambda: worker.work(create_app(settings))])


def warm_app(settings: Settings) -> Flask:
    """Return the app with the directory in memory, so that nobody waits for it."""
    flask_app = create_app(settings)
    with flask_app.app_context():
        flask_app.extensions["catalog"].current()
        leave_some_to_readers(webserver.THREADS)
    flask_app.test_client().get("/centers")  # draws the frame of every later page
    gc.freeze()  # what stays for good need not be looked through at each collection
    threading.Thread(target=draw_ahead, args=(flask_app,), daemon=True).start()
    return flask_app


def draw_ahead(flask_app: Flask, rest: float = REST_SECONDS) -> int:
    """Draw the card of every center before anybody asks for it, and return how many pages of them there were.

    Who asks meanwhile hardly notices: after each page of them this rests for so many seconds.
    """
    client = flask_app.test_client()
    for page in range(1, KEPT // PAGE_SIZE + 1):
        if client.get(f"/centers?page={page}").status_code != HTTPStatus.OK:
            return page - 1
        time.sleep(rest)
    return KEPT // PAGE_SIZE


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises Refused with the reason when it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Refused(f"“{host}” is not an address to listen on.") from error
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(webserver.MOST_CONNECTIONS)
    except OSError as error:
        listener.close()
        raise Refused(_why_not(error, host, port)) from error
    return listener


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program; choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used without more rights; choose one from 1024 on with --port."
    return f"Nothing can listen on {host}, port {port}: {error.strerror}."


def prepare(flask_app: Flask) -> None:
    """Bring the tables up to date, and load the demonstration data when there is no center at all."""
    with flask_app.app_context():
        upgrade()
        seed_when_empty(by=BY)
        db.session.remove()
        db.engine.dispose()  # a connection may not be shared with the workers


def say_where(listener: socket.socket) -> None:
    """Print the one line that tells a person, or a test, where the site is."""
    host, port = listener.getsockname()[:2]
    host = EVERYWHERE.get(host, host)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Wayhome is at http://{shown}:{port}")
