"""What tests of letters and of questions share."""

from types import SimpleNamespace

import pytest
from form_filling import Visitor
from guide.readers.mailbox import MODERATOR
from sqlalchemy import event

from app.core import access
from app.core.db import db
from app.guide import answered, desk_views


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
def desk(app, monkeypatch):
    """A browser of somebody who works at the desk."""
    access.guard_with(app, lambda _mark: None)
    monkeypatch.setattr(desk_views, "current_user", SimpleNamespace(id=MODERATOR))
    return Visitor(app.test_client())
