"""What is kept how long, and the clock that a purge believes."""

import os
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.core import data_keys, keeping, once, outbox
from app.core.audit import AuditEvent
from app.core.db import db, home, now, transaction
from app.core.errors import Refused
from app.core.outbox import Letter, LetterState
from app.core.this_database import its_name, this_database


def purge(**choices):
    return {what: count for what, count in keeping.purge(by="a test", **choices).items() if count}


def post(state=LetterState.WAITING, **facts):
    with transaction():
        letter = outbox.post("trial", to="somebody@example.org")
        letter.state = state
        for name, value in facts.items():
            setattr(letter, name, value)
    return letter.id


def answered(ago):
    with transaction():
        db.session.add(once.GivenAnswer(token=os.urandom(8), body=b"", location=b"", at=now() - ago))


def held(model):
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.FAILED])
def test_a_letter_goes_a_week_after_it_ended_and_not_a_day_sooner(app, state):
    post(state, ended_at=now() - timedelta(days=6, hours=23))
    gone = post(state, ended_at=now() - timedelta(days=7, hours=1))
    assert list(purge().values()) == [1]
    assert held(Letter) == 1
    assert db.session.get(Letter, gone) is None


def test_a_letter_that_waits_is_kept(app):
    post(created_at=now() - timedelta(days=30))
    assert purge() == {}
    assert held(Letter) == 1


def test_an_answer_to_a_form_is_kept_as_long_as_the_form_may_be_sent_again(app):
    answered(timedelta(hours=23))
    answered(timedelta(hours=25))
    assert purge() == {"answers to forms": 1}
    assert held(once.GivenAnswer) == 1


@pytest.mark.parametrize(("folder", "days"), [("mail", 7), ("backups", 30)])
def test_files_of_letters_and_backups_have_their_day(app, folder, days):
    (home() / folder).mkdir(exist_ok=True)
    for age in (days - 1, days + 1):
        path = home() / folder / f"{age} days"
        path.write_text("words")
        then = (now() - timedelta(days=age)).timestamp()
        os.utime(path, (then, then))
    assert list(purge().values()) == [1]
    assert [path.name for path in (home() / folder).iterdir()] == [f"{days - 1} days"]


def test_a_room_adds_a_rule_and_the_log_says_how_many(app):
    keeping.keep(app, "cups of tea", lambda _at: 3)
    assert purge() == {"cups of tea": 3}
    event = db.session.execute(select(AuditEvent)).scalar_one()
    assert (event.action, event.subject, event.detail) == ("purged", "cups of tea", {"count": 3})


def test_one_rule_that_fails_does_not_keep_alive_what_others_erase(app):
    def fail(_at):
        raise LookupError("a name that must not be told")

    app.extensions["keeping"].insert(0, keeping.Rule("cups of tea", fail))
    answered(timedelta(days=2))
    with pytest.raises(Refused, match=r"^Not erased: cups of tea \(LookupError\)\. All else"):
        purge()
    assert held(once.GivenAnswer) == 0


@pytest.mark.parametrize(("hours", "believed"), [(1, True), (23, True), (25, False), (24 * 40, False)])
def test_after_a_leap_of_the_clock_nothing_is_erased_until_a_person_says_it_is_right(app, hours, believed):
    purge()
    answered(timedelta())
    with time_machine.travel(now() + timedelta(hours=hours)):
        if believed:
            purge()
            return
        with pytest.raises(Refused, match=r"^Nothing was erased.*wayhome purge --confirm-clock"):
            purge()
        assert held(once.GivenAnswer) == 1
        assert purge(confirm_clock=True) == {"answers to forms": 1}
        purge()


@pytest.mark.parametrize(
    "leap", [timedelta(minutes=-10), timedelta(hours=-1), timedelta(days=-1), timedelta(days=-365)]
)
def test_a_clock_that_goes_back_erases_nothing_too_early_and_stops_no_later_purge(app, leap):
    purge()
    post(LetterState.SENT, ended_at=now())
    with time_machine.travel(now() + leap):
        assert purge() == {}
        assert keeping.is_due() is False
    assert held(Letter) == 1


def test_it_is_due_once_an_hour(app):
    assert keeping.is_due()
    purge()
    assert not keeping.is_due()
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert keeping.is_due()


def test_erased_records_leave_the_file_of_the_keys_with_the_purge(app):
    kept, gone = post(), post(LetterState.SENT, ended_at=now() - timedelta(days=8))
    data_keys.refresh()
    assert {row for _table, row in data_keys.read(home(), its_name()).held} == {kept, gone}
    purge()
    assert {row for _table, row in data_keys.read(home(), its_name()).held} == {kept}


def test_a_file_of_keys_that_is_cut_off_is_refused(app):
    post()
    data_keys.refresh()
    path = data_keys.path_of(home(), its_name())
    path.write_text("\n".join(path.read_text().splitlines()[:-1]))
    with pytest.raises(Refused, match="is not whole"):
        data_keys.read(home(), its_name())


def test_a_database_has_one_name(app):
    first = its_name()
    with transaction():
        assert this_database().name == first
    assert len(first) == 32


@pytest.mark.databases("sqlite")
def test_no_scrap_of_an_erased_record_is_left_in_the_database_file(app):
    """SQLite leaves scraps of rows that moved between its pages: this fails without the VACUUM of a purge."""
    for start in range(0, 400, 50):
        with transaction():
            letters = [
                outbox.post("trial", to=f"a{n}@example.org", words="w" * n * 2) for n in range(start, start + 50)
            ]
        with transaction():
            for letter in letters[::2]:
                db.session.get(Letter, letter.id).state = LetterState.SENT
                db.session.get(Letter, letter.id).ended_at = now() - timedelta(days=8)
    ended = select(Letter.data_key, Letter.recipient_sealed, Letter.values_sealed).where(Letter.ended_at.is_not(None))
    scraps = [bytes(value) for row in db.session.execute(ended) for value in row if value]
    assert len(scraps) >= 400
    assert sum(scrap in raw_bytes() for scrap in scraps) == len(scraps)
    purge()
    assert sum(scrap[:20] in raw_bytes() or scrap[-20:] in raw_bytes() for scrap in scraps) == 0


def raw_bytes():
    db.session.rollback()
    return b"".join(path.read_bytes() for path in home().glob("wayhome.db*"))
