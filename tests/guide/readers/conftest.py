"""What tests of letters and of questions share."""

import pytest
from form_filling import Visitor
from people import Window, make_person
from sqlalchemy import event

from app.core.db import db
from app.guide import answered


@pytest.fixture
def visitor(client):
    return Visitor(client)


@pytest.fixture
def writes(app):
    """Every statement that changes something, as it goes to the database."""
    seen = []

    def note(_connection, _cursor, statement, *_more):
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def seen_at_once(monkeypatch):
    """Let pages show an answer at once, not a quarter of a second later."""
    monkeypatch.setattr(answered, "LOOK_SECONDS", 0.0)


@pytest.fixture
def moderator(app):
    return make_person("moderator")


@pytest.fixture
def desk(app, moderator):
    """The browser of somebody who works at the desk."""
    return Visitor(Window(app).enter(moderator).client)
