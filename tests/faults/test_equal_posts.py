"""Fifty people press the same button at once, on every form: one effect, one answer."""

from threading import Barrier, Thread

import pytest
from faults import trial
from faults.doors import DOORS, fill_in
from sqlalchemy import func, select, table

from app.core import once
from app.core.audit import AuditEvent
from app.core.db import db
from app.core.outbox import Letter

AT_ONCE = 50


@pytest.fixture
def app(app, monkeypatch):
    trial.hurry(app, monkeypatch.setattr)
    return app


def rows(name):
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(table(name))).scalar_one()


def effects(door):
    logged = select(func.count()).select_from(AuditEvent).filter_by(action=door.logged)
    return rows(door.table), rows(Letter.__tablename__), db.session.execute(logged).scalar_one()


def pressed_at_once(app, door):
    """Open the form once, send it fifty times in one moment, and return the answers as (status, where to)."""
    page = door.page.replace("{center}", trial.make_receiving_center(app))
    shown = app.test_client().get(page)
    sheet, cookie = fill_in(door, page, shown.text), shown.headers.get("Set-Cookie", "").partition(";")[0]
    start, answers = Barrier(AT_ONCE), []

    def press():
        client = app.test_client(use_cookies=False)
        start.wait()
        answer = client.post(sheet.action, data=sheet.fields, headers={"Cookie": cookie})
        answers.append((answer.status_code, answer.location))

    presses = [Thread(target=press) for _ in range(AT_ONCE)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    return answers


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_one_effect_and_one_answer(app, door):
    answers = pressed_at_once(app, door)
    assert len(answers) == AT_ONCE
    assert len(set(answers)) == 1, set(answers)
    assert answers[0][0] == 303
    assert effects(door) == (1, door.letters, 1)


def test_the_test_notices_a_form_without_a_memory(app, monkeypatch):
    monkeypatch.setattr(once, "_earlier", lambda _token: None)
    monkeypatch.setattr(once, "_hash", lambda _token: once.secrets.token_bytes(32))
    pressed_at_once(app, DOORS[0])
    assert effects(DOORS[0])[0] > 1
