"""Worker, outbox, purge, keys, backup and restore, as an operator calls them."""

import os
import re
import signal
import subprocess
import time

import pytest
from click.testing import CliRunner
from command_line import WAYHOME, wayhome
from people import make_person
from sqlalchemy import select

from app import create_app
from app.accounts.models import Link, Session
from app.cli.backup import _begin_anew
from app.cli.keys import keys_group
from app.core import outbox, rotation
from app.core.config import Settings
from app.core.db import db, now, transaction
from app.core.outbox import Letter


@pytest.fixture
def home(tmp_path, sqlite_template):
    (tmp_path / "wayhome.db").write_bytes(sqlite_template.read_bytes())
    return tmp_path


def inside(home):
    return create_app(Settings(home=home, database_url=f"sqlite:///{home / 'wayhome.db'}")).app_context()


def post(home, to="somebody@example.org"):
    with inside(home), transaction():
        outbox.post("inquiries-we-have-it", to=to)


def said(home, *words, code=0):
    answer = wayhome(home, *words)
    assert answer.returncode == code, answer.stderr
    assert "Traceback" not in answer.stderr
    return answer.stdout if code == 0 else answer.stderr


def test_an_operator_sends_backs_up_purges_rotates_and_restores(home):
    post(home)
    post(home, to="no address")
    assert said(home, "outbox", "send") == "1 sent now, 0 waiting, 1 given up.\n"
    assert len(list((home / "mail").iterdir())) == 1
    assert re.fullmatch(r"\d+ rows are in .*\. Copy WAYHOME_HOME/keys .*\n", said(home, "backup", str(home / "one")))
    assert "is there already" in said(home, "backup", str(home / "one"), code=1)
    lines = said(home, "purge").splitlines()
    assert "      0  letters that were sent" in lines
    assert "      0  messages" in lines
    assert "      0  sign-in history" in lines
    assert "not empty" in said(home, "restore", str(home / "one"), code=1)
    back = said(home, "restore", "--replace", str(home / "one"))
    assert re.fullmatch(r"\d+ rows are back, as they stood on .* UTC\.\n0 records were left out: .*\n", back)
    assert "is no backup" in said(home, "restore", "--replace", str(home / "wayhome.db"), code=1)


def test_a_worker_sends_what_comes_and_ends_when_it_is_told(home):
    post(home)
    worker = subprocess.Popen([WAYHOME, "worker"], env=os.environ | {"WAYHOME_HOME": str(home)}, stderr=subprocess.PIPE)
    until = time.monotonic() + 30
    while not list(home.glob("mail/*.eml")) and time.monotonic() < until:
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) == 0
    assert worker.stderr.read() == b""
    worker.stderr.close()
    assert len(list(home.glob("mail/*.eml"))) == 1


def test_keys_are_rotated(home, monkeypatch):
    post(home)
    monkeypatch.setenv("WAYHOME_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0)
    answer = CliRunner().invoke(keys_group, ["rotate"])
    assert answer.stdout.startswith("1 keys moved; the old key file is destroyed."), answer.stderr
    assert [path.name for path in home.glob("keys/record-*")] == ["record-0002.key"]
    with inside(home):
        assert db.session.execute(select(Letter)).scalar_one().recipient == "somebody@example.org"


def test_after_a_restore_everybody_signs_in_again_and_no_link_is_good(app):
    somebody = make_person("moderator", marked=True)
    with transaction():
        db.session.add(Session(user_id=somebody.id, token=b"t", browser="Firefox"))
        db.session.add(Link(user_id=somebody.id, token=b"l", purpose="reset", expires_at=now()))
    with transaction():
        _begin_anew()
    assert db.session.execute(select(Session)).all() == db.session.execute(select(Link)).all() == []
