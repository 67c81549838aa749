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


@pytest.mark.parametrize(
    "words", ["Jane Doe", "jane@example.org", "she said so", "617 555 0134", "a" * 81, ["a"], {"a": 1}, 1.5]
)
def test_the_log_takes_no_words(app, words):
    with pytest.raises(TypeError, match="holds counts and codes, no words: said"), transaction():
        audit.record("told", "center 1", by="an operator", said=words, count=1)


@pytest.mark.parametrize("code", [3, True, None, "to-center", "0123456789abcdef" * 2, ""])
def test_the_log_takes_counts_and_codes(app, code):
    with transaction():
        audit.record("told", "center 1", by="an operator", said=code)
