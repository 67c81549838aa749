"""A backup brought back: all of it or nothing, and nothing that was erased since.

One transaction takes down what is there, puts up the tables of the backup's version, fills them, gives each sealed
record its key, and brings the tables up to this version.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import alembic.command
from flask import current_app
from sqlalchemy import MetaData, inspect, select
from sqlalchemy.engine import Connection

from app.core import audit, data_keys, rebuilding
from app.core.archive import opened
from app.core.backup import KINDS, backup_key, plain_table, revisions
from app.core.data_keys import Key, Keys
from app.core.db import db, home, transaction, write_the_file_anew
from app.core.errors import Refused
from app.core.keyring import keyring
from app.core.this_database import ThisDatabase, this_database
from app.core.vault import sealed_models

AT_ONCE = 1000


@dataclass(slots=True)
class Restored:
    """What came back. `gone`: the sealed records, by table, whose keys are gone; they are left out."""

    made: datetime
    rows: int = 0
    gone: dict[str, list[str]] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        """How many sealed records were left out, with what belongs to them."""
        return sum(len(rows) for rows in self.gone.values())


def restore(  # noqa: PLR0913 - these are the choices an operator has
    path: Path,
    *,
    by: str,
    then: Callable[[], None],
    replace: bool = False,
    accept_losses: bool = False,
    tell: Callable[[str], None] = lambda _table: None,
) -> Restored:
    """Bring a backup back into an empty database, or with `replace` in the place of what is there.

    `then` is called at the end, inside the transaction; `tell` with the name of each table. Keys come from the
    database itself while it is the one that the backup is of, and else from the newest file of its keys; with
    `accept_losses` also where that is missing or older than the backup. Raises Refused, and nothing has changed.
    """
    with opened(path, backup_key(home())) as lines:
        head = json.loads(next(lines))
        if head["revision"] not in {script.revision for script in revisions().walk_revisions()}:
            raise Refused(f"{path} was made by a newer Wayhome. Install that version, then restore.")
        told = Restored(datetime.fromisoformat(head["made"]))
        with transaction(rebuilds=True):
            connection = db.session.connection()
            if not replace and rebuilding.holds_anything(connection):
                raise Refused("This database is not empty. With --replace, all that is in it is lost.")
            keys = _keys(connection, head["database"], told.made, accept_losses=accept_losses)
            if replace:
                data_keys.set_aside(home(), head["database"])
            rebuilding.take_down(connection)
            _bring_to(connection, head["revision"])
            tables = MetaData()
            tables.reflect(connection)
            with rebuilding.unbound(connection):
                _fill(connection, lines, keys, told, tell)
                for table, rows in told.gone.items():
                    rebuilding.remove(connection, tables, table, rows)
            rebuilding.set_counters(connection, tables)
            _bring_to(connection, "head")
            this_database().purged_at = None
            audit.record("backup restored", "database", by=by, rows=told.rows, left_out=told.left_out)
            then()
    data_keys.refresh()
    write_the_file_anew()
    return told


def _keys(connection: Connection, database: str, made: datetime, *, accept_losses: bool) -> Keys:
    keys = _live_keys(connection, database, made) or data_keys.read(home(), database)
    if (keys is None or keys.at < made) and not accept_losses:
        path = data_keys.path_of(home(), database)
        raise Refused(
            f"{path} is {'missing' if keys is None else 'older than the backup'}. Put it back from your newest copy of "
            "the keys. With --accept-losses, what people entrusted to the site and no key opens is left out."
        )
    keys = keys or Keys(made)
    for number in {key.file for key in keys.held.values()}:
        keyring(home()).key(number)  # raises ValueError when its file is missing
    return keys


def _live_keys(connection: Connection, database: str, made: datetime) -> Keys | None:
    """Return the keys that the database itself holds, when it is the one that the backup is of."""
    there = set(inspect(connection).get_table_names())
    if ThisDatabase.__tablename__ not in there:
        return None
    name = connection.execute(select(plain_table(ThisDatabase.__tablename__, {"name": "text"}))).scalar_one_or_none()
    if name != database:
        return None
    keys = Keys(made)
    for table in sorted(there & {model.__tablename__ for model in sealed_models()}):
        columns = {"id": "text", "key_file": "whole", "data_key": "bytes"}
        for row, number, wrapped in connection.execute(select(plain_table(table, columns))):
            if wrapped:
                keys.held[table, row] = Key(number, wrapped)
    return keys


def _bring_to(connection: Connection, revision: str) -> None:
    config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, revision)


def _fill(
    connection: Connection, lines: Iterator[str], keys: Keys, told: Restored, tell: Callable[[str], None]
) -> None:
    """Put the rows in. Sealed records without a key come in too, so that what belongs to them finds them, and go later."""
    for head, rows in _batches(lines):
        tell(head["table"])
        columns: dict[str, str] = head["columns"]
        readers = [KINDS[kind].read for kind in columns.values()]
        values = [
            {
                name: None if value is None else read(value)
                for name, read, value in zip(columns, readers, row, strict=True)
            }
            for row in rows
        ]
        if columns.get("data_key") == "key":
            for row in values:
                _unlock(row, head["table"], keys, told)
        connection.execute(plain_table(head["table"], columns).insert(), values)
        told.rows += len(values)


def _unlock(row: dict[str, Any], table: str, keys: Keys, told: Restored) -> None:
    """Give a record the key it had, if there still is one."""
    if not row["data_key"]:
        return  # it was erased before the backup
    key = keys.held.get((table, row["id"]))
    if key is None:
        told.gone.setdefault(table, []).append(row["id"])
    row |= {"data_key": key and key.wrapped, "key_file": key.file if key else 0}


def _batches(lines: Iterator[str]) -> Iterator[tuple[dict[str, Any], list[list[Any]]]]:
    """Yield rows with the head of their table, many at once; raises Refused when the last line does not count them."""
    head: dict[str, Any] = {}
    rows: list[list[Any]] = []
    counted = 0
    for line in lines:
        value = json.loads(line)
        if isinstance(value, list):
            rows.append(value)
            counted += 1
            if len(rows) < AT_ONCE:
                continue
        if rows:
            yield head, rows
            rows = []
        if isinstance(value, dict):
            head = value
    if head.get("rows") != counted:
        raise Refused("The backup is not whole.")
