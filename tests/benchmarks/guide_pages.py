"""The guide's pages in process, beside an empty view: every page warmed, without a place and with one.

    .venv/bin/python tests/benchmarks/guide_pages.py

Times are the processor's, so that other work on the machine does not count. Prints ratios within one run with the raw
numbers beside them, and what misses its target is marked.
"""

import tempfile
import time
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade
from measuring import table
from web import empty_app, verdict
from werkzeug.test import EnvironBuilder

from app import create_app
from app.cli.seeding import seed_when_empty
from app.core.config import Settings
from app.core.db import db
from app.guide.library import read_library

ROUNDS = 20
NEAR = ("02360", "Fairbanks,+AK", "MA", "10001")
MOST_MS = 3.0
TOOLS = [
    f"/naltrexone/tools/{tool}"
    for tool in (
        "opioid-free-interval?opioid=heroin&opioid=methadone&last=2026-01-02",
        "opioid-free-interval?last=2026-02-31",
        "is-it-for-me?true=liver&true=daily-drinking&true=under-18",
        "medicines-compared?medicine=naltrexone-tablet&medicine=acamprosate&medicine=methadone",
        "interactions?medicine=oxycodne&medicine=effexor&medicine=zzz&kind=kratom",
        "side-effects?noticed=nausea&noticed=liver&noticed=seizure",
        "visit-sheet",
        "wallet-card",
        "shot-calendar?last=2026-01-02&every=28",
        "alcohol-self-check",
        "surgery-note?form=shot&on=2099-03-01",
        "leaving-checklist",
        "next-shot?near=02360&by=2099-12-03",
    )
]


def demonstration(home: Path) -> Flask:
    """Return the app over the demonstration centers."""
    app = create_app(Settings(home=home, database_url=f"sqlite:///{home / 'wayhome.db'}"))
    with app.app_context():
        upgrade()
        seed_when_empty(by="benchmark")
        db.session.remove()
    return app


def in_process(app: Flask, paths: list[str]) -> list[float]:
    """Return the microseconds of processor time of each path, called without a server; each was asked once before."""
    times = []
    for timed in (False, True):
        for path in paths if timed else dict.fromkeys(paths):
            environ = EnvironBuilder(path).get_environ()
            began = time.thread_time()
            for piece in app(environ, lambda *_: lambda _: None):
                len(piece)
            if timed:
                times.append(1e6 * (time.thread_time() - began))
    return sorted(times)


def p95(times: list[float]) -> float:
    """Return the time in milliseconds that 95 of 100 stay below."""
    return times[int(len(times) * 0.95)] / 1000


def main() -> None:
    """Measure, and print a table."""
    pages = [page.url for page in read_library().pages]
    placed = [f"{url}?near={near}" for url in pages for near in NEAR]
    searches = [f"/naltrexone/search?q={word}" for word in ("pain", "narcan", "missed+shot", "can+i+drink")]
    with tempfile.TemporaryDirectory() as folder:
        app = demonstration(Path(folder))
        bare = in_process(app, pages * ROUNDS)
        near = in_process(app, placed * (ROUNDS // 4))
        tools = in_process(app, TOOLS * ROUNDS)
        slowest = max(p95(in_process(app, [tool] * ROUNDS)) for tool in TOOLS)
        found = in_process(app, searches * ROUNDS)
        empty = in_process(empty_app(), ["/centers"] * len(pages) * ROUNDS)
    rows = [
        verdict("guide page, p95, ms", p95(bare), MOST_MS, raw=f"{len(pages)} pages"),
        verdict("guide page near a place, p95, ms", p95(near), MOST_MS, raw=f"{len(NEAR)} places each"),
        verdict("tool of the guide, answered, p95, ms", p95(tools), MOST_MS, raw=f"{len(TOOLS)} tools"),
        verdict("the slowest tool, p95, ms", slowest, MOST_MS),
        verdict("search inside the guide, p95, ms", p95(found), 10, raw=f"{len(searches)} questions"),
        verdict("guide page ÷ empty view, median", bare[len(bare) // 2] / empty[len(empty) // 2], 3, raw=f"{bare[len(bare) // 2]:.0f} / {empty[len(empty) // 2]:.0f} µs"),
        verdict("guide page near a place ÷ empty view, median", near[len(near) // 2] / empty[len(empty) // 2], 20, raw=f"{near[len(near) // 2]:.0f} / {empty[len(empty) // 2]:.0f} µs"),
    ]  # fmt: skip
    click.echo(table(["figure", "measured", "target", "", "raw"], rows))


if __name__ == "__main__":
    main()
