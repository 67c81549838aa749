"""What the index is built from: the listed centers, the changes since, and whether invented ones are among them.

Each question is asked on a session of the index's own, never on a request's, which may hold unfinished work.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, exists, func, select, type_coerce
from sqlalchemy.orm import Session

from app.centers.details import Details
from app.centers.freshness import Field
from app.centers.models import Center, CenterChange, FieldCheck, FieldDoubt, Listing
from app.centers.openings import undoubted
from app.centers.profile import search_codes
from app.search.postings import Row
from app.search.tokens import tokens

# As JSON: a Profile for each of many thousands would take most of the time.
PROFILE = type_coerce(Center.profile, JSON)
_DOUBTED = exists().where(
    FieldDoubt.center_id == FieldCheck.center_id,
    FieldDoubt.field == FieldCheck.field,
    FieldDoubt.at > FieldCheck.verified_at,
)
CONFIRMED = (
    select(func.max(FieldCheck.verified_at)).where(FieldCheck.center_id == Center.id, ~_DOUBTED).scalar_subquery()
)
NOT_TAKEN = (
    select(FieldDoubt.at).where(FieldDoubt.center_id == Center.id, FieldDoubt.field == Field.OPENINGS).scalar_subquery()
)
COLUMNS = (Center.id, PROFILE, CONFIRMED, NOT_TAKEN)
AT_ONCE = 1000
MOST_CHANGES = 500


class Change(NamedTuple):
    """The newest entry of the change log: its number and its moment."""

    number: int
    at: datetime | None


def rows(session: Session) -> Iterator[Row]:
    """Yield every listed center, in no order."""
    statement = select(*COLUMNS).where(Center.listing == Listing.LISTED)
    for found in session.execute(statement.execution_options(yield_per=AT_ONCE)):
        yield _row(*found)


def rows_of(session: Session, ids: Collection[int]) -> list[Row]:
    """Return those of the centers that are listed."""
    statement = select(*COLUMNS).where(Center.id.in_(ids), Center.listing == Listing.LISTED)
    return [_row(*found) for found in session.execute(statement)]


def latest_change(session: Session) -> Change:
    """Return the newest change, number 0 when there is none yet."""
    newest = select(CenterChange.id, CenterChange.at).order_by(CenterChange.id.desc()).limit(1)
    found = session.execute(newest).first()
    return Change(found.id, found.at) if found else Change(0, None)


def changes_since(session: Session, number: int) -> set[int] | None:
    """Return the ids of the centers that changed after a change, or None when everything must be read again.

    That is so when the log says it, when more than `MOST_CHANGES` came, and when the log was cut in between.
    """
    later = select(CenterChange.id, CenterChange.center_id).where(CenterChange.id > number)
    found = session.execute(later.order_by(CenterChange.id).limit(MOST_CHANGES + 1)).all()
    if not found or found[0].id != number + 1 or len(found) > MOST_CHANGES:
        return None
    ids = {change.center_id for change in found}
    return None if None in ids else ids


def has_demonstration(session: Session) -> bool:
    """Say whether any invented center is in the database."""
    return bool(session.execute(select(exists().where(Center.demonstration))).scalar())


def _row(id_: int, profile: Mapping[str, Any], confirmed: datetime | None, not_taken: datetime | None) -> Row:
    """Return what the index knows of a center, from its profile as `Profile.to_json` wrote it."""
    names = " ".join(profile.get(name, "") for name in ("name", "program", "city"))
    latitude, longitude, *_ = profile.get("point") or (None, None)
    details = Details.from_json(profile["details"]) if "details" in profile else None
    return Row(
        id_,
        latitude,
        longitude,
        profile.get("state", ""),
        search_codes(profile),
        tuple(dict.fromkeys(tokens(names))),
        confirmed.toordinal() if confirmed else 0,
        details.hours if details else None,
        undoubted(details.openings_told(), not_taken) if details else (),
    )
