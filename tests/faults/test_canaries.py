"""Two hundred strange words go through every personal field; afterwards no file knows any of them."""

import base64
import logging
from dataclasses import replace
from itertools import cycle

import pytest
from core.mail_server import mail_server
from faults import canaries, trial
from faults.doors import ALONE, STORIES
from faults.players import Cast, open_house
from faults.sheets import InProcess
from flask import current_app, request
from sqlalchemy import select

from app.core import access, audit, data_keys, keeping, once, outbox, postman, rotation
from app.core.audit import AuditEvent
from app.core.backup import back_up
from app.core.db import Base, db, home, transaction
from app.core.vault import new_id

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
    """Send every form again and again, well and badly; return the words that were used."""
    house, client, words = open_house(app), app.test_client(), []
    client.fetched, client.every = 1, 20
    for story in cycle((STORIES | ALONE).values()):
        cast = Cast(app, house, lambda cookie: InProcess(app, cookie))
        for door in story:
            sheet = cast.open(door)
            words += sheet.words
            forged = replace(sheet, fields=sheet.fields | {"csrf_token": "forged"})
            assert cast.browser(door.who).send(forged)[0] == 422
            status, headers, page = cast.browser(door.who).send(sheet)
            assert status == 303, page
            cast.learn(sheet, headers["Location"])
            cast.browser(door.who).ask("GET", headers["Location"])
            client.get(f"/centers?near={cast.words[0] if cast.words else ''}")
        words += cast.in_addresses
        if len(words) >= least and story is ALONE["the next one"]:
            break
    for path in ("/crash", "/collide"):
        assert client.post(path, data={"words": words[0], "once": once.new_token()}).status_code == 500
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
    named = 0
    for path in (home() / "mail").glob("*.eml"):
        lines = [line for line in path.read_text().splitlines() if any(word in line for word in words)]
        assert [line.partition(":")[0] for line in lines] == ["To"] * len(lines[:1]), path
        named += len(lines)
    assert named > 10, "letters to people whose addresses are strange words"
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
