"""Measure the search core against an empty Flask view in the same run: `search_core.py [--million]`.

Each line shows its target and "ok" or "MISSED"; the exit status is 1 when any is missed. A question's
time is its median over all rounds; a rebuild's is the thread's own time, which a busy machine does not blur. The questions
are those of the design study: 156 of 200 with a place (5 to 250 miles), 57 with words, 0 to 4 groups, some later pages.
"""

import csv
import functools
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from flask import Flask
from generate import rows as made_up
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

from app import create_app
from app.centers import actions
from app.centers.profile import Point, Profile
from app.centers.vocabulary import GROUPS
from app.core.config import Settings
from app.core.db import Base, db, transaction
from app.search import queries
from app.search.index import Index, Row
from app.search.question import Question
from app.search.tokens import tokens

LISTING = Path(__file__).resolve().parents[3] / "shared" / "data" / "facilities_2024_located.csv"
MILLION, THOUSANDS = 1_000_000, 12_205
SERVICES = ("detox", "naltrexone", "methadone", "women", "spanish", "medicaid", "telehealth", "residential", "veterans")
ROUNDS, TIMES, SIZE = 5, 3, 20

Asked = tuple[Question, int]
say = functools.partial(print, flush=True)


def main() -> int:
    """Print the table; return 1 when a figure is missed."""
    million = "--million" in sys.argv
    if "--measure" in sys.argv:
        say(json.dumps(_measure(million)))
        return 0
    missed = False
    for large in (False, True) if million else (False,):
        missed |= _report(large)
    return int(missed)


def _report(large: bool) -> bool:
    held = list(_rows(large))
    say(f"\n{len(held):,} centers ({_origin(large)})")
    index = Index.build(held)
    asked = questions(random.Random(5), held)
    core, hello = interleaved(index, asked)
    one = statistics.median(hello)
    median, late = statistics.median(core), sorted(core)[int(len(core) * 0.95)]
    say(f"  empty Flask view in process {one * 1e6:.1f} µs")
    missed = _line("search core, median", median / one, 15 if large else 1.5, "x the empty view", median)
    missed |= _line("search core, p95", late / one, 90 if large else 6, "x the empty view", late)
    command = [sys.executable, __file__, "--measure", *(["--million"] if large else [])]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    missed |= _line("index memory", found["megabytes"], 250 if large else 40, "MB")
    missed |= _line("rebuild, rows read meanwhile", found["seconds"], 30 if large else 1, "s")
    if not large:
        missed |= _line("rebuild from the database", _from_database(held), 1, "s")
    anywhere = [(Question(q.point, None, None, q.words, q.chosen), page) for q, page in asked if q.point]
    core, hello = interleaved(index, anywhere)
    median, late = statistics.median(core), sorted(core)[int(len(core) * 0.95)]
    say(f"  with a place and no cut-off: median {median * 1e6:.0f} µs, p95 {late * 1e6:.0f} µs")
    edits = statistics.median(_seconds(lambda: index.patched([held[7]])) for _ in range(9))
    say(f"  one edit patched in {edits * 1e3:.2f} ms")
    return missed


def questions(chance: random.Random, rows: Sequence[Row]) -> list[Asked]:
    """Make the 200 questions of the mix, each with its page."""
    places = [row for row in chance.sample(rows, 1000) if row.latitude is not None and row.longitude is not None]
    words = [word for row in places for word in row.words]
    asked = []
    for number in range(200):
        point = within = None
        if number < 156:
            row = chance.choice(places)
            point = (row.latitude + chance.gauss(0, 0.1), row.longitude + chance.gauss(0, 0.1))
            within = chance.choice([5, 10, 25, 50, 100, 250])
        typed = ()
        if chance.random() < 57 / 200:
            pool = SERVICES if chance.random() < 0.3 else words
            typed = tuple(word[: chance.choice([4, 6, 20])] for word in chance.sample(pool, chance.choice([1, 1, 2])))
        groups = chance.sample(GROUPS, 0 if chance.random() < 0.25 else chance.randint(1, 4))
        chosen = {
            group.code: tuple(value.code for value in chance.sample(group.values, chance.choice([1, 1, 2])))
            for group in groups
        }
        page = chance.choice([2, 3]) if chance.random() < 0.12 else 1
        asked.append((Question(point, within, None, typed, chosen), page))
    return asked


def interleaved(index: Index, asked: Sequence[Asked]) -> tuple[list[float], list[float]]:
    """Return each question's median seconds and the empty view's beside it, each warmed up and timed by turns."""
    hello = _hello()
    core: list[list[float]] = [[] for _ in asked]
    empty = []
    for _round in range(ROUNDS):
        for times, (question, page) in zip(core, asked, strict=True):
            index.search(question, page=page, size=SIZE)
            times += [_seconds(lambda: index.search(question, page=page, size=SIZE)) for _ in range(TIMES)]  # noqa: B023 - called at once
            hello()
            empty += [_seconds(hello) for _ in range(TIMES)]
    return [statistics.median(times) for times in core], empty


def _hello() -> Callable[[], object]:
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "hello")
    environ = EnvironBuilder(path="/").get_environ()

    def call() -> None:
        answer = app.wsgi_app(dict(environ), lambda *_head: None)
        b"".join(answer)
        answer.close()

    return call


def _measure(large: bool) -> dict[str, float]:
    """Build once in this fresh process and say what it took; the rows are made or read meanwhile, one by one."""
    Index.build([Row(1, 1.0, 2.0, "MA", ("DT",), ("a",))])
    stream = _rows(large)
    first = next(stream)  # what the maker of rows holds itself is no part of the index
    gc.collect()
    before = _resident()
    start = time.thread_time()
    index = Index.build(_chained(first, stream))
    seconds = time.thread_time() - start
    gc.collect()
    index.search(Question((40.0, -75.0), 25.0), page=1, size=SIZE)
    return {"seconds": seconds, "megabytes": _resident() - before}


def _chained(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _rows(large: bool) -> Iterator[Row]:
    if large or not LISTING.exists():
        return made_up(MILLION if large else THOUSANDS)
    return _listing()


def _origin(large: bool) -> str:
    return "made up" if large or not LISTING.exists() else "the 2024 directory"


def _listing() -> Iterator[Row]:
    with LISTING.open(encoding="utf-8-sig", newline="") as file:
        lines = (line for line in csv.DictReader(file) if len(line["state"]) == 2 and len(line["zip"]) <= 5)
        for number, line in enumerate(lines, 1):
            north, east = (float(line[name]) if line[name] else None for name in ("latitude", "longitude"))
            words = tokens(f"{line['name1']} {line['name2']} {line['city']}")
            codes = line["service_code_info"].replace("*", " ").split()
            yield Row(number, north, east, line["state"], frozenset(codes), tuple(dict.fromkeys(words)))


def _from_database(rows: Sequence[Row]) -> float:
    """Return the seconds from an open database to a finished index, at best of three."""
    with tempfile.TemporaryDirectory() as home:
        app = create_app(Settings(home=Path(home), database_url=f"sqlite:///{home}/bench.db"))
        with app.app_context():
            Base.metadata.create_all(db.engine)
            with transaction():
                actions.add_centers([(f"center-{row.id}", _profile(row)) for row in rows])
            with Session(db.engine) as session:
                seconds = min(_seconds(lambda: Index.build(queries.rows(session))) for _ in range(TIMES))
            db.session.remove()
            db.engine.dispose()
    return seconds


def _profile(row: Row) -> Profile:
    point = None if row.latitude is None or row.longitude is None else Point(row.latitude, row.longitude)
    return Profile(" ".join(row.words) or "-", state=row.state, point=point, codes=frozenset(row.codes))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _line(name: str, found: float, target: float, unit: str, seconds: float | None = None) -> bool:
    raw = f" ({seconds * 1e6:.0f} µs)" if seconds else ""
    say(f"  {name:<30} {found:8.2f} {unit}{raw}, target {target:g}: {'ok' if found <= target else 'MISSED'}")
    return found > target


if __name__ == "__main__":
    sys.exit(main())
