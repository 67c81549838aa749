from datetime import datetime

import pytest
from sqlalchemy.exc import StatementError

from app.core.audit import AuditEvent
from app.core.db import db, transaction


def test_all_of_a_transaction_is_kept_or_nothing_of_it(app):
    with pytest.raises(RuntimeError), transaction():
        db.session.add(AuditEvent(action="half done", subject="x", by="y"))
        db.session.flush()
        raise RuntimeError
    assert db.session.query(AuditEvent).count() == 0


def test_a_moment_without_a_zone_is_refused(app):
    with pytest.raises(StatementError, match="time zone"), transaction():
        db.session.add(AuditEvent(action="a", subject="x", by="y", at=datetime(2026, 1, 1)))  # noqa: DTZ001 - the point
        db.session.flush()


@pytest.mark.databases("sqlite")
def test_sqlite_is_set_to_lose_nothing(app):
    with db.engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]
