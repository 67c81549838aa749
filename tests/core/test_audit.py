import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core import audit
from app.core.db import db, transaction


@pytest.mark.parametrize("attempt", ["UPDATE audit_event SET by = 'nobody'", "DELETE FROM audit_event"])
def test_what_is_in_the_log_can_be_neither_changed_nor_removed(app, attempt):
    with transaction():
        audit.record("listing imported", "directory", by="an operator", added=3)
    with pytest.raises(DBAPIError, match="only ever added to"), transaction():
        db.session.execute(text(attempt))
    assert db.session.execute(text("SELECT by FROM audit_event")).scalars().all() == ["an operator"]
