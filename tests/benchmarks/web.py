"""The results page over HTTP, beside an empty view and beside the same page drawn whole by Jinja.

    .venv/bin/python tests/benchmarks/web.py

One process of the chosen server for each, on one core, the client on another; rounds in turn, medians.
Prints ratios with the raw numbers beside them, and what misses its target is marked.
"""

import gc
import runpy
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from html.parser import HTMLParser
from pathlib import Path

import click
from careful import careful_app
from directory_copy import filled
from flask import Flask, request
from freshness_seconds import seconds_until_every_process_shows
from measuring import ROOT, answers, fetch, free_port, rate, started, table
from questions import ask, known_zips
from werkzeug.test import EnvironBuilder

from app import create_app
from app.cli import serving, webserver
from app.core.access import public
from app.core.config import Settings
from app.search.criteria import Criteria

ROUNDS = 3
SECONDS = 2
QUESTIONS = 60
FIRST_PAGE = "/centers?near=02360"
KILOBYTE = 1000
COMPRESSED = ["Accept-Encoding: gzip, deflate, br, zstd"]


def empty_app() -> Flask:
    """Return the empty view that everything is divided by."""
    app = Flask("empty")
    app.add_url_rule("/centers", view_func=lambda: "ok")
    return app


def plain_results_app() -> Flask:
    """Return the whole app with only its results page exchanged for one that Jinja draws from end to end."""
    draw = runpy.run_path(str(ROOT / "tests" / "results_pages.py"))["draw"]
    app = create_app(Settings.from_environment())
    view = public(lambda: draw(app, Criteria.from_query(request.args.items(multi=True))))
    app.view_functions["directory.results"] = view
    return app


def warm_app() -> Flask:
    """Return the whole app as `wayhome serve` has it a minute after its start, with every card drawn."""
    app = serving.warm_app(Settings.from_environment())
    serving.draw_ahead(app, rest=0)
    return app


APPS: dict[str, Callable[[], Flask]] = {"empty": empty_app, "page": warm_app, "plain": plain_results_app}
PEERS: dict[str, Callable[[], Flask]] = {"careful": careful_app}


def serve(name: str, port: int) -> None:
    """Serve one app exactly as `wayhome serve` does."""
    webserver.answer((APPS | PEERS)[name](), serving.listen("127.0.0.1", port))


def rates(ports: dict[str, int], paths: list[str]) -> dict[str, list[float]]:
    """Return requests per second in each round: the empty view, both pages, the page compressed, and unchanged."""
    unchanged = [f"If-None-Match: {fetch(ports['page'], FIRST_PAGE)[1]['ETag']}"]
    measured: dict[str, list[float]] = {name: [] for name in (*ports, "compressed", "unchanged")}
    for port in ports.values():
        rate(port, paths, SECONDS)
    for _ in range(ROUNDS):
        for name, port in ports.items():
            measured[name].append(rate(port, paths, SECONDS))
        measured["compressed"].append(rate(ports["page"], paths, SECONDS, COMPRESSED))
        measured["unchanged"].append(rate(ports["page"], [FIRST_PAGE], SECONDS, unchanged))
    return measured


def ratio(measured: dict[str, list[float]], over: str, under: str) -> float:
    """Return the median of a ratio taken inside each round."""
    return statistics.median(a / b for a, b in zip(measured[over], measured[under], strict=True))


class Assets(HTMLParser):
    """Collects what a browser without JavaScript loads for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a stylesheet, script, picture or preloaded font."""
        held = dict(attrs)
        relation = held.get("rel") or ""
        if tag == "link" and relation in {"stylesheet", "preload", "icon", "modulepreload"}:
            self.paths.append(held["href"] or "")
        if tag in {"script", "img", "source"} and held.get("src"):
            self.paths.append(held["src"] or "")


def weight(port: int) -> list[tuple[str, int]]:
    """Return each file of the first results page with its bytes over the wire, fonts named by the styles included."""
    page, _, _ = fetch(port, FIRST_PAGE)
    assets = Assets()
    assets.feed(page.decode())
    paths = list(dict.fromkeys(path.partition("#")[0] for path in assets.paths))
    for path in [path for path in paths if ".css" in path]:
        paths += [each for each in fonts_of(port, path) if each not in paths]
    return [(path, fetch(port, path, "gzip, deflate, br, zstd")[2]) for path in (FIRST_PAGE, *paths)]


def fonts_of(port: int, stylesheet: str) -> list[str]:
    """Return the files a stylesheet names, as addresses from the root."""
    words = fetch(port, stylesheet)[0].decode()
    found = []
    for piece in words.split("url(")[1:]:
        name = piece.partition(")")[0].strip("'\"")
        if not name.startswith("data:"):
            here = Path(stylesheet.partition("?")[0]).parent
            found.append("/" + str((ROOT / here.relative_to("/") / name).resolve().relative_to(ROOT)))
    return found


def in_process(app: Flask, paths: list[str]) -> list[float]:
    """Return the microseconds of each path, called without a server; every path was asked once before."""
    times = []
    gc.freeze()  # as `wayhome serve` does
    for timed in (False, True):
        for path in paths:
            environ = EnvironBuilder(path).get_environ()
            began = time.perf_counter()
            for piece in app(environ, lambda *_: lambda _: None):
                len(piece)
            if timed:
                times.append(1e6 * (time.perf_counter() - began))
    return sorted(times)


def verdict(name: str, value: float, limit: float, *, least: bool = False, raw: str = "") -> list[str]:
    """Return one line of the table; what misses its target is marked."""
    kept = value >= limit if least else value <= limit
    return [name, f"{value:.2f}", f"{'≥' if least else '≤'} {limit:g}", "" if kept else "MISSED", raw]


def main() -> None:
    """Measure, and print a table of ratios."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        app = filled(Path(folder))
        with app.app_context():
            asked = [each.criteria.url() for each in ask(QUESTIONS, known_zips())]
        ports = {name: free_port() for name in APPS}
        for name, port in ports.items():
            running.enter_context(started([sys.executable, __file__, name, str(port)], port))
        paths = [path for path in asked if answers(ports["page"], path)]
        measured = rates(ports, paths)
        files = weight(ports["page"])
        page, empty = in_process(app, paths), in_process(empty_app(), paths)
        seconds = seconds_until_every_process_shows(app, Path(folder))
    medians = {name: round(statistics.median(of)) for name, of in measured.items()}
    half, most = len(page) // 2, int(len(page) * 0.95)
    rows = [
        verdict("page ÷ empty view, requests a second", ratio(measured, "page", "empty"), 0.30, least=True, raw=f"{medians['page']} / {medians['empty']}"),
        verdict("compressed page ÷ empty view", ratio(measured, "compressed", "empty"), 0.30, least=True, raw=f"{medians['compressed']} / {medians['empty']}"),
        verdict("page ÷ page by plain Jinja", ratio(measured, "page", "plain"), 2, least=True, raw=f"{medians['page']} / {medians['plain']}"),
        verdict("time of an unchanged page ÷ empty view", ratio(measured, "empty", "unchanged"), 1.5, raw=f"{medians['unchanged']} / {medians['empty']} a second"),
        verdict("in process, page ÷ empty view, median", page[half] / empty[half], 9, raw=f"{page[half]:.0f} / {empty[half]:.0f} µs"),
        verdict("in process, page ÷ empty view, p95", page[most] / empty[most], 14, raw=f"{page[most]:.0f} / {empty[most]:.0f} µs"),
        verdict("first page and all it loads, kB", sum(size for _, size in files) / KILOBYTE, 100, raw=f"{len(files)} files"),
        verdict("seconds until an edit shows in both processes", seconds, 1),
    ]  # fmt: skip
    click.echo(table(["figure", "measured", "target", "", "raw"], rows))
    click.echo(table(["file of the first page", "bytes"], files))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(sys.argv[1], int(sys.argv[2]))
    else:
        main()
