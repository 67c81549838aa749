import os
import signal
import socket
import sqlite3
import subprocess
import time
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import flask_migrate
import pytest
from absent import skip_or_fail
from serving import SERVE, serving
from sqlalchemy import func, select

from app import create_app
from app.core import once
from app.core.config import Settings
from app.core.db import db, now, transaction


def get(port, path="/livez"):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def children(pid):
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def until(condition, seconds=10.0):
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(0.05)


def closed(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture
def proc():
    """Where Linux shows the children of a process; other systems have no such place."""
    if not Path("/proc/self/task").exists():
        skip_or_fail("there is no /proc that shows child processes")


def test_an_empty_directory_is_made_ready_and_served(tmp_path):
    with serving(tmp_path) as (process, port):
        assert get(port) == (200, b"ok")
        assert get(port, "/readyz") == (200, b"ok")
        database = sqlite3.connect(tmp_path / "wayhome.db")
        assert database.execute("SELECT count(*) FROM center WHERE demonstration").fetchone()[0] > 100
        database.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(12) == 0
        assert closed(port)
    assert (tmp_path / "errors").read_text() == ""


def test_control_c_ends_it_without_a_traceback(tmp_path):
    with serving(tmp_path) as (process, port):
        assert get(port)[0] == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(12) == 0
    assert (tmp_path / "errors").read_text() == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--port", "{taken}"], "Port {taken} on 127.0.0.1 is taken by another program; choose another with --port.\n"),
        (["--host", "no.such.host.invalid", "--port", "0"], "“no.such.host.invalid” is not an address to listen on.\n"),
        (
            ["--host", "192.0.2.1", "--port", "0"],
            "Nothing can listen on 192.0.2.1, port 0: Cannot assign requested address.\n",
        ),
    ],
)
def test_an_address_that_cannot_be_had_is_one_sentence(tmp_path, words, sentence):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        said = subprocess.run(
            [*SERVE, *(word.replace("{taken}", taken) for word in words)],
            env=os.environ | {"WAYHOME_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert (said.returncode, said.stdout, said.stderr) == (1, "", sentence.replace("{taken}", taken))
    assert not (tmp_path / "wayhome.db").exists(), "nothing is changed before the port is had"


@pytest.mark.usefixtures("proc")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_process_that_dies_is_replaced_and_one_more_than_the_web_s_looks_after_the_rest(tmp_path, processes):
    with serving(tmp_path, WORKERS=str(processes)) as (process, port):
        until(lambda: len(children(process.pid)) == processes + 1)
        assert get(port) == (200, b"ok")
        for dies in children(process.pid):
            before = children(process.pid)
            os.kill(dies, signal.SIGKILL)
            until(lambda before=before: len(children(process.pid) - before) == 1)
            until(lambda: len(children(process.pid)) == processes + 1)
        assert [get(port)[0] for _ in range(20)] == [200] * 20
        process.send_signal(signal.SIGTERM)
        assert process.wait(12) == 0
        assert closed(port)
    said = "A worker ended by itself (exit code -9); another takes its place.\n"
    assert (tmp_path / "errors").read_text() == said * (processes + 1)


@pytest.mark.usefixtures("proc")
@pytest.mark.parametrize("whom", ["the parent", "the group"])
def test_nothing_outlives_what_was_killed(tmp_path, whom):
    with serving(tmp_path, WORKERS="1") as (process, port):
        assert get(port) == (200, b"ok")
        until(lambda: len(children(process.pid)) == 2)
        left = children(process.pid)
        (os.kill if whom == "the parent" else os.killpg)(process.pid, signal.SIGKILL)
        process.wait()
        until(lambda: closed(port) and not any(alive(child) for child in left), 20)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_is_due_is_erased_while_the_site_is_served(tmp_path):
    app = create_app(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'wayhome.db'}"))
    with app.app_context():
        flask_migrate.upgrade()
        with transaction():
            db.session.add(once.GivenAnswer(token=b"old", body=b"", location=b"", at=now() - timedelta(days=2)))
        with serving(tmp_path) as (_process, port):
            assert get(port) == (200, b"ok")
            until(lambda: answers_kept() == 0, 20)
        db.session.remove()
        db.engine.dispose()


def answers_kept():
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(once.GivenAnswer)).scalar_one()
