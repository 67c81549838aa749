import logging
import multiprocessing
import os
import signal
import socket
import time
from contextlib import contextmanager, suppress
from types import SimpleNamespace

import pytest

from app.cli import webserver
from app.cli.webserver import Patience

LONG = b"slug,name,street,city\n" * 900_000  # more than the system keeps for a connection


def stand_in(environ, start_response):
    """Some work, a large answer, a form, or a failure, by its path."""
    path = environ["PATH_INFO"]
    if path == "/fails":
        raise ValueError("what a person typed")
    if path == "/slow":
        time.sleep(1.5)
    body = LONG if path == "/long" else str(len(environ["wsgi.input"].read())).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def answering(patience=None, logs=None):
    """Run the server in a process of its own; yields its address and the process."""
    listener = socket.create_server(("127.0.0.1", 0))

    def work():
        if logs:
            logging.basicConfig(filename=logs, level=logging.DEBUG, force=True)
        webserver.answer(stand_in, listener, patience=patience)

    process = multiprocessing.get_context("fork").Process(target=work, daemon=True)
    process.start()
    address = listener.getsockname()
    listener.close()
    try:
        yield address, process
    finally:
        process.terminate()
        process.join(12)
        assert process.exitcode == 0, "the server did not stop by itself"


def talk(address, words, *, until=b""):
    """Send raw bytes and return everything that comes back before the server closes."""
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(words)
        return everything(connection, until)


def everything(connection, until=b""):
    received = b""
    while not until or until not in received:
        try:
            piece = connection.recv(65536)
        except ConnectionResetError:
            break
        if not piece:
            break
        received += piece
    return received


def request(path="/", method="GET", headers="", body=b""):
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n".encode() + body


def test_an_answer_does_not_name_the_server():
    with answering() as (address, _):
        head = talk(address, request()).partition(b"\r\n\r\n")[0].lower()
    assert head.startswith(b"http/1.1 200 ok")
    assert b"server:" not in head
    assert b"via:" not in head
    assert b"waitress" not in head


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (request(method="POST", headers="Content-Length: 10000000000\r\n"), b"413"),
        (
            request(method="POST", headers="Transfer-Encoding: chunked\r\n", body=b"100000\r\n" + b"a" * 1_048_576),
            b"413",
        ),
        (request(headers="X-Long: " + "a" * 1_000_000 + "\r\n"), b"431"),
        (request("/" + "a" * 65_536), b"431"),
        (b"GET /\x00 HTTP/1.1\r\n\x00\r\n\r\n", b"400"),
    ],
    ids=["10 GB body", "endless chunks", "1 MB header", "64 kB address", "no header at all"],
)
def test_what_is_too_large_or_malformed_is_refused_at_once(words, status):
    with answering() as (address, _):
        began = time.monotonic()
        with socket.create_connection(address, timeout=5) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(words)
            said = everything(connection, until=b"\r\n\r\n")
        assert said.split(b" ")[1] == status
        assert time.monotonic() - began < 1
        assert b"200 OK" in talk(address, request()), "and the next person is answered"


def test_a_search_of_ten_thousand_letters_and_a_body_of_one_megabyte_fit():
    with answering() as (address, _):
        assert talk(address, request("/centers?q=" + "%C3%A9" * 10_000)).startswith(b"HTTP/1.1 200")
        million = request(method="POST", headers="Content-Length: 1000000\r\n", body=b"a" * 1_000_000)
        assert talk(address, million).endswith(b"1000000")


def test_a_request_under_way_is_finished_before_the_server_stops():
    with answering() as (address, process), socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request("/slow"))
        time.sleep(0.2)
        os.kill(process.pid, signal.SIGTERM)
        assert everything(connection).startswith(b"HTTP/1.1 200")
        process.join(5)
        assert process.exitcode == 0


def test_a_large_answer_is_given_whole_although_the_server_was_told_to_stop():
    with answering() as (address, process), socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request("/long"))
        received = connection.recv(100)
        os.kill(process.pid, signal.SIGTERM)
        received += everything(connection)
        assert received.endswith(LONG)


@pytest.mark.parametrize(
    "slow", [b"GET / HTTP/1.1\r\nX-Slow: ", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"]
)
def test_a_request_that_trickles_in_is_cut(slow):
    with answering(Patience(seconds=1)) as (address, _), socket.create_connection(address, timeout=0.2) as connection:
        connection.sendall(slow)
        began = time.monotonic()
        while time.monotonic() - began < 10:
            try:
                connection.sendall(b"a")
                if not connection.recv(1):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert time.monotonic() - began < 8


def test_an_answer_that_is_not_taken_is_cut():
    with answering(Patience(seconds=1)) as (address, _), socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.settimeout(10)
        connection.connect(address)
        connection.sendall(request("/long"))
        time.sleep(6)
        assert len(everything(connection)) < len(LONG)


class Channel:
    """What `Patience` looks at in a connection of waitress."""

    def __init__(self, request=None):
        self.request = request
        self.total_outbufs_len = 0
        self.will_close = False


def part_of_a_request(received):
    return SimpleNamespace(header_bytes_received=100, body_bytes_received=received)


def test_patience_lasts_as_long_as_a_client_moves_enough():
    patience, slow_phone = Patience(seconds=20, least=20_000), Channel(part_of_a_request(0))
    for second in range(0, 200, 2):
        slow_phone.request.body_bytes_received = second * 1_100
        patience.end_idlers([slow_phone], second)
    assert not slow_phone.will_close
    for second in range(200, 224, 2):
        slow_phone.request.body_bytes_received += 10
        patience.end_idlers([slow_phone], second)
    assert slow_phone.will_close


def test_patience_begins_anew_with_each_request_and_asks_nothing_of_a_silent_connection():
    patience, kept, silent = Patience(seconds=20, least=20_000), Channel(), Channel()
    for second in range(0, 200, 2):
        if second % 10 == 0:
            kept.request = part_of_a_request(0)
        patience.end_idlers([kept, silent], second)
    assert not kept.will_close
    assert not silent.will_close
    assert len(patience._seen) == 1, "what is not waited for is not remembered"


def test_the_log_holds_neither_addresses_nor_words(tmp_path):
    logs = tmp_path / "log"
    with answering(logs=logs) as (address, _):
        assert b" 500 " in talk(address, request("/fails?q=private+words"))
        with socket.create_connection(address) as connection:
            connection.sendall(request("/slow?q=private+words"))
    said = logs.read_text()
    assert "The web server met an unexpected error." in said
    for private in ("127.0.0.1", "private", "/fails", "/slow"):
        assert private not in said
