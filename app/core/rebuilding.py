"""The tables of a database taken down and put up again inside one transaction, on SQLite and on PostgreSQL."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    func,
    inspect,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.engine import Connection

AT_ONCE = 5000
VERSION_TABLE = "alembic_version"
# What the migrations made beside the tables: functions of triggers, unless an extension brought them.
TRIGGER_FUNCTIONS = """
SELECT format('DROP FUNCTION %s', oid::regprocedure) FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype
AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
REFERENCES = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""


def holds_anything(connection: Connection) -> bool:
    """Say whether any table has a row."""
    names = set(inspect(connection).get_table_names()) - {VERSION_TABLE}
    return any(connection.execute(select(literal(1)).select_from(table(name)).limit(1)).first() for name in names)


def take_down(connection: Connection) -> None:
    """Drop every table, and what the migrations made beside them."""
    tables = MetaData()
    tables.reflect(connection)
    tables.drop_all(connection)
    if connection.dialect.name == "postgresql":
        for drop in connection.execute(text(TRIGGER_FUNCTIONS)).scalars().all():
            connection.exec_driver_sql(drop)


@contextmanager
def unbound(connection: Connection) -> Iterator[None]:
    """Let rows come in any order inside; what they point to must be there at the end.

    On SQLite `transaction(rebuilds=True)` does that.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    references = connection.execute(text(REFERENCES)).all()
    for of, name, _definition in references:
        connection.exec_driver_sql(f"ALTER TABLE {of} DROP CONSTRAINT {name}")
    yield
    for of, name, definition in references:
        connection.exec_driver_sql(f"ALTER TABLE {of} ADD CONSTRAINT {name} {definition}")


def remove(connection: Connection, tables: MetaData, name: str, rows: Sequence[str]) -> None:
    """Remove rows by id, and do to what points to them what the tables say: remove it too, or let it point nowhere."""
    gone = tables.tables[name]
    [key] = gone.primary_key.columns
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        connection.execute(gone.delete().where(key.in_(some)))
        for child in tables.sorted_tables:
            for reference in child.foreign_key_constraints:
                if reference.referred_table is gone:
                    _let_go(connection, tables, child, reference, some)


def _let_go(
    connection: Connection, tables: MetaData, child: Table, reference: ForeignKeyConstraint, rows: Sequence[str]
) -> None:
    [column] = reference.columns
    points = column.in_(rows)
    if column.nullable and reference.ondelete != "CASCADE":
        connection.execute(child.update().where(points).values({column: None}))
        return
    key = list(child.primary_key.columns)
    if len(key) == 1:
        remove(connection, tables, child.name, connection.execute(select(key[0]).where(points)).scalars().all())
    else:
        connection.execute(child.delete().where(points))


def set_counters(connection: Connection, tables: MetaData) -> None:
    """Let new rows be numbered after those that are there; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for each in tables.sorted_tables:
        for column in each.primary_key.columns:
            if isinstance(column.type, Integer):
                _set_counter(connection, each, column)


def _set_counter(connection: Connection, of: Table, column: Column[int]) -> None:
    counter = connection.execute(select(func.pg_get_serial_sequence(f'"{of.name}"', column.name))).scalar_one()
    if counter:
        newest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(counter, newest, False)))
