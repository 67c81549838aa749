"""Tables taken down and put up again: what points to what stays true, and nothing goes that should not."""

import pytest
from factories import make_center
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from app.centers.models import Center, FieldCheck
from app.core import rebuilding
from app.core.db import db, transaction

TABLES = MetaData()
parent = Table("t_parent", TABLES, Column("id", String(32), primary_key=True))
follows = Table(
    "t_follows",
    TABLES,
    Column("id", String(32), primary_key=True),
    Column("parent_id", ForeignKey(parent.c.id, ondelete="CASCADE"), nullable=False),
)
grandchild = Table(
    "t_grandchild",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("follows_id", ForeignKey(follows.c.id), nullable=False),
)
pair = Table(
    "t_pair",
    TABLES,
    Column("parent_id", ForeignKey(parent.c.id, ondelete="CASCADE"), primary_key=True),
    Column("other", Integer, primary_key=True),
)
loose = Table(
    "t_loose",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("parent_id", ForeignKey(parent.c.id, ondelete="SET NULL")),
    Column("self_id", ForeignKey("t_loose.id")),
)


@pytest.fixture
def connection(app):
    """Inside a transaction that is taken back: two parents, and what belongs to each."""
    with transaction(rebuilds=True) as kept:
        kept.take_back()
        connection = db.session.connection()
        TABLES.create_all(connection)
        for name in "ab":
            connection.execute(parent.insert().values(id=name))
            connection.execute(follows.insert().values(id=f"{name}1", parent_id=name))
            connection.execute(grandchild.insert().values(id=ord(name), follows_id=f"{name}1"))
            connection.execute(pair.insert().values(parent_id=name, other=1))
            connection.execute(loose.insert().values(id=ord(name), parent_id=name, self_id=ord(name)))
        yield connection


def test_what_belongs_to_a_removed_row_goes_with_it_and_what_only_points_to_it_stays(connection):
    with rebuilding.unbound(connection):
        rebuilding.remove(connection, TABLES, "t_parent", ["a"])
    assert connection.execute(select(parent.c.id)).scalars().all() == ["b"]
    assert connection.execute(select(follows.c.id)).scalars().all() == ["b1"]
    assert connection.execute(select(grandchild.c.id)).scalars().all() == [ord("b")]
    assert connection.execute(select(pair.c.parent_id)).scalars().all() == ["b"]
    rows = connection.execute(select(loose).order_by(loose.c.id)).all()
    assert rows == [(ord("a"), None, ord("a")), (ord("b"), "b", ord("b"))]


def test_rows_may_come_in_any_order_while_they_are_unbound(connection):
    with rebuilding.unbound(connection):
        connection.execute(follows.insert().values(id="c1", parent_id="c"))
        connection.execute(parent.insert().values(id="c"))


def test_a_row_that_points_nowhere_is_refused_at_the_end(app):
    with pytest.raises((ValueError, DBAPIError)), transaction(rebuilds=True):
        connection = db.session.connection()
        with rebuilding.unbound(connection):
            connection.execute(FieldCheck.__table__.insert().values(
                center_id=77, field="phone", method="call", source="x", as_of=func.current_date()
            ))  # fmt: skip
    assert db.session.execute(select(func.count()).select_from(FieldCheck)).scalar_one() == 0


def test_a_table_put_up_anew_takes_nothing_with_it(app):
    """SQLite lets what points to a dropped table go with it, and migrations put tables up anew."""
    center = make_center()
    checks = select(func.count()).select_from(FieldCheck)
    before = db.session.execute(checks).scalar_one()
    assert before > 0
    if db.engine.dialect.name == "postgresql":
        return
    put_up_anew = [
        "CREATE TABLE anew AS SELECT * FROM center",
        "DROP TABLE center",
        "ALTER TABLE anew RENAME TO center",
    ]
    for rebuilds, left in ((True, before), (False, 0)):
        with transaction(rebuilds=rebuilds) as kept:
            kept.take_back()
            for statement in put_up_anew[: 3 if rebuilds else 2]:
                db.session.execute(text(statement))
            if rebuilds:
                db.session.execute(text("CREATE UNIQUE INDEX anew_id ON center (id)"))
            assert db.session.execute(checks).scalar_one() == left
    assert db.session.execute(select(Center.id)).scalar_one() == center.id
    with transaction(), pytest.raises(DBAPIError):  # and afterwards the same connection looks again
        db.session.execute(text("UPDATE field_check SET center_id = 77"))
