"""The same questions to Wayhome, to Datasette over the same table, and to a careful Flask-SQLAlchemy page.

    .venv/bin/python tests/benchmarks/peers.py

One connection each, the systems asked in turn for every question, over HTTP. Prints the median of the
ratios question by question. Datasette's limits are raised, or it would leave facets out instead of being
slow; its counts are of the answer itself (no OR inside a group), and it does not order by distance.
"""

import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import click
from careful import DATABASE, GROUP_CODES, PAGE_SIZE, box, copy_into
from directory_copy import filled
from flask import Flask
from measuring import BIN, answers, free_port, started, table
from questions import Asked, ask, known_zips

from app.places.miles import EARTH_MILES
from app.places.queries import find
from app.search.question import question

QUESTIONS = 80
AT_MOST_SECONDS = 200.0
SLOWEST_SECONDS = 30.0
TARGET = 25
OURS, DATASETTE, CAREFUL = "Wayhome", "Datasette", "careful Flask-SQLAlchemy"
WEB = str(Path(__file__).with_name("web.py"))


def our_address(asked: Asked) -> str:
    """Return the question as Wayhome reads it."""
    return asked.criteria.url()


def careful_address(asked: Asked) -> str:
    """Return the question as the careful page reads it: the place is a point already."""
    criteria = asked.criteria
    pairs = [("point", "{},{}".format(*asked.point))] if asked.point else []
    pairs += [(name, str(value)) for name, value in (("within", criteria.within), ("q", criteria.q)) if value]
    pairs += [(group, value) for group, values in criteria.chosen for value in values]
    return f"/centers?{urlencode([*pairs, ('page', str(criteria.page))])}"


def datasette_address(asked: Asked) -> str:
    """Return the question as Datasette reads it: facets, one value a group, the circle as SQL over the R*Tree."""
    criteria = asked.criteria
    pairs = [("_size", str(PAGE_SIZE)), *(("_facet_array", code) for code in GROUP_CODES)]
    pairs += [(f"{group}__arraycontains", value) for group, values in criteria.chosen for value in values]
    if criteria.q:
        pairs.append(("_search", criteria.q))
    if criteria.within and asked.point:
        pairs.append(("_where", circle(*asked.point, criteria.within)))
    return f"/careful/center?{urlencode(pairs)}"


def circle(latitude: float, longitude: float, miles: float) -> str:
    """Return SQL for the centers within some miles: the box by the R*Tree, then the great circle."""
    south, north, west, east = box(latitude, longitude, miles)
    inside = f"north >= {south} AND south <= {north} AND east >= {west} AND west <= {east}"
    angle = (
        f"acos(min(1, sin(radians({latitude})) * sin(radians(latitude)) + cos(radians({latitude}))"
        f" * cos(radians(latitude)) * cos(radians(longitude - {longitude}))))"
    )
    return f"id IN (SELECT id FROM center_box WHERE {inside}) AND {EARTH_MILES} * {angle} <= {miles}"  # noqa: S608 - numbers only


ADDRESS = {OURS: our_address, DATASETTE: datasette_address, CAREFUL: careful_address}


def commands(ports: dict[str, int], file: Path) -> dict[str, list[str]]:
    """Return how each system is started."""
    settings = {
        "facet_time_limit_ms": 20000,
        "sql_time_limit_ms": 20000,
        "suggest_facets": "off",
        "default_facet_size": 30,
    }
    limits = [word for name, value in settings.items() for word in ("--setting", name, str(value))]
    return {
        OURS: [sys.executable, WEB, "page", str(ports[OURS])],
        DATASETTE: [str(BIN / "datasette"), "serve", "-i", str(file), "--port", str(ports[DATASETTE]), *limits],
        CAREFUL: [sys.executable, WEB, "careful", str(ports[CAREFUL])],
    }


def timed(connection: HTTPConnection, path: str) -> tuple[float, bytes]:
    """Return the milliseconds until the whole answer was here, and the answer; raises when it is not a 200."""
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}: {body[:300]!r}")
    return 1000 * (time.perf_counter() - began), body


def compare(ports: dict[str, int], asked: list[Asked]) -> list[dict[str, tuple[float, bytes]]]:
    """Return for each question what every system took and said; each is asked twice, the second time counts."""
    connections = {name: HTTPConnection("127.0.0.1", port, timeout=SLOWEST_SECONDS) for name, port in ports.items()}
    until, rows = time.monotonic() + AT_MOST_SECONDS, []
    for each in asked:
        if time.monotonic() > until:
            click.echo(f"Time is up after {len(rows)} of {len(asked)} questions.")
            break
        for name, connection in connections.items():
            timed(connection, ADDRESS[name](each))
        rows.append({name: timed(connection, ADDRESS[name](each)) for name, connection in connections.items()})
    return rows


def totals(app: Flask, asked: list[Asked]) -> list[int]:
    """Return how many centers fit each question, by Wayhome's own index."""
    index = app.extensions["catalog"].current().index
    found = [find(each.criteria.near).place if each.criteria.near else None for each in asked]
    pairs = zip(asked, found, strict=True)
    return [index.search(question(each.criteria, place), page=1, size=1).total for each, place in pairs]


def says(total: int, name: str, body: bytes) -> bool:
    """Tell whether a peer found as many centers."""
    said = f"{total:,} row" if name == DATASETTE else f"<h1>{total} centers"
    return said.encode() in body


def main() -> None:
    """Ask everybody and print the ratios."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        app = filled(Path(folder) / "home")
        file = Path(folder) / "careful.db"
        os.environ[DATABASE] = str(file)
        with app.app_context():
            copy_into(file)
            asked = ask(QUESTIONS, known_zips())
        ports = {name: free_port() for name in ADDRESS}
        for name, command in commands(ports, file).items():
            running.enter_context(started(command, ports[name]))
        asked = [each for each in asked if answers(ports[OURS], our_address(each))]
        rows = compare(ports, asked)
        with app.app_context():
            known = totals(app, asked[: len(rows)])
    lines, plain = [], [number for number, each in enumerate(asked[: len(rows)]) if not each.criteria.q]
    for name in ADDRESS:
        times = sorted(row[name][0] for row in rows)
        ratios = sorted(row[name][0] / row[OURS][0] for row in rows)
        same = sum(says(known[number], name, rows[number][name][1]) for number in plain) if name != OURS else len(plain)
        half = statistics.median(ratios)
        missed = name != OURS and half < TARGET
        lines.append(
            [
                name,
                f"{statistics.median(times):.2f}",
                f"{times[int(len(times) * 0.95)]:.2f}",
                f"{half:.1f}",
                f"{sum(times) / sum(row[OURS][0] for row in rows):.1f}",
                f"{same} of {len(plain)}",
                "MISSED" if missed else "",
            ]
        )
    click.echo(f"{len(rows)} questions; each peer's median ratio should be at least {TARGET}")
    head = ["system", "median ms", "p95 ms", "median ratio", "ratio of sums", "same totals, no words", ""]
    click.echo(table(head, lines))


if __name__ == "__main__":
    main()
