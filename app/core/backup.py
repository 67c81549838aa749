"""A backup: every row of every table as it stood at one moment, taken while the site writes.

Lines of JSON in an archive. The first says what follows, then each table has a line of its own before its rows, and
the last line counts them. The keys of sealed records are left out; they lie in `keys/data-keys-…` (see `data_keys`).
"""

import base64
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import TextIOBase
from pathlib import Path
from typing import Any, NamedTuple

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.core import data_keys
from app.core.archive import written
from app.core.db import Base, UTCDateTime, db, home, now, private_directory
from app.core.errors import Refused
from app.core.files import lay_down
from app.core.secrets import KEY_BYTES, private_key
from app.core.this_database import its_name
from app.core.vault import sealed_models

AT_ONCE = 1000


class Kind(NamedTuple):
    """How the values of a column are kept in the archive, whatever the database calls its type."""

    type: TypeEngine[Any]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


KINDS = {
    "truth": Kind(Boolean(), _same, _same),
    "whole": Kind(Integer(), _same, _same),
    "number": Kind(Float(), _same, _same),
    "bytes": Kind(LargeBinary(), lambda value: base64.b64encode(value).decode(), base64.b64decode),
    "moment": Kind(UTCDateTime(), datetime.isoformat, datetime.fromisoformat),
    "clock": Kind(DateTime(), datetime.isoformat, datetime.fromisoformat),
    "day": Kind(Date(), date.isoformat, date.fromisoformat),
    "json": Kind(JSON(none_as_null=True), _same, _same),
    "text": Kind(Text(), _same, _same),
    "key": Kind(LargeBinary(), lambda _wrapped: True, _same),  # only that there is one
}
_NAMES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Boolean, "truth"),
    (Integer, "whole"),
    (Float, "number"),
    (LargeBinary, "bytes"),
    (DateTime, "clock"),
    (Date, "day"),
    (JSON, "json"),
    (String, "text"),
)


def kind_of(type_: TypeEngine[Any]) -> str:
    """Name the kind of a column's type; raises TypeError for a type that no backup knows yet."""
    if isinstance(type_, UTCDateTime):
        return "moment"
    if isinstance(type_, TypeDecorator):
        return kind_of(type_.impl_instance)
    for known, name in _NAMES:
        if isinstance(type_, known):
            return name
    raise TypeError(f"A backup does not know how to keep {type_!r}; give it a Kind in app/core/backup.py.")


def plain_table(name: str, columns: dict[str, str]) -> Table:
    """Return a table whose columns are of plain kinds, with no product type in between."""
    return Table(name, MetaData(), *(Column(column, KINDS[kind].type) for column, kind in columns.items()))


def back_up(path: Path, tell: Callable[[str], None] = lambda _table: None) -> int:
    """Write a backup to `path` and return how many rows are in it. `tell` is called with each table's name.

    Raises Refused when a file is there, or the tables are of another version.
    """
    name = its_name()
    with _snapshot() as connection, written(path, backup_key(home(), make=True)) as archive:
        if revision_of(connection) != revisions().get_current_head():
            raise Refused("The database has tables of another version; run `wayhome db upgrade` first.")
        rows = _write(connection, archive, name, tell)
        data_keys.refresh()  # before the file gets its name: no backup without its keys
    return rows


def backup_key(home: Path, *, make: bool = False) -> bytes:
    """Return the key of all backups; raises ValueError, with a sentence for the operator, when it is not there."""
    path = home / "keys" / "backup.key"
    if make and not path.exists():
        private_directory(path.parent)
        lay_down(path, secrets.token_bytes(KEY_BYTES))
    if not path.exists():
        raise ValueError(f"{path} is missing. Put it back from your copy of the keys; no backup opens without it.")
    return private_key(path)


def revisions() -> ScriptDirectory:
    """Return the revisions of the tables that this version of Wayhome knows."""
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())


def revision_of(connection: Connection) -> str | None:
    """Return the revision that the tables of a database are of."""
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """Give a connection that sees everything as it stands now, however long it reads."""
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with connection, connection.begin():
        yield connection


def _write(connection: Connection, archive: TextIOBase, name: str, tell: Callable[[str], None]) -> int:
    def line(value: Any) -> None:
        archive.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")

    line({"made": now().isoformat(), "database": name, "revision": revision_of(connection)})
    sealed = {model.__tablename__ for model in sealed_models()}
    counted = 0
    for table in Base.metadata.sorted_tables:
        tell(table.name)
        columns = {column.name: kind_of(column.type) for column in table.columns}
        if table.name in sealed:
            columns["data_key"] = "key"
        line({"table": table.name, "columns": columns})
        for row in _rows(connection, table, columns):
            line(row)
            counted += 1
    line({"rows": counted})
    return counted


def _rows(connection: Connection, table: Table, columns: dict[str, str]) -> Iterator[list[Any]]:
    plain = plain_table(table.name, columns)
    statement = select(plain).order_by(*(plain.c[column.name] for column in table.primary_key))
    writers = [KINDS[kind].write for kind in columns.values()]
    for row in connection.execute(statement.execution_options(yield_per=AT_ONCE)):
        yield [None if value is None else write(value) for write, value in zip(writers, row, strict=True)]
