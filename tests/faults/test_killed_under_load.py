"""The whole process group is killed again and again while people send forms: what was acknowledged is there, once."""

import random
import sqlite3
import time
from collections import Counter
from threading import Event, Thread

import pytest
from faults import trial
from faults.doors import DOORS, GONE, Sender
from faults.mortal_server import MortalServer
from sqlalchemy import func, select, table

from app.core.audit import AuditEvent
from app.core.db import db
from app.core.once import GivenAnswer
from app.core.outbox import Letter

PEOPLE = 4
CYCLES = {"sqlite": 200, "postgresql": 20}
CHECKED_EVERY = 25


class Crowd:
    """People who send forms one after the other; each sheet is sent until its answer came."""

    def __init__(self, port, center):
        self.acknowledged = []
        self.unexpected = Counter()
        self.leaving = Event()
        self._threads = [
            Thread(target=self._send, args=(Sender(port, center), number), daemon=True) for number in range(PEOPLE)
        ]
        for thread in self._threads:
            thread.start()

    def wait_for_answers(self):
        """Return when one more form was acknowledged, or after some seconds."""
        before, until = len(self.acknowledged), time.monotonic() + 5
        while len(self.acknowledged) == before and time.monotonic() < until:
            time.sleep(0.005)

    def leave(self):
        self.leaving.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a form got no answer for a minute"

    def _send(self, person, number):
        chance = random.Random(number)
        while not self.leaving.is_set():
            door = chance.choice(DOORS)
            sheet = self._until_answered(lambda door=door: person.open(door))
            status = self._until_pressed(person, sheet)
            if status == 303:
                self.acknowledged.append(sheet)
            else:
                self.unexpected[status] += 1

    def _until_pressed(self, person, sheet):
        """Press again while the page says to try again in a minute."""
        while True:
            status = self._until_answered(lambda: person.press(sheet))
            if status != 503:
                return status
            time.sleep(0.05)

    def _until_answered(self, ask):
        while True:
            try:
                return ask()
            except GONE:
                time.sleep(0.01)


def under_fire(settings, center, cycles, broken=""):
    """Kill and start so many times under load; return what was acknowledged, and what of it is wrong."""
    moments = random.Random(5)
    with MortalServer(settings, broken) as server:
        server.start()
        crowd = Crowd(server.port, center)
        for cycle in range(cycles):
            if cycle % 4:  # else it may be killed while it starts
                crowd.wait_for_answers()
            time.sleep(moments.uniform(0, 0.25))
            server.kill()
            if cycle % CHECKED_EVERY == 0:
                assert whole(settings)
            server.start()
        crowd.leave()
        server.stop()
    assert whole(settings)
    return crowd, wrongs(crowd)


def whole(settings):
    if not settings.database_url.startswith("sqlite"):
        return True
    connection = sqlite3.connect(settings.home / "wayhome.db")
    try:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        connection.close()


def wrongs(crowd):
    """Compare what people were told with what the database holds."""
    db.session.rollback()
    given = set(db.session.execute(select(GivenAnswer.token)).scalars())
    sent = Counter(sheet.door for sheet in crowd.acknowledged)
    tables, logs = Counter(), Counter()
    for door, count in sent.items():
        tables[door.table] += count
        logs[door.logged] += count
    return {
        "lost": sum(sheet.token not in given for sheet in crowd.acknowledged),
        "doubled": sum(rows(name) - count for name, count in tables.items()),
        "without letter": sum(door.letters * count for door, count in sent.items()) - rows(Letter.__tablename__),
        "without log": sum(count - logged(action) for action, count in logs.items()),
    }


def rows(name):
    return db.session.execute(select(func.count()).select_from(table(name))).scalar_one()


def logged(action):
    return db.session.execute(select(func.count()).select_from(AuditEvent).filter_by(action=action)).scalar_one()


@pytest.fixture
def center(app):
    return trial.make_receiving_center(app)


@pytest.mark.timeout(600)  # a minute and a half on two idle cores
def test_nothing_acknowledged_is_lost_doubled_or_half_done(app, settings, center, database):
    crowd, wrong = under_fire(settings, center, CYCLES[database])
    assert not crowd.unexpected
    assert set(wrong.values()) == {0}, wrong
    assert len(crowd.acknowledged) > CYCLES[database] / 2, "there must be load when it is killed"
    assert "Traceback" not in (settings.home / "server.log").read_text()


@pytest.mark.parametrize(
    ("broken", "seen"), [("early answers", "lost"), ("no memory", "doubled"), ("late letters", "without letter")]
)
def test_the_test_notices(settings, center, broken, seen):
    if not settings.database_url.startswith("sqlite"):
        return
    _crowd, wrong = under_fire(settings, center, 8, broken)
    assert wrong[seen] > 0
