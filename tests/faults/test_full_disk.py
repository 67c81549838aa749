"""The disk is full: what cannot be kept is not acknowledged, people are told whom to call, and reading goes on.

A small file system of its own is filled where the test may mount one; elsewhere no file of the server may grow.
"""

import os
import resource
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults import traffic
from faults.mortal_server import MortalServer
from faults.players import open_house
from sqlalchemy import select

from app import create_app
from app.core.config import Settings
from app.core.db import db
from app.core.once import GivenAnswer

SIZE = "6m"


class SmallDisk:
    """A file system of a few megabytes."""

    def __init__(self, home):
        self._filler = home / "filler"

    def fill(self, _server):
        piece = b"x" * 4096
        with self._filler.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(piece)
            except OSError:
                return

    def clear(self, _server):
        self._filler.unlink()


class NoGrowth:
    """A limit on the size of files, set from outside on the server's processes while they run."""

    def __init__(self, home):
        self._home = home

    def fill(self, server):
        largest = max(path.stat().st_size for path in self._home.glob("wayhome.db*"))
        self._limit(server, largest)

    def clear(self, server):
        self._limit(server, resource.RLIM_INFINITY)

    def _limit(self, server, size):
        for child in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
            resource.prlimit(int(child), resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.fixture
def disk(tmp_path):
    """A home on a disk that can be filled."""
    home = tmp_path / "home"
    home.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", home], capture_output=True, check=False
        ).returncode
    )
    yield home, SmallDisk(home) if mounted else NoGrowth(home)
    if mounted:
        subprocess.run(["umount", "-l", home], check=True)


@contextmanager
def served(disk, template, sin=""):
    """The site on that disk; gives the server, a center's slug, and the app to look into the database."""
    home, _disk = disk
    shutil.copy(template, home / "wayhome.db")
    settings = Settings(home=home, database_url=f"sqlite:///{home / 'wayhome.db'}")
    app = create_app(settings)
    with app.app_context():
        center = open_house(app).center
        with MortalServer(settings, sin, log=home.parent / "server.log") as server:
            server.start()
            yield server, center
            server.stop()
        db.session.remove()
        db.engine.dispose()


def kept(sheets):
    db.session.rollback()
    given = set(db.session.execute(select(GivenAnswer.token)).scalars())
    return sum(sheet.token in given for sheet in sheets)


@pytest.mark.parametrize("kind", ["a small disk", "files that may not grow"])
def test_writers_are_sent_away_readers_are_served_and_nothing_acknowledged_is_lost(disk, sqlite_template, kind):
    home, small = disk
    if kind == "files that may not grow":
        small = NoGrowth(home)
    with served(disk, sqlite_template) as (server, center):
        before = traffic.run(server.port, 1, traffic.prepared(server.port, center, 10))
        papers = traffic.prepared(server.port, center, 40)
        small.fill(server)
        during = traffic.run(server.port, 3, papers, senders=3)
        small.clear(server)
        time.sleep(1)
        after = traffic.run(server.port, 2, traffic.prepared(server.port, center, 20))
        sheets = before.sheets + during.sheets + after.sheets
        assert kept(sheets) == len(sheets)
    refused = [write for write in during.writes if write.status != 303]
    assert len(refused) > 5
    assert {write.status for write in refused} == {503}
    assert all(write.helps and write.retry_after for write in refused)
    assert during.share_read() == 1
    assert before.statuses() == after.statuses() == {303}
    assert "Traceback" not in server.log.read_text()


def test_the_test_notices_a_site_that_says_all_is_well(disk, sqlite_template):
    _home, small = disk
    with served(disk, sqlite_template, "all is well") as (server, center):
        papers = traffic.prepared(server.port, center, 20)
        small.fill(server)
        during = traffic.run(server.port, 2, papers)
        small.clear(server)
        assert kept(during.sheets) < len(during.sheets)
