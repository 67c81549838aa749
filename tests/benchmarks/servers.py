"""Choose the web server: first who keeps serving beside 500 slow connections, then who is fastest.

    .venv/bin/python tests/benchmarks/servers.py

A stand-in app (an empty view, a 29 KB page, a 1 MB answer, a form) runs with Wayhome's own results page
on each candidate, one process each, set as well as it can be; gunicorn's sync worker is there to show
that the test can fail. Who must have a thread for each slow connection only moves the number that breaks
it, so three times as many must be borne too, and slow senders must be cut within 30 s. Speed is that of
the results page, asked for by 4 and by 100 at once: an empty view flatters a fast server that real pages
hardly notice.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import click
from directory_copy import filled
from flask import Flask, Response, request
from measuring import BIN, answers, free_port, on_core, rate, started, table
from questions import ask, known_zips

from app import create_app

SLOW_CLIENTS = Path(__file__).parents[1] / "faults" / "slow_clients.py"
ENOUGH = 0.999
LONGEST = 30.0  # seconds that a slow sender may stay
CROWD_SECONDS = 8.0
FEW, CROWD = 4, 100
RESULTS = "/centers"
QUESTIONS = 60
PAGE = [f"<li><a href='/centers/{number}'>Center number {number}</a></li>".encode() for number in range(480)]
LARGE = b"slug,name,street,city,state,zip\n" * 32768

WAITRESS = (
    "import sys; from servers import everything; from app.cli import serving, webserver;"
    "webserver.answer(everything, serving.listen('127.0.0.1', int(sys.argv[1])))"
)
GUNICORN = [str(BIN / "gunicorn"), "--no-control-socket", "--log-level=critical", "--bind=127.0.0.1:{port}"]
GUNICORN += ["--worker-connections=4096", "--keep-alive=30", "servers:everything"]
GRANIAN = [str(BIN / "granian"), "--interface=wsgi", "--http=1", "--no-ws", "--port={port}", "--log-level=error"]
GRANIAN += ["--backlog=2048", "--backpressure=4096", "--http1-header-read-timeout=10000", "servers:everything"]
CANDIDATES = {
    "waitress as Wayhome runs it": [sys.executable, "-c", WAITRESS, "{port}"],
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


@stand_in.get("/large")
def large() -> Response:
    """Answer with 1 MB, as the export of every center is."""
    return Response(LARGE, mimetype="text/csv")


@stand_in.post("/form")
def form() -> str:
    """Read a form, as a contact page does."""
    return str(len(request.form))


@cache
def wayhome() -> Flask:
    """Return the app over the directory that the environment names."""
    return create_app()


def everything(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer as Wayhome where it has the page, else as the stand-in."""
    app = wayhome() if environ["PATH_INFO"] == RESULTS else stand_in
    return app(environ, start_response)


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


SPEEDS = ("empty", "page", "results", "crowd")


def asked_for(questions: list[str]) -> dict[str, tuple[list[str], int]]:
    """Return what is asked for each kind of `SPEEDS`, and over how many connections."""
    return {"empty": (["/"], FEW), "page": (["/page"], FEW), "results": (questions, FEW), "crowd": (questions, CROWD)}


def speeds(names: list[str], questions: list[str], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return the requests per second of each kind of `SPEEDS` in each round.

    All servers run, one at a time is asked, and they take turns within a round: what else the machine does
    meets all of them, so only ratios inside a round are compared.
    """
    measured: dict[str, dict[str, list[float]]] = {name: {kind: [] for kind in SPEEDS} for name in names}
    with ExitStack() as running:
        ports = {name: free_port() for name in names}
        for name, port in ports.items():
            running.enter_context(started(command_on(name, port), port))
            questions = [path for path in questions if answers(port, path)]
            rate(port, questions, 2)
        for _ in range(rounds):
            for kind, (paths, connections) in asked_for(questions).items():
                for name, port in ports.items():
                    measured[name][kind].append(rate(port, paths, 1, connections=connections))
    return measured


def beside_the_first(measured: dict[str, dict[str, list[float]]], name: str, kind: str) -> float:
    """Return how many times faster a server is than the first one: the median of the rounds' ratios."""
    first = next(iter(measured.values()))[kind]
    return statistics.median(rate / base for rate, base in zip(measured[name][kind], first, strict=True))


def speed(measured: dict[str, dict[str, list[float]]], name: str) -> float:
    """Return what speed is decided by: the results page, for few and for many at once."""
    return beside_the_first(measured, name, "results") * beside_the_first(measured, name, "crowd")


def cuts(outcome: dict) -> bool:
    """Tell whether slow senders were ended in time: who may stay for ever needs only patience to take every place."""
    return all(0 < outcome["slow"][kind]["held_seconds"] <= LONGEST for kind in ("headers", "body"))


def cut_after(outcome: dict, kind: str) -> str:
    """Say how long the server bore one kind of slow connection."""
    slow = outcome["slow"][kind]
    return f"{'cut' if slow['cuts'] else 'held'} {slow['held_seconds']:.0f} s"


def main() -> None:
    """Measure every candidate and print the table and the choice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slow", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=1.2 * LONGEST, help="how long the slow connections are held")
    parser.add_argument("--rounds", type=int, default=8)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with filled(Path(folder)).app_context():
            questions = [each.criteria.url() for each in ask(QUESTIONS, known_zips())]
        compare(questions, arguments.slow, arguments.seconds, arguments.rounds)


def compare(questions: list[str], slow: int, seconds: float, rounds: int) -> None:
    """Print how each candidate did, and which is chosen."""
    outcomes, crowded = {}, {}
    for name in CANDIDATES:
        outcomes[name] = beside_the_slow(name, slow, seconds)
        crowded[name] = beside_the_slow(name, 3 * slow, CROWD_SECONDS)
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
    steady = [name for name in outcomes if min(outcomes[name]["share"], crowded[name]["share"]) >= ENOUGH]
    measured = speeds(steady, questions, rounds)
    rows = [
        [name, *(f"{beside_the_first(measured, name, kind):.2f} ({statistics.median(measured[name][kind]):.0f}/s)" for kind in SPEEDS)]
        for name in steady
    ]  # fmt: skip
    click.echo(table(["of those that stay up, × the first", *SPEEDS], rows))
    best = max(
        filter(lambda name: cuts(outcomes[name]), steady), key=lambda name: speed(measured, name), default="none"
    )
    click.echo(
        f"Choice: {best} (at least {100 * ENOUGH:g} % of ordinary requests answered, slow senders cut within {LONGEST:g} s, then speed)"
    )


if __name__ == "__main__":
    main()
