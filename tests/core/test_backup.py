"""A backup holds everything at one moment and opens with its key only; restored, it brings nothing erased back."""

import json
import multiprocessing
import os
import shutil
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from conftest import new_postgres_database
from factories import make_center
from sqlalchemy import select

from app import create_app
from app.centers.actions import tell_readers
from app.centers.models import Center
from app.core import archive, audit, backup, data_keys, keeping, outbox
from app.core.audit import AuditEvent
from app.core.backup import back_up, backup_key
from app.core.config import Settings
from app.core.db import Base, db, home, now, transaction
from app.core.errors import Refused
from app.core.keyring import keyring
from app.core.outbox import Letter, LetterState
from app.core.restore import restore
from app.core.this_database import its_name

CANARIES = [f"canary{number}" for number in range(12)]


def post(words, **facts):
    with transaction():
        letter = outbox.post("trial", to=f"{words}@example.org", words=words)
        for name, value in facts.items():
            setattr(letter, name, value)
        audit.record("posted", f"letter {letter.id}", by="a test", count=1)
    return letter.id


@pytest.fixture
def filled(app):
    """A database with a bit of everything, and letters that hold canaries."""
    make_center(name="Harbor House", codes="RES MD")
    make_center(name="Élan “Vital” \u2028 House", demonstration=True)
    for words in CANARIES:
        post(words)
    return app


def bring_back(path, **choices):
    return restore(path, by="a test", then=lambda: tell_readers(None), **choices)


def everything():
    """Every row of the tables that a restore adds nothing to, as the models read it, without the keys."""
    db.session.rollback()
    rows = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in {"audit_event", "center_change", "this_database"}:
            columns = [column for column in table.columns if column.name not in {"data_key", "key_file"}]
            rows[table.name] = Counter(tuple(map(str, row)) for row in db.session.execute(select(*columns)))
    db.session.rollback()
    return rows


def words_kept():
    db.session.rollback()
    db.session.expire_all()
    return sorted(letter.values.get("words", "") for letter in db.session.execute(select(Letter)).scalars())


@contextmanager
def elsewhere(kind, keys_of, folder):
    """An app over a new database of a kind, on a machine that has a copy of the keys."""
    with ExitStack() as stack:
        folder.mkdir()
        url = f"sqlite:///{folder / 'new.db'}" if kind == "sqlite" else stack.enter_context(new_postgres_database())
        if keys_of:
            shutil.copytree(keys_of / "keys", folder / "keys")
            shutil.copy(keys_of / "secret.key", folder)
        new = create_app(Settings(home=folder, database_url=url))
        with new.app_context():
            yield new
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_all_of_it_comes_back_on_another_machine_and_in_another_kind_of_database(filled, tmp_path, kind):
    before = everything()
    rows = back_up(tmp_path / "backup")
    old_home = home()
    with elsewhere(kind, old_home, tmp_path / "new") as new:
        told = bring_back(tmp_path / "backup")
        assert (told.rows, told.left_out) == (rows, 0)
        assert everything() == before
        assert words_kept() == sorted(CANARIES)
        assert len(new.extensions["catalog"].current().index.order.ids) == 2
        with transaction():  # new rows are numbered after the old ones
            audit.record("written", "afterwards", by="a test")
        make_center(name="Another House")
        post("another")


def test_it_comes_back_in_the_place_of_what_is_there_and_every_process_reads_anew(filled, client):
    back_up(home() / "backup")
    make_center(name="Wrong House")
    assert "Wrong House" in client.get("/centers").text
    with pytest.raises(Refused, match=r"not empty.*--replace"):
        bring_back(home() / "backup")
    bring_back(home() / "backup", replace=True)
    time.sleep(0.3)
    page = client.get("/centers").text
    assert "Harbor House" in page
    assert "Wrong House" not in page
    assert words_kept() == sorted(CANARIES)
    assert (
        db.session.execute(select(AuditEvent.action).order_by(AuditEvent.id.desc())).scalars().first()
        == "backup restored"
    )


def test_a_restore_that_fails_at_its_very_end_changes_nothing(filled):
    back_up(home() / "backup")
    post("newer")
    before = everything()

    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        restore(home() / "backup", by="a test", then=fail, replace=True)
    assert everything() == before


def erase(words, how):
    for letter in db.session.execute(select(Letter)).scalars():
        if letter.values.get("words") == words:
            found = letter.id
    with transaction():
        letter = db.session.get(Letter, found)
        letter.erase() if how == "emptied" else db.session.delete(letter)


@pytest.mark.parametrize("where", ["over the database itself", "on a new machine"])
def test_what_was_erased_since_does_not_come_back(filled, tmp_path, where):
    back_up(tmp_path / "yesterday")
    old_keys = tmp_path / "old keys"
    shutil.copytree(home() / "keys", old_keys)
    erase("canary3", "emptied")
    erase("canary5", "removed")
    left = sorted({*CANARIES} - {"canary3", "canary5"})
    if where == "over the database itself":
        told = bring_back(tmp_path / "yesterday", replace=True)
        assert told.left_out == 2
        assert words_kept() == left
        return
    keeping.purge(by="a test")
    with elsewhere("sqlite", home(), tmp_path / "new"):
        told = bring_back(tmp_path / "yesterday")
        assert told.left_out == 2
        assert words_kept() == left
        # The control: with yesterday's keys it would all be there, and the test would see it.
        shutil.copytree(old_keys, home() / "keys", dirs_exist_ok=True)
        (home() / "new.db").unlink()
        db.engine.dispose()
        bring_back(tmp_path / "yesterday")
        assert words_kept() == sorted(CANARIES)


def test_after_a_purge_nothing_opens_from_the_file_a_raw_copy_or_a_backup(filled, tmp_path, database):
    """P04: what was due is gone from the database, from a raw copy of it, and from yesterday's backup."""
    back_up(tmp_path / "yesterday")
    with transaction():
        for letter in db.session.execute(select(Letter)).scalars():
            letter.state, letter.ended_at = LetterState.FAILED, now() - timedelta(days=8)
    keys = db.session.execute(select(Letter.data_key, Letter.values_sealed)).all()
    assert keeping.purge(by="a test")["letters that were given up"] == len(CANARIES)
    if database == "sqlite":
        raw = b"".join(path.read_bytes() for path in home().glob("wayhome.db*"))
        assert not any(bytes(value) in raw for row in keys for value in row)
    told = bring_back(tmp_path / "yesterday", replace=True)
    assert told.left_out == len(CANARIES)
    assert words_kept() == []
    kept = b"".join(path.read_bytes() for path in home().rglob("*") if path.is_file())
    assert not any(bytes(key).hex().encode() in kept for key, _sealed in keys)


def test_the_keys_of_before_are_set_aside_for_a_week(filled, tmp_path):
    """Somebody restores the wrong backup: the right one still opens, on a new database, with what was set aside."""
    back_up(tmp_path / "wrong")
    post("newer")
    back_up(tmp_path / "right")
    bring_back(tmp_path / "wrong", replace=True)
    aside = data_keys.path_of(home(), its_name())
    with elsewhere("sqlite", home(), tmp_path / "new"):
        shutil.copy(home() / "keys" / f"{aside.name}.{data_keys.SET_ASIDE}", home() / "keys" / aside.name)
        bring_back(tmp_path / "right")
        assert words_kept() == sorted([*CANARIES, "newer"])
        path = home() / "keys" / f"{aside.name}.{data_keys.SET_ASIDE}"
        then = (now() - timedelta(days=8)).timestamp()
        os.utime(path, (then, then))
        keeping.purge(by="a test", confirm_clock=True)
        assert not path.exists()


@pytest.mark.parametrize("state", ["missing", "older"])
def test_without_the_newest_keys_it_asks_before_it_leaves_anything_out(filled, tmp_path, state):
    data_keys.refresh()
    older = data_keys.path_of(home(), its_name()).read_bytes()
    post("newer")
    back_up(tmp_path / "backup")
    name = its_name()
    with elsewhere("sqlite", home(), tmp_path / "new"):
        path = data_keys.path_of(home(), name)
        path.unlink() if state == "missing" else path.write_bytes(older)
        with pytest.raises(Refused, match=f"{state}.*--accept-losses"):
            bring_back(tmp_path / "backup")
        told = bring_back(tmp_path / "backup", accept_losses=True)
        assert told.left_out == (len(CANARIES) + 1 if state == "missing" else 1)
        assert "newer" not in words_kept()
        assert len(db.session.execute(select(Center)).all()) == 2


@pytest.mark.parametrize(
    ("lost", "sentence"),
    [("backup.key", "no backup opens without it"), ("record-0001.key", "nothing opens without it")],
)
def test_a_key_file_that_is_missing_is_said_before_anything_changes(filled, tmp_path, lost, sentence):
    back_up(tmp_path / "backup")
    with elsewhere("sqlite", home(), tmp_path / "new"):
        keyring.cache_clear()
        (home() / "keys" / lost).unlink()
        with pytest.raises(ValueError, match=sentence):
            bring_back(tmp_path / "backup")
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0


def test_nothing_can_be_read_from_it_without_its_key(filled, tmp_path):
    back_up(tmp_path / "backup")
    raw = (tmp_path / "backup").read_bytes()
    assert not any(word in raw for word in (b"Harbor", b"center", b"letter", CANARIES[0].encode()))
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
    (home() / "keys" / "backup.key").write_bytes(b"k" * 32)
    with pytest.raises(Refused, match=r"another backup\.key"):
        bring_back(tmp_path / "backup", replace=True)


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(archive, "PIECE", 512)


def pieces(path):
    head, size = len(archive.MAGIC) + archive.SALT_BYTES, archive.PIECE + archive.TAG_BYTES
    raw = path.read_bytes()
    return raw[:head], [raw[start : start + size] for start in range(head, len(raw), size)]


DAMAGES = {
    "the last piece is gone": lambda held: held[:-1],
    "a piece in the middle is gone": lambda held: held[:2] + held[3:],
    "two pieces changed places": lambda held: [held[1], held[0], *held[2:]],
    "a piece is doubled": lambda held: [held[0], held[0], *held[1:]],
    "a bit is turned": lambda held: [bytes([held[0][0] ^ 1]) + held[0][1:], *held[1:]],
    "something was added": lambda held: [*held, b"more"],
    "it ends in the middle of a piece": lambda held: [*held[:-1], held[-1][:-5]],
    "nothing is left": lambda _held: [],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_changes_nothing(filled, tmp_path, small_pieces, damage):
    back_up(tmp_path / "backup")
    head, held = pieces(tmp_path / "backup")
    assert len(held) > 4
    (tmp_path / "backup").write_bytes(head + b"".join(DAMAGES[damage](held)))
    before = everything()
    with pytest.raises(Refused, match="does not open"):
        bring_back(tmp_path / "backup", replace=True)
    assert everything() == before


def test_a_piece_of_another_backup_does_not_fit(filled, tmp_path, small_pieces):
    for name in ("one", "two"):
        back_up(tmp_path / name)
    (head, one), (_head, two) = pieces(tmp_path / "one"), pieces(tmp_path / "two")
    (tmp_path / "mixed").write_bytes(head + one[0] + two[1] + b"".join(one[2:]))
    with pytest.raises(Refused, match="does not open"):
        bring_back(tmp_path / "mixed", replace=True)


def test_another_file_is_no_backup_and_a_file_that_is_there_is_not_overwritten(filled, tmp_path):
    (tmp_path / "list.csv").write_text("name,street\n")
    backup_key(home(), make=True)
    with pytest.raises(Refused, match="no backup of Wayhome"):
        bring_back(tmp_path / "list.csv", replace=True)
    with pytest.raises(Refused, match="is there already"):
        back_up(tmp_path / "list.csv")
    assert list(tmp_path.glob(f"*{archive.DRAFT}")) == []


def write_by_hand(path, revision):
    with archive.written(path, backup_key(home(), make=True)) as file:
        rows = [[1, "2026-11-20T10:00:00+00:00", "centers added", "directory", "a test", {"count": 3}]]
        columns = {"id": "whole", "at": "moment", "action": "text", "subject": "text", "by": "text", "detail": "json"}
        head = {"made": now().isoformat(), "database": "d" * 32, "revision": revision}
        for line in (head, {"table": "audit_event", "columns": columns}, *rows, {"rows": 1}):
            file.write(json.dumps(line) + "\n")


def test_a_backup_of_an_older_version_is_brought_up_to_this_one(app, tmp_path):
    write_by_hand(tmp_path / "old", "0001")
    bring_back(tmp_path / "old", accept_losses=True)
    events = db.session.execute(select(AuditEvent).order_by(AuditEvent.id)).scalars().all()
    assert [event.action for event in events] == ["centers added", "backup restored"]
    with db.engine.connect() as connection:
        assert backup.revision_of(connection) == backup.revisions().get_current_head()


def test_a_backup_of_a_newer_version_is_refused(app, tmp_path):
    write_by_hand(tmp_path / "new", "9999")
    with pytest.raises(Refused, match="newer Wayhome"):
        bring_back(tmp_path / "new")


def test_tables_of_another_version_are_not_backed_up(app, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "revision_of", lambda _connection: "0001")
    with pytest.raises(Refused, match="wayhome db upgrade"):
        back_up(tmp_path / "backup")
    assert list(tmp_path.glob("backup*")) == []


def test_every_column_that_there_is_can_be_kept():
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            assert backup.kind_of(column.type) in backup.KINDS, f"{table.name}.{column.name}"


def write_pairs(until):
    while time.time() < until.value:
        post("pair")


def restored_moments(tmp_path, take, times):
    """Take backups while others write, restore each, and return the (letters, log rows) of each."""
    fork = multiprocessing.get_context("fork")
    until = fork.Value("d", time.time() + 120)
    its_name()
    db.session.remove()
    db.engine.dispose()
    writers = [fork.Process(target=write_pairs, args=(until,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    paths = [tmp_path / f"backup-{number}" for number in range(times)]
    for path in paths:
        time.sleep(0.05)
        take(path)
    until.value = 0
    for writer in writers:
        writer.join(30)
    return [moment_of(path, home()) for path in paths]


def moment_of(path, old_home):
    with elsewhere("sqlite", old_home, path.with_suffix(".new")):
        assert bring_back(path).left_out == 0
        logs = db.session.execute(select(AuditEvent).filter_by(action="posted")).all()
        return len(words_kept()), len(logs)


def test_a_backup_taken_while_others_write_is_of_one_moment(app, tmp_path):
    seen = restored_moments(tmp_path, back_up, 10)
    assert all(letters == logs for letters, logs in seen), seen
    assert seen == sorted(seen)
    assert seen[-1][0] > seen[0][0], "there was writing between them"


def test_the_test_notices_a_backup_of_several_moments(app, tmp_path, monkeypatch):
    @contextmanager
    def each_table_for_itself():
        yield Restless()

    class Restless:
        dialect = db.engine.dialect

        def execute(self, statement, *more):
            time.sleep(0.05)
            with db.engine.connect() as connection:
                return iter(connection.execute(statement, *more).all())

    monkeypatch.setattr(backup, "_snapshot", each_table_for_itself)
    head = backup.revisions().get_current_head()
    monkeypatch.setattr(backup, "revision_of", lambda _connection: head)
    seen = restored_moments(tmp_path, back_up, 2)
    assert any(letters != logs for letters, logs in seen), seen
