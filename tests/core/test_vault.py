import pytest
from sqlalchemy import select, text, update

from app.core import outbox
from app.core.db import db, home, transaction
from app.core.keyring import Keyring, keyring
from app.core.outbox import Letter
from app.core.vault import Damaged, fingerprint

CANARY = "Canary Person, canary@example.org"


@pytest.fixture
def letter(app):
    with transaction():
        return outbox.post("test", to="canary@example.org", words=CANARY)


def reread(letter):
    db.session.expire_all()
    return db.session.execute(select(Letter)).scalar_one()


def test_what_is_sealed_reads_back_after_a_round_through_the_database(letter):
    assert reread(letter).values == {"words": CANARY}
    assert reread(letter).recipient == "canary@example.org"


def test_nothing_of_it_stands_in_the_row(letter):
    row = db.session.execute(text("SELECT * FROM letter")).one()
    assert b"anary" not in b" ".join(
        bytes(str(value), "utf-8") if not isinstance(value, bytes) else value for value in row
    )


def test_sealed_bytes_open_only_in_their_own_column(letter):
    with transaction():
        db.session.execute(update(Letter).values(recipient_sealed=Letter.values_sealed))
    with pytest.raises(Damaged):
        _ = reread(letter).recipient


def test_sealed_bytes_open_only_in_their_own_row(letter):
    with transaction():
        other = outbox.post("test", to="other@example.org")
        db.session.flush()
        moved = select(Letter.recipient_sealed, Letter.data_key).where(Letter.id == letter.id)
        sealed, data_key = db.session.execute(moved).one()
        other.recipient_sealed = sealed
        with pytest.raises(Damaged):
            _ = other.recipient
        other.data_key = data_key
        with pytest.raises(Damaged):
            _ = other.recipient


def test_an_erased_record_reads_as_empty_and_opens_no_more(letter):
    with transaction():
        found = reread(letter)
        kept = found.recipient_sealed
        found.erase()
    found = reread(letter)
    assert found.erased
    assert found.recipient == ""
    found.recipient_sealed = kept
    assert found.recipient == ""


def test_without_the_key_file_nothing_opens_and_the_operator_is_told(letter):
    path = home() / "keys" / "record-0001.key"
    path.rename(path.with_suffix(".away"))
    keyring.cache_clear()
    with pytest.raises(ValueError, match="is missing"):
        _ = reread(letter).recipient


def test_a_key_file_is_its_owners_alone(letter):
    path = home() / "keys" / "record-0001.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_newest_key_file_seals_new_records_and_the_old_one_opens_old_records(letter):
    assert keyring(home()).add() == 2
    with transaction():
        newer = outbox.post("test", to="new@example.org")
    assert (letter.key_file, newer.key_file) == (1, 2)
    assert letter.recipient == "canary@example.org"


def test_a_destroyed_key_file_is_gone(tmp_path):
    ring = Keyring(tmp_path / "keys")
    ring.destroy(ring.newest())
    assert ring.numbers() == []


def test_a_fingerprint_is_the_same_for_the_same_text_and_purpose_only(app):
    assert fingerprint("email", "a@example.org") == fingerprint("email", "a@example.org")
    assert fingerprint("email", "a@example.org") != fingerprint("email", "b@example.org")
    assert fingerprint("email", "a@example.org") != fingerprint("code", "a@example.org")
