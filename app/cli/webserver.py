"""One process that answers the web: waitress, and a limit on how long one client may keep it waiting.

Waitress reads every request whole and keeps every answer until it is taken, so a slow client never
holds a thread. It waits for such a client without end, though; `Patience` ends that.
"""

import logging
import resource
import signal
import socket
import threading
import time
from collections.abc import Iterable
from types import FrameType
from typing import Any
from wsgiref.types import WSGIApplication

import waitress
from waitress import wasyncore

THREADS = 4
LARGEST_BODY = 1_000_001  # waitress refuses what is as large as its limit
LARGEST_HEAD = 64 * 1024  # bytes of request line and headers; ten thousand letters of a search fit in
MOST_CONNECTIONS = 4096
OWN_FILES = 128  # kept for the database, its journal, logs and the answers that overflow to disk
STOP_SECONDS = 10.0
LOOK_SECONDS = 2.0
CROWD = 64  # new connections taken in between two looks at the open ones


class Patience:
    """Ends connections that move too few bytes: a request that trickles in, an answer that is not taken."""

    def __init__(self, seconds: float = 20.0, least: int = 20_000) -> None:
        """Allow a client `seconds` for `least` bytes, again and again until its request or answer is whole."""
        self.seconds = seconds
        self.least = least
        self._seen: dict[Any, tuple[object, int, float]] = {}

    def end_idlers(self, channels: Iterable[Any], now: float) -> None:
        """Mark for closing each of waitress's channels that moved too little; `now` is in seconds."""
        seen = {}
        for channel in channels:
            moving = _moving(channel)
            if moving is None:
                continue
            thing, moved = moving
            before = self._seen.get(channel)
            if before is None or before[0] is not thing or moved - before[1] >= self.least:
                before = (thing, moved, now)
            elif now - before[2] >= self.seconds:
                channel.will_close = True
            seen[channel] = before
        self._seen = seen


def _moving(channel: Any) -> tuple[object, int] | None:
    """Return what a client is sending or taking, and a number that grows with each byte moved."""
    request = channel.request
    if request is not None:
        return request, request.header_bytes_received + request.body_bytes_received
    if channel.total_outbufs_len:
        return channel, -channel.total_outbufs_len
    return None


def answer(
    application: WSGIApplication,
    listener: socket.socket,
    *,
    patience: Patience | None = None,
) -> None:
    """Answer requests on a listening socket until SIGTERM or SIGINT; then finish those under way, for 10 s at most."""
    patience = patience or Patience()
    _keep_addresses_out_of_logs()
    sockets: dict[int, Any] = {}
    server = waitress.create_server(
        application,
        map=sockets,
        sockets=[listener],
        threads=THREADS,
        ident="",
        backlog=MOST_CONNECTIONS,
        connection_limit=min(MOST_CONNECTIONS, _files_allowed(MOST_CONNECTIONS + OWN_FILES) - OWN_FILES),
        max_request_header_size=LARGEST_HEAD,
        max_request_body_size=LARGEST_BODY,
        clear_untrusted_proxy_headers=False,  # core/sessions.py decides how many proxies to believe; by itself none
        channel_timeout=30,
        cleanup_interval=5,
        log_socket_errors=False,
    )
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()
        server.pull_trigger()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    next_look = 0.0
    while not stopping.is_set():
        open_before = len(sockets)
        _turn(sockets, 1.0)
        if len(sockets) > open_before:
            _accept_waiting(server, sockets)
        if (now := time.monotonic()) >= next_look:
            patience.end_idlers(server.active_channels.values(), now)
            next_look = now + LOOK_SECONDS
    _finish(server, sockets)


def _turn(sockets: dict[int, Any], seconds: float) -> None:
    wasyncore.loop(timeout=seconds, use_poll=True, map=sockets, count=1)


def _accept_waiting(server: Any, sockets: dict[int, Any]) -> None:
    """Take in a crowd at once: by itself waitress accepts one connection in a turn over all that are open."""
    for _ in range(CROWD):
        open_before = len(sockets)
        if not server.readable():
            return
        server.handle_accept()
        if len(sockets) == open_before:
            return


def _finish(server: Any, sockets: dict[int, Any]) -> None:
    wasyncore.dispatcher.close(server)  # the listening socket only; the open connections go on
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until and any(
        channel.requests or _moving(channel) for channel in server.active_channels.values()
    ):
        _turn(sockets, 0.1)
    server.task_dispatcher.shutdown(timeout=1)
    wasyncore.close_all(sockets)


def _files_allowed(wanted: int) -> int:
    """Raise the limit of open files as far as it may go towards `wanted`, and return it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    reachable = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (reachable, hard))
    return reachable


def _keep_addresses_out_of_logs() -> None:
    """Let waitress say that something went wrong, never where a person came from or what they asked for."""
    logging.getLogger("waitress").addFilter(_without_words)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def _without_words(record: logging.LogRecord) -> bool:
    if record.levelno >= logging.ERROR or record.exc_info:
        record.msg, record.args = "The web server met an unexpected error.", ()
    return record.levelno >= logging.WARNING
