"""The whole process group is killed again and again while people send every form: what was acknowledged is there, once."""

import random
import sqlite3
import time
from collections import Counter

import pytest
from faults.crowd import Crowd
from faults.mortal_server import MortalServer
from faults.players import open_house
from faults.tally import Tally
from sqlalchemy import select

from app.core.db import db
from app.core.once import GivenAnswer

CYCLES = {"sqlite": 200, "postgresql": 20}
CHECKED_EVERY = 25
PATIENCE_SECONDS = 120


def under_fire(app, settings, cycles, broken=""):
    """Kill and start so many times under load; return what was acknowledged, and what of it is wrong."""
    moments = random.Random(5)
    open_house(app)  # what the server warms itself with
    with MortalServer(settings, broken) as server:
        crowd, before = Crowd(app, server.port), Tally()
        server.start()
        crowd.begin()
        for cycle in range(cycles):
            if cycle % 4:  # else it may be killed while it starts
                crowd.wait_for_answers()
            time.sleep(moments.uniform(0, 0.25))
            server.kill()
            if cycle % CHECKED_EVERY == 0:
                assert whole(settings)
            server.start()
        until = time.monotonic() + PATIENCE_SECONDS
        while crowd.unsent() and not broken and time.monotonic() < until:
            time.sleep(0.1)
        crowd.leave()
        server.stop()
    assert whole(settings)
    return crowd, wrongs(crowd, *Tally().since(before))


def whole(settings):
    if not settings.database_url.startswith("sqlite"):
        return True
    connection = sqlite3.connect(settings.home / "wayhome.db")
    try:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        connection.close()


def wrongs(crowd, rows, logged):
    """Compare what people were told with what the database gained."""
    given = set(db.session.execute(select(GivenAnswer.token)).scalars())
    told, said = crowd.prepared(), Counter()
    for sheet in crowd.acknowledged:
        told.update(sheet.door.adds)
        said.update(sheet.door.logged)
    letters = {"letter": told.pop("letter") - rows.pop("letter", 0)}
    return {
        "lost": sum(sheet.token not in given for sheet in crowd.acknowledged),
        "doubled": {table: rows[table] - count for table, count in told.items() if rows[table] != count},
        "without letter": {name: count for name, count in letters.items() if count},
        "without log": {action: count - logged[action] for action, count in said.items() if logged[action] != count},
    }


@pytest.mark.timeout(600)  # a minute and a half on two idle cores
def test_nothing_acknowledged_is_lost_doubled_or_half_done(app, settings, database):
    crowd, wrong = under_fire(app, settings, CYCLES[database])
    assert crowd.unexpected == []
    assert not any(wrong.values()), wrong
    assert not crowd.unsent()
    assert len(crowd.acknowledged) > CYCLES[database] / 2, "there must be load when it is killed"
    assert "Traceback" not in (settings.home / "server.log").read_text()


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("broken", "seen"),
    [
        ("early answers", "lost"),
        ("no memory", "doubled"),
        ("late letters", "without letter"),
        ("late log", "without log"),
    ],
)
def test_the_test_notices(app, settings, broken, seen):
    _crowd, wrong = under_fire(app, settings, 8, broken)
    assert wrong[seen]
