"""The database: the base of every model, and the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CursorResult, DateTime, Dialect, Engine, Enum, MetaData, Result, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeDecorator

from app.core.turns import Turns

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
CONNECT_SECONDS = 3


class Base(DeclarativeBase):
    """Every table of the product."""

    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone (ValueError): it would mean another hour elsewhere."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone; use core.db.now().")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


db = SQLAlchemy(model_class=Base)


def closed(states: type[StrEnum], name: str) -> Enum:
    """Return the column type of a closed list; the constraint `name` refuses any other value."""
    return Enum(
        states,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda held: [each.value for each in held],
    )


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def insert_into(table: type[Base]) -> Any:
    """Return an INSERT that can give way to a row that is there already; each database has its own words for it."""
    words = postgresql if db.session.connection().dialect.name == "postgresql" else sqlite
    return words.insert(table)


def rows_of(changed: Result[Any]) -> int:
    """Return how many rows a statement changed."""
    return cast("CursorResult[Any]", changed).rowcount


class Kept:
    """Whether what a transaction did is kept at its end."""

    def __init__(self) -> None:
        self.whole = True

    def take_back(self) -> None:
        """Undo everything at the end of the transaction instead of committing it."""
        self.whole = False


@contextmanager
def transaction(*, rebuilds: bool = False) -> Iterator[Kept]:
    """Commit everything done inside, or nothing of it.

    On SQLite the write lock is taken at the start, so that a reader that becomes a writer never loses
    its turn half-way; the writers of one process take turns before they ask for it. `rebuilds`: tables
    are taken down and put up inside, and whether each row finds what it points to is looked at in the end.
    """
    turns: Turns | None = db.engine.get_execution_options()["turns"]
    db.session.rollback()
    with turns.turn() if turns else nullcontext():
        connection = db.session.connection(execution_options={"writes": True, "rebuilds": rebuilds})
        kept = Kept()
        try:
            yield kept
            if rebuilds:
                check_references(connection)
            if kept.whole:
                db.session.commit()
        finally:
            db.session.rollback()


def changed(statement: UpdateBase) -> int:
    """Run a statement that changes rows, past the objects in memory, and return how many it changed."""
    return rows_of(db.session.execute(statement, execution_options={"synchronize_session": False}))


def leave_some_to_readers(threads: int) -> None:
    """Let at most half of so many threads wait for their turn to write while something holds the database."""
    turns: Turns | None = db.engine.get_execution_options()["turns"]
    if turns:
        turns.most_waiting = threads // 2


def check_references(connection: Connection) -> None:
    """Raise ValueError when a row points to one that is not there; only SQLite can be told not to look at once."""
    if connection.dialect.name == "sqlite" and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise ValueError(f"{len(lost)} rows would point to rows that are not there, the first in “{lost[0][0]}”.")


def engine_options(url: str, home: Path, busy_seconds: float) -> dict[str, Any]:
    """Return how to connect: a database server that is gone is noticed, and within seconds.

    `home` is where the keys to this database lie; it goes with every connection. `busy_seconds` is how long
    one waits for what another has locked. What is asked of the database never shows in an error's words.
    """
    sqlite = url.startswith("sqlite")
    held = {"home": home, "busy_seconds": busy_seconds, "turns": Turns(busy_seconds) if sqlite else None}
    options: dict[str, Any] = {"execution_options": held, "hide_parameters": True}
    if not sqlite:
        waits = f"-c lock_timeout={int(busy_seconds * 1000)}"
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": CONNECT_SECONDS, "options": waits}}
    return options


def home() -> Path:
    """Return the directory that holds the keys to this app's database."""
    path: Path = db.engine.get_execution_options()["home"]
    return path


def prepare(engine: Engine) -> None:
    """Set what SQLite forgets at each connection; other databases need nothing."""
    if engine.dialect.name != "sqlite":
        return
    busy_seconds: float = engine.get_execution_options()["busy_seconds"]
    event.listen(engine, "connect", lambda connection, _record: _sqlite_connect(connection, busy_seconds))
    event.listen(engine, "begin", _sqlite_begin)


def private_directory(path: Path) -> Path:
    """Make a directory that only its owner may read, and return it."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def write_the_file_anew() -> bool:
    """Leave nothing of what was erased in SQLite's file and journal: its pages keep scraps that `secure_delete` misses.

    Return False when others kept it in use for too long. Other databases look after their own files.
    """
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        return True
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except OperationalError:
        busy = True
    finally:
        connection.close()
    return not busy


def _sqlite_connect(connection: Any, busy_seconds: float) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; _sqlite_begin sends it
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted is overwritten, not only unlinked
        f"busy_timeout={int(busy_seconds * 1000)}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    held = not options.get("rebuilds")
    if connection.info.get("references", True) != held:
        # SQLite changes this only between transactions, and a connection is used again.
        connection.exec_driver_sql(f"PRAGMA foreign_keys={'ON' if held else 'OFF'}")
        connection.info["references"] = held
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
