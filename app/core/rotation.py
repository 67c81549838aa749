"""A new key file in the place of the old one, while the site goes on writing."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, func, select, update

from app.core import data_keys
from app.core.db import db, home, private_directory, transaction
from app.core.files import alone
from app.core.keyring import Keyring, keyring
from app.core.vault import Sealed, key_place, seal, sealed_models, unseal

AT_ONCE = 500
SETTLE_SECONDS = 30.0  # longer than any form takes from sealing its words to the commit
LOOK_SECONDS = 0.5


def rotate(tell: Callable[[int], None] = lambda _count: None) -> int:
    """Put each record's own key under a new key file, destroy the old ones, and return how many keys were moved.

    A run that was ended half-way is taken up by the next one. `tell` is called with the number of keys moved so far.
    """
    with alone(private_directory(home() / "keys") / "rotation.lock"):
        ring = keyring(home())
        ring.finish()
        under_way = len(ring.numbers()) > 1
        newest = ring.newest() if under_way else ring.add()
        moved = _move_until_settled(ring, newest, tell)
        data_keys.refresh()  # first, so that it names no key file that is gone
        for number in ring.numbers():
            if number < newest:
                ring.destroy(number)
    return moved


def how_many() -> int:
    """Count the records that have a key."""
    counts = (select(func.count()).where(model.data_key.is_not(None)) for model in sealed_models())
    return sum(db.session.execute(count).scalar_one() for count in counts)


def _move_until_settled(ring: Keyring, newest: int, tell: Callable[[int], None]) -> int:
    """Move keys until for a while none came in under an old key file: a form that was under way has then ended."""
    moved, quiet_since = 0, time.monotonic()
    while True:
        now_moved = sum(_move_some(model, ring, newest) for model in sealed_models())
        if now_moved:
            moved, quiet_since = moved + now_moved, time.monotonic()
            tell(moved)
        elif time.monotonic() - quiet_since >= SETTLE_SECONDS:
            return moved
        else:
            time.sleep(LOOK_SECONDS)


def _move_some(model: type[Sealed], ring: Keyring, newest: int) -> int:
    table: Any = model.__table__  # type: ignore[attr-defined]
    old = select(table.c.id, table.c.key_file, table.c.data_key).where(
        table.c.data_key.is_not(None), table.c.key_file != newest
    )
    move = update(table).where(table.c.id == bindparam("row")).values(key_file=newest, data_key=bindparam("wrapped"))
    with transaction():
        rows = db.session.execute(old.order_by(table.c.id).limit(AT_ONCE).with_for_update()).all()
        moves = []
        for row, number, wrapped in rows:
            place = key_place(table.name, row)
            moves.append(
                {"row": row, "wrapped": seal(ring.key(newest), unseal(ring.key(number), wrapped, place), place)}
            )
        if moves:
            db.session.connection().execute(move, moves)
    return len(moves)
