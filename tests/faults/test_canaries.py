"""Two hundred strange words go through every personal field; afterwards no file knows any of them."""

import base64
import logging
from dataclasses import replace
from itertools import cycle

import pytest
from core.mail_server import mail_server
from faults import canaries, trial
from faults.doors import DOORS, fill_in
from flask import current_app, request
from people import make_person
from sqlalchemy import select

from app.accounts import sessions
from app.centers.freshness import Field
from app.core import access, audit, data_keys, keeping, once, outbox, postman, rotation
from app.core.audit import AuditEvent
from app.core.backup import back_up
from app.core.db import Base, db, home, transaction
from app.core.vault import new_id
from app.inquiries import actions, checks
from app.inquiries.models import CheckTask, Inquiry
from app.inquiries.outcomes import CheckResult

LEAST = 200


@pytest.fixture
def app(app, monkeypatch):
    """The site with doors that fail in bad ways, and a log file that holds all that anybody ever says."""
    trial.hurry(app, monkeypatch.setattr)
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0)
    app.add_url_rule("/crash", "crash", access.form(crash), methods=["POST"])
    app.add_url_rule("/collide", "collide", access.form(once.saves(collide)), methods=["POST"])
    log = logging.FileHandler(home() / "everything.log")
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(log)
    root.setLevel(logging.INFO)
    levels = {"sqlalchemy.engine": logging.INFO, "mail.log": logging.ERROR}  # the last is the test's own mail server
    for name, said in levels.items():
        logging.getLogger(name).setLevel(said)
    yield app
    for name in levels:
        logging.getLogger(name).setLevel(logging.NOTSET)
    root.setLevel(level)
    root.removeHandler(log)
    log.close()


def crash():
    raise LookupError(request.form["words"])


def collide():
    with db.session.no_autoflush:
        db.session.add_all([outbox.Letter(id="same", kind=request.form["words"][:60]) for _ in range(2)])
    db.session.flush()


def write_everywhere(app, least=LEAST):
    """Send every form again and again, well and badly, and let the letters leave; return the words that were used."""
    client, center, words = app.test_client(), trial.make_receiving_center(app), []
    client.every = 20
    for door in cycle(DOORS):
        page = door.page.replace("{center}", center)
        sheet = fill_in(door, page, client.get(page).text)
        words += sheet.words
        assert client.post(sheet.action, data=sheet.fields | {"csrf_token": "forged"}).status_code == 422
        answer = client.post(sheet.action, data=sheet.fields)
        assert answer.status_code == 303, answer.text
        client.get(answer.location)
        client.get(f"/centers?near={words[-1]}")
        if len(words) >= least:
            break
    words += write_behind_the_desk()
    for path in ("/crash", "/collide"):
        assert client.post(path, data={"words": words[0], "once": once.new_token()}).status_code == 500
    return words


def write_behind_the_desk():
    """Let people with an account have names, and let them answer, note down and call; return the words they used."""
    words = [f"zq{new_id()}" for _ in range(6)]
    somebody = make_person("moderator", email=f"{words[0]}@example.org", marked=True)
    with transaction():
        somebody.row.name = words[1]
        inquiry = db.session.execute(select(Inquiry).where(Inquiry.field.is_(None))).scalars().first()
        actions.add_note(inquiry, words[2], by=somebody.id)
        actions.answer(inquiry, words[3], by=somebody.id)
        actions.write_again(inquiry, words[4])
        task = db.session.execute(select(CheckTask)).scalars().first()
        checks.settle(task, {Field.PHONE: CheckResult.CONFIRMED}, by=somebody.id, note=words[5])
        sessions.begin(somebody.row, browser="Firefox")
    return words


def found(app, words):
    """Do all that is ever done with what is kept, then look for the words everywhere."""
    back_up(home() / f"backup-{new_id()}")
    rotation.rotate()
    data_keys.refresh()
    with db.engine.connect() as connection:
        everything = canaries.every_value(connection, Base.metadata.sorted_tables)
    db.session.rollback()
    return canaries.sweep(home(), words, besides={"the database": everything})


def test_no_file_knows_what_a_person_typed(app):
    with mail_server() as server:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=server.url)
        words = write_everywhere(app)
        assert found(app, words) == [], "before the letters leave"
        assert postman.deliver() == len(server.letters) > 0
        assert found(app, words) == [], "after they left"
        keeping.purge(by="a test")
        assert found(app, words) == [], "after a purge"
    for event in db.session.execute(select(AuditEvent)).scalars():
        said = f"{event.action} {event.subject} {event.by} {event.detail}"
        assert not any(word in said for word in words), said


def test_a_letter_in_a_file_names_its_recipient_in_one_line_and_nothing_else(app):
    """The one place where an address stands: the To line of a letter that lies in the tray, for a week."""
    words = write_everywhere(app, 12)
    assert postman.deliver()
    for path in (home() / "mail").glob("*.eml"):
        lines = [line for line in path.read_text().splitlines() if any(word in line for word in words)]
        assert [line.partition(":")[0] for line in lines] == ["To"]
    assert [hit for hit in found(app, words) if not hit.startswith("mail/")] == []


def into_the_log_of_what_was_done(words):
    with transaction():
        audit.record("told", "somebody", by="a test", said=words)


def into_the_log_of_the_process(words):
    current_app.logger.warning("They said %s", words)


def into_a_compressed_file(words):
    (home() / "old.log.gz").write_bytes(b"\0" * 7 + canaries.compressed(f"They said {words}"))


def into_an_open_column(words):
    with transaction():
        outbox.post(f"to {words}"[:60], to="a@example.org")


@pytest.mark.parametrize(
    "leak",
    [into_the_log_of_what_was_done, into_the_log_of_the_process, into_a_compressed_file, into_an_open_column],
)
def test_the_test_notices_a_leak(app, leak):
    leak("zqcanary17")
    assert found(app, ["zqcanary17"])
    assert found(app, ["zqcanary18"]) == []


@pytest.mark.parametrize("way", canaries.ways_to_write("zq canary ü 1"))
def test_the_test_knows_each_way_to_write_a_word(tmp_path, way):
    written = canaries.ways_to_write("zq canary ü 1")[way]
    (tmp_path / "file").write_bytes(b"before" + written + b"after")
    assert any(hit.endswith(way) for hit in canaries.sweep(tmp_path, ["zq canary ü 1"]))


@pytest.mark.parametrize("before", range(3))
def test_the_test_sees_through_base64_wherever_the_word_begins(tmp_path, before):
    (tmp_path / "file").write_bytes(base64.b64encode(b"x" * before + b"zqcanary17 and more"))
    assert canaries.sweep(tmp_path, ["zqcanary17"])
