"""Choose the web server: first who keeps serving beside 500 slow connections, then who is fastest.

    .venv/bin/python tests/benchmarks/servers.py

A stand-in app (an empty view, a 29 KB page, a page that reads the database, a 1 MB answer, a form) runs
on each candidate, one process each, set as well as it can be; gunicorn's sync worker is there to show
that the test can fail. Speed is decided by the page that reads the database, asked for by 400 at once:
that is when a server's speed matters, and a thread for every connection costs most.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import click
from flask import Flask, Response, request
from measuring import BIN, free_port, on_core, rate, started, table
from sqlalchemy import Engine, create_engine, text

SLOW_CLIENTS = Path(__file__).parents[1] / "faults" / "slow_clients.py"
ENOUGH = 0.999
CROWD = 400
STORE = "STAND_IN_STORE"  # the environment's name for the stand-in's database file
PAGE = [f"<li><a href='/centers/{number}'>Center number {number}</a></li>".encode() for number in range(480)]
LARGE = b"slug,name,street,city,state,zip\n" * 32768

WAITRESS = (
    "import sys, waitress; from servers import stand_in;"
    "waitress.serve(stand_in, host='127.0.0.1', port=int(sys.argv[1]), threads={threads}, ident=None,"
    " connection_limit=4096, channel_timeout=30, cleanup_interval=5, asyncore_use_poll=True,"
    " outbuf_overflow=8388608, max_request_body_size=1048576, max_request_header_size=32768)"
)
GUNICORN = [str(BIN / "gunicorn"), "--no-control-socket", "--log-level=critical", "--bind=127.0.0.1:{port}"]
GUNICORN += ["--worker-connections=4096", "--keep-alive=30", "servers:stand_in"]
GRANIAN = [str(BIN / "granian"), "--interface=wsgi", "--http=1", "--no-ws", "--port={port}", "--log-level=error"]
GRANIAN += ["--backlog=2048", "--backpressure=4096", "--http1-header-read-timeout=10000", "servers:stand_in"]
CANDIDATES = {
    "waitress, 4 threads": [sys.executable, "-c", WAITRESS.format(threads=4), "{port}"],
    "gunicorn gthread, 8 threads": [*GUNICORN, "--worker-class=gthread", "--threads=8"],
    "gunicorn gthread, 600 threads": [*GUNICORN, "--worker-class=gthread", "--threads=600"],
    "granian, 8 threads": [*GRANIAN, "--blocking-threads=8"],
    "granian, 600 threads": [*GRANIAN, "--blocking-threads=600"],
    "granian, 2000 threads": [*GRANIAN, "--blocking-threads=2000"],
    "control: gunicorn sync": [*GUNICORN, "--worker-class=sync"],
}

stand_in = Flask("stand_in")
stand_in.config["MAX_CONTENT_LENGTH"] = 1 << 20


@stand_in.get("/")
def empty() -> str:
    """Answer with next to nothing."""
    return "ok"


@stand_in.get("/page")
def page() -> bytes:
    """Answer with 29 KB put together from pieces, as a results page is."""
    return b"".join(PAGE)


@cache
def store() -> Engine:
    """Return the stand-in's database, with the usual pool of fifteen connections."""
    engine = create_engine(f"sqlite:///{os.environ[STORE]}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS center (id INTEGER PRIMARY KEY, name TEXT)"))
    return engine


@stand_in.get("/stored")
def stored() -> bytes:
    """Answer with the page after a few questions to the database."""
    with store().connect() as connection:
        for number in range(5):
            connection.execute(text("SELECT name FROM center WHERE id = :id"), {"id": number}).all()
    return b"".join(PAGE)


@stand_in.get("/large")
def large() -> Response:
    """Answer with 1 MB, as the export of every center is."""
    return Response(LARGE, mimetype="text/csv")


@stand_in.post("/form")
def form() -> str:
    """Read a form, as a contact page does."""
    return str(len(request.form))


def command_on(name: str, port: int) -> list[str]:
    """Return the words that start a candidate on a port."""
    return [word.replace("{port}", str(port)) for word in CANDIDATES[name]]


def beside_the_slow(name: str, slow: int, seconds: float) -> dict:
    """Return what ordinary people got from a server that also holds slow connections."""
    port = free_port()
    with started(command_on(name, port), port):
        paths = ["--page", "/page", "--large", "/large", "--post", "/form"]
        words = [sys.executable, str(SLOW_CLIENTS), "--port", str(port), *paths]
        words += ["--slow", str(slow), "--seconds", str(seconds)]
        said = subprocess.run([*on_core(1), *words], capture_output=True, text=True, check=True, timeout=120)
    return json.loads(said.stdout)


SPEEDS = {
    "empty": ("/", 4),
    "page": ("/page", 4),
    "stored": ("/stored", 4),
    "crowd": ("/stored", CROWD),
}  # asked by how many


def speeds(names: list[str], rounds: int, seconds: float) -> dict[str, dict[str, list[float]]]:
    """Return the requests per second of each kind of `SPEEDS` in each round.

    All servers run, one at a time is asked, and they take turns within a round: what else the machine does
    meets all of them, so only ratios inside a round are compared.
    """
    measured: dict[str, dict[str, list[float]]] = {name: {kind: [] for kind in SPEEDS} for name in names}
    with ExitStack() as running:
        ports = {name: free_port() for name in names}
        for name, port in ports.items():
            running.enter_context(started(command_on(name, port), port))
            rate(port, ["/stored"], seconds)
        for _ in range(rounds):
            for kind, (path, connections) in SPEEDS.items():
                for name, port in ports.items():
                    measured[name][kind].append(rate(port, [path], seconds, connections=connections))
    return measured


def beside_the_first(measured: dict[str, dict[str, list[float]]], name: str, kind: str) -> float:
    """Return how many times faster a server is than the first one: the median of the rounds' ratios."""
    first = next(iter(measured.values()))[kind]
    return statistics.median(rate / base for rate, base in zip(measured[name][kind], first, strict=True))


def cut_after(outcome: dict, kind: str) -> str:
    """Say how long the server bore one kind of slow connection."""
    slow = outcome["slow"][kind]
    return f"{'cut' if slow['cuts'] else 'held'} {slow['held_seconds']:.0f} s"


def main() -> None:
    """Measure every candidate and print the table and the choice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slow", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long the slow connections are held")
    parser.add_argument("--rounds", type=int, default=8)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ[STORE] = str(Path(folder) / "stand-in.db")
        store()
        compare(arguments.slow, arguments.seconds, arguments.rounds)


def compare(slow: int, seconds: float, rounds: int) -> None:
    """Print how each candidate did, and which is chosen."""
    outcomes, crowded = {}, {}
    for name in CANDIDATES:
        outcomes[name] = beside_the_slow(name, slow, seconds)
        crowded[name] = beside_the_slow(name, 3 * slow, seconds / 2)
        click.echo(f"{name}: {outcomes[name]['answered']} of {outcomes[name]['asked']} ordinary requests answered")
    head = ["server", f"beside {slow} slow", f"beside {3 * slow}", "median ms", "p99 ms", "headers", "bodies", "reads"]
    rows = [
        [
            name,
            f"{100 * outcome['share']:.2f} %",
            f"{100 * crowded[name]['share']:.2f} %",
            outcome["median_ms"],
            outcome["p99_ms"],
            *(cut_after(outcome, kind) for kind in ("headers", "body", "read")),
        ]
        for name, outcome in outcomes.items()
    ]
    click.echo(table(head, rows))
    steady = [name for name, outcome in outcomes.items() if outcome["share"] >= ENOUGH]
    measured = speeds(steady, rounds, 1)
    rows = [
        [name, *(f"{beside_the_first(measured, name, kind):.2f} ({statistics.median(measured[name][kind]):.0f}/s)" for kind in SPEEDS)]
        for name in steady
    ]  # fmt: skip
    click.echo(table(["of those that stay up, × the first", *SPEEDS], rows))
    best = max(steady, key=lambda name: beside_the_first(measured, name, "crowd"), default="none")
    click.echo(
        f"Choice: {best} (at least {100 * ENOUGH:g} % beside {slow} slow connections, then the fastest in a crowd)"
    )


if __name__ == "__main__":
    main()
