"""The keys of all sealed records, as they are now, in one file beside the key files.

No backup holds them. A record that was erased is not in the newest file, so that no older backup brings it back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from app.core.db import db, home, now, private_directory
from app.core.errors import Refused
from app.core.files import alone, erase_older, lay_down, replace
from app.core.this_database import its_name
from app.core.vault import sealed_models

SET_ASIDE = "before-restore"
SET_ASIDE_KEPT = timedelta(days=7)
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Key:
    """A record's own key, under the key file of that number."""

    file: int
    wrapped: bytes


@dataclass(slots=True)
class Keys:
    """The keys of the records of one database at one moment, by table and id."""

    at: datetime
    held: dict[tuple[str, str], Key] = field(default_factory=dict)


def path_of(home: Path, database: str) -> Path:
    """Return where the keys of the database of that name lie."""
    return home / "keys" / f"data-keys-{database}"


def refresh() -> None:
    """Write the file anew from the database; of several processes at once, the last one reads last."""
    directory = private_directory(home() / "keys")
    with alone(directory / "data-keys.lock"):
        name, at = its_name(), now()
        lines = [f"{at.isoformat()}\n", *_lines()]
        db.session.rollback()
        lines.append(f"{len(lines) - 1} keys\n")
        replace(path_of(home(), name), "".join(lines).encode())


def set_aside(home: Path, database: str) -> None:
    """Keep a copy of the file for a week, so that a restore of the wrong backup can be mended; the first copy stays."""
    path = path_of(home, database)
    if path.exists():
        lay_down(path.with_name(f"{path.name}.{SET_ASIDE}"), path.read_bytes())


def erase_set_aside(home: Path, at: datetime) -> int:
    """Remove the copies that were set aside a week before `at`, and return how many."""
    return erase_older(home / "keys", at - SET_ASIDE_KEPT, f"*.{SET_ASIDE}")


def read(home: Path, database: str) -> Keys | None:
    """Return what the file of a database holds, or None when there is none. Raises Refused when it is not whole."""
    path = path_of(home, database)
    if not path.exists():
        return None
    at, *lines, end = path.read_text().splitlines()
    if end != f"{len(lines)} keys":
        raise Refused(f"{path} is not whole. Put it back from your copy of the keys.")
    keys = Keys(datetime.fromisoformat(at))
    for line in lines:
        table, row, file, wrapped = line.split(" ")
        keys.held[table, row] = Key(int(file), bytes.fromhex(wrapped))
    return keys


def _lines() -> Iterator[str]:
    for model in sealed_models():
        rows = select(model.id, model.key_file, model.data_key)
        for row, file, wrapped in db.session.execute(rows.execution_options(yield_per=AT_ONCE)):
            if wrapped:
                yield f"{model.__tablename__} {row} {file} {wrapped.hex()}\n"
