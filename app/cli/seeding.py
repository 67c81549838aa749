"""`wayhome seed`: the plainly invented centers that show how the directory works."""

from collections.abc import Iterator
from datetime import date

import click
from sqlalchemy import func, select

from app import create_app
from app.centers import actions
from app.centers.freshness import Field, part
from app.centers.models import Center
from app.centers.profile import Profile
from app.core import audit
from app.core.config import SEEDS
from app.core.db import db, transaction
from app.core.words import N_
from app.sources.readers import recognise
from app.sources.record import Record

FILE = SEEDS / "demonstration" / "centers.csv"
SOURCE = N_("Wayhome’s demonstration data")
AS_OF = date(2026, 11, 20)  # the day the file speaks of
BY = "wayhome seed"


@click.command()
@click.option("--clear", is_flag=True, help="Remove every demonstration center instead.")
def seed(clear: bool) -> None:
    """Load the demonstration centers, or remove them with --clear."""
    with create_app().app_context():
        click.echo(_clear() if clear else _load())


def seed_when_empty(*, by: str) -> int:
    """Load the demonstration centers when the directory holds no center at all; return how many came in."""
    with transaction():
        return 0 if _how_many() else _add_all(by=by)


def _load() -> str:
    with transaction():
        held = _how_many(demonstration=True)
        if held:
            return f"{held} demonstration centers are in the directory already; nothing was changed."
        return f"{_add_all(by=BY)} demonstration centers are in the directory now; `wayhome seed --clear` removes them."


def _clear() -> str:
    with transaction():
        removed = actions.clear_demonstration(by=BY)
    if not removed:
        return "There are no demonstration centers in the directory; nothing was changed."
    return f"{removed} demonstration centers were removed."


def _how_many(**facts: bool) -> int:
    return db.session.execute(select(func.count()).select_from(Center).filter_by(**facts)).scalar_one()


def _add_all(*, by: str) -> int:
    taken = actions.taken_slugs()
    added = 0
    for profile in demonstration():
        center = actions.add_center(profile, actions.slug_for(profile, taken), demonstration=True)
        reported = {field for field in Field if part(profile, field)}
        actions.state_fields(center, reported, source=SOURCE, as_of=AS_OF)
        added += 1
    audit.record("demonstration added", "directory", by=by, centers=added)
    actions.tell_readers(None)
    return added


def demonstration() -> Iterator[Profile]:
    """Read the invented centers; their file is a plain listing such as anybody may write."""
    reader, table = recognise(FILE)
    return (record.profile for record in reader.read(table) if isinstance(record, Record))
