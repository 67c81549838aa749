"""`wayhome seed`: the plainly invented centers that show how the directory works.

An opening holds for a day or a week only, so that those of the demonstration have no dates of their own:
`openings.csv` says how many hours before the seeding each was reported. A week later all of them are over;
`wayhome seed --clear` and `wayhome seed` report them anew.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import click
from sqlalchemy import func, select

from app import create_app
from app.centers import actions
from app.centers.freshness import Field, part
from app.centers.models import Center
from app.centers.openings import Opening, OpeningState
from app.centers.profile import Profile
from app.core import audit
from app.core.config import SEEDS
from app.core.db import db, now, transaction
from app.core.words import N_
from app.sources.readers import recognise
from app.sources.record import Record

FILE = SEEDS / "demonstration" / "centers.csv"
OPENINGS = SEEDS / "demonstration" / "openings.csv"
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
    for profile in demonstration(now()):
        center = actions.add_center(profile, actions.slug_for(profile, taken), demonstration=True)
        reported = {field for field in Field if part(profile, field)}
        actions.state_fields(center, reported, source=SOURCE, as_of=AS_OF)
        added += 1
    audit.record("demonstration added", "directory", by=by, centers=added)
    actions.tell_readers(None)
    return added


def demonstration(at: datetime) -> Iterator[Profile]:
    """Read the invented centers as of a moment; their file is a plain listing such as anybody may write."""
    reader, table = recognise(FILE)
    reported = _openings(at)
    for record in reader.read(table):
        if isinstance(record, Record):
            profile = record.profile
            told = reported.get((profile.name, profile.program), [])
            yield profile.with_(details=profile.details.with_(openings=tuple(told)))


def _openings(at: datetime) -> dict[tuple[str, str], list[Opening]]:
    reported = defaultdict(list)
    with OPENINGS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            opening = Opening(
                row["care"],
                OpeningState(row["state"]),
                at - timedelta(hours=int(row["hours_ago"])),
                row["gender"],
                int(row["count"]) if row["count"] else None,
                int(row["weeks"]) if row["weeks"] else None,
                row["note"],
            )
            reported[row["name"], row["program"]].append(opening)
    return reported
