"""Street addresses, asked of a server on this machine that behaves well, badly, or not at all."""

import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from app.places import geocoder
from app.places.geocoder import geocode
from app.places.place import Kind

ADDRESS = "12 Main Street, Plymouth, MA 02360"
ANSWER = json.dumps([{"lat": "41.958412", "lon": "-70.667345", "display_name": "12 Main Street"}]).encode()


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        with contextlib.suppress(OSError):  # the asker has left, as it should
            self.server.behave(self)

    def say(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    running = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    running.asked, running.over = [], threading.Event()
    running.behave = lambda handler: handler.say(200, ANSWER)
    running.url = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.over.set()
    running.shutdown()
    running.server_close()
    thread.join(5)
    for asking in threading.enumerate():  # each gives its turn back before another test counts them
        if asking.name == "geocoder":
            asking.join(5)


def test_an_address_is_placed_by_the_named_server(server):
    place = geocode(ADDRESS, server.url)
    assert (place.kind, place.near) == (Kind.POINT, "41.9584,-70.6673")
    [(path, agent)] = server.asked
    question = parse_qs(urlsplit(path).query)
    assert question["q"] == [ADDRESS]
    assert question["countrycodes"] == ["us,pr,vi,gu,as,mp"]
    assert agent == "wayhome"


def test_the_server_may_live_under_a_path(server):
    assert geocode(ADDRESS, f"{server.url}/maps/").kind is Kind.POINT
    assert server.asked[0][0].startswith("/maps/search?")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"[]"),
        (200, b""),
        (200, b"not json"),
        (200, b'{"error": "no"}'),
        (200, b"[1]"),
        (200, b"[[]]"),
        (200, b"null"),
        (200, b'[{"lat": "x", "lon": "y", "display_name": ""}]'),
        (200, b'[{"lat": "NaN", "lon": "NaN", "display_name": ""}]'),
        (200, b'[{"lat": "51.5", "lon": "-0.1", "display_name": "London"}]'),
        (200, b'[{"lat": "1e9", "lon": "0", "display_name": ""}]'),
        (200, b'[{"display_name": "nowhere"}]'),
        (200, b"\xff\xfe\x00" * 100),
        (200, b"[" * 200_000),
        (403, b"{}"),
        (429, b"{}"),
        (500, b"{}"),
    ],
)
@pytest.mark.filterwarnings("ignore:Latitude normalization")  # geopy wonders at 1e9 degrees
def test_whatever_goes_wrong_the_zip_code_answers(server, status, body):
    server.behave = lambda handler: handler.say(status, body)
    started = time.perf_counter()
    assert geocode(ADDRESS, server.url).near == "02360"
    assert geocode("12 Main Street, Plymouth", server.url) is None
    assert len(server.asked) == 2
    assert time.perf_counter() - started < 1.9  # it was noticed, not waited out


def hang(handler):
    handler.server.over.wait(8)


def drip(handler):
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.over.wait(0.3):
        handler.wfile.write(b" ")


@pytest.mark.parametrize("behave", [hang, drip])
def test_a_slow_server_keeps_nobody_waiting_beyond_two_seconds(server, behave):
    server.behave = behave
    started = time.perf_counter()
    assert geocode(ADDRESS, server.url).near == "02360"
    assert 1.5 < time.perf_counter() - started < 3


def test_a_server_that_hangs_does_not_gather_questions(server, monkeypatch):
    monkeypatch.setattr(geocoder, "_turns", threading.BoundedSemaphore(1))
    server.behave = hang
    first = threading.Thread(target=geocode, args=(ADDRESS, server.url))
    first.start()
    while not server.asked:
        time.sleep(0.01)
    started = time.perf_counter()
    assert geocode(ADDRESS, server.url).near == "02360"
    assert time.perf_counter() - started < 0.5
    first.join(5)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "nonsense", "http://", "ftp://127.0.0.1/", "http://127.0.0.1:notaport", "http://[::"]
)
def test_a_server_that_is_not_there_is_no_fault(url, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    assert geocode(ADDRESS, url).near == "02360"


def test_without_a_server_nothing_is_asked_of_anybody(monkeypatch):
    def refuse(*_args, **_options):
        pytest.fail("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(geocoder, "_asked", refuse)
    assert geocode(ADDRESS, "").near == "02360"
    assert geocode("12 Main Street", "") is None
    assert geocode("02360 Main Street, Boston, MA 02118", "").near == "02118"
    assert geocode("99999 Main Street, Plymouth 02360-1234", "").near == "02360"
    assert geocode("\x00" * 10_000, "") is None
