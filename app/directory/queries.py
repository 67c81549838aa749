"""What the browse pages and the sitemap ask the database about all listed centers at once."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import JSON, func, select, type_coerce

from app.centers.models import Center, Listing
from app.core.db import db

AT_ONCE = 1000
# As JSON: only two words of each profile are wanted, and a Profile for each center would take most of the time.
PROFILE = type_coerce(Center.profile, JSON)


class Seat(NamedTuple):
    """Where one listed center is: its USPS code and its town as written, either empty when nobody told us."""

    id: int
    state: str
    town: str
    updated_at: datetime


def seats() -> Iterator[Seat]:
    """Yield every listed center, in the order of their ids."""
    state, town = PROFILE["state"].as_string(), PROFILE["city"].as_string()
    statement = select(Center.id, func.coalesce(state, ""), func.coalesce(town, ""), Center.updated_at)
    listed = statement.where(Center.listing == Listing.LISTED).order_by(Center.id)
    yield from (Seat(*row) for row in db.session.execute(listed.execution_options(yield_per=AT_ONCE)))


def addresses(first: int, count: int) -> Iterator[tuple[str, datetime]]:
    """Yield the slug and the last change of so many listed centers in the order of their ids, leaving out `first`."""
    statement = select(Center.slug, Center.updated_at).where(Center.listing == Listing.LISTED)
    part = statement.order_by(Center.id).offset(first).limit(count).execution_options(yield_per=AT_ONCE)
    yield from ((slug, updated_at) for slug, updated_at in db.session.execute(part))
