"""Another process holds the database: readers notice nothing, writers wait a while and are then told to come back."""

import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
from faults import traffic
from faults.mortal_server import MortalServer
from faults.players import open_house
from sqlalchemy import create_engine, text

BUSY_SECONDS = 1.5


@pytest.fixture
def center(app):
    return open_house(app).center


@contextmanager
def locked(settings, seconds=None):
    """Keep everybody from writing for so many seconds, or to the end of the block, from outside the server."""
    engine = create_engine(settings.database_url)
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        connection.connection.driver_connection.isolation_level = None
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("LOCK TABLE given_answer, letter IN EXCLUSIVE MODE"))
    release = threading.Timer(seconds or 60, connection.close)
    release.start()
    try:
        yield
    finally:
        if seconds is None:
            release.cancel()
            connection.close()
        release.join()
        engine.dispose()


@contextmanager
def served(settings, sin="", busy_seconds=BUSY_SECONDS):
    with MortalServer(replace(settings, busy_seconds=busy_seconds), sin) as server:
        server.start()
        yield server
        server.stop()


@pytest.mark.databases("sqlite")
def test_a_short_lock_only_makes_writers_wait(settings, center):
    with served(settings) as server:
        papers = traffic.prepared(server.port, center, 40)
        with locked(settings, 1):
            seen = traffic.run(server.port, 2, papers)
    assert seen.statuses() == {303}
    assert seen.share_read() == 1


def test_a_long_lock_tells_writers_to_come_back_and_readers_nothing(settings, center):
    with served(settings) as server:
        papers = traffic.prepared(server.port, center, 40)
        with locked(settings):
            seen = traffic.run(server.port, 5, papers, senders=6)
        after = traffic.run(server.port, 1, traffic.prepared(server.port, center, 20))
    refused = [write for write in seen.writes if write.status == 503]
    assert seen.statuses() == {503}
    assert all(write.helps and write.retry_after == "60" for write in refused)
    assert max(write.seconds for write in refused) < 3 * BUSY_SECONDS
    assert seen.share_read() == 1
    if settings.database_url.startswith("sqlite"):
        assert seen.slowest_reads() < 1.5  # the first second, until it is plain that the database is stuck
        assert sum(read.seconds > 0.5 for read in seen.reads) <= 4
    assert after.statuses() == {303}
    assert "Traceback" not in server.log.read_text()


@pytest.mark.databases("sqlite")
def test_the_test_notices_writers_that_do_not_wait(settings, center):
    with served(settings, busy_seconds=0) as server:
        papers = traffic.prepared(server.port, center, 40)
        with locked(settings, 1):
            seen = traffic.run(server.port, 2, papers)
    assert 503 in seen.statuses()


@pytest.mark.databases("sqlite")
def test_the_test_notices_writers_who_take_every_thread(settings, center):
    with served(settings, "no thread for readers") as server:
        papers = traffic.prepared(server.port, center, 40)
        with locked(settings):
            seen = traffic.run(server.port, 5, papers, senders=6)
    assert sum(read.seconds > 0.5 for read in seen.reads) > 4
