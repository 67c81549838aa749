"""Questions about centers that the database answers."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.centers.models import Center, CenterChange
from app.core.db import db


def by_slug(slug: str) -> Center | None:
    """Return the center with this slug, gone or not."""
    statement = select(Center).where(Center.slug == slug).options(selectinload(Center.checks))
    return db.session.execute(statement).scalar_one_or_none()


def by_ids(ids: Sequence[int]) -> dict[int, Center]:
    """Return the centers with these ids, each with its checks."""
    statement = select(Center).where(Center.id.in_(ids)).options(selectinload(Center.checks))
    return {center.id: center for center in db.session.execute(statement).scalars()}


def latest_change() -> int:
    """Return the number of the newest change, 0 when there is none yet."""
    return db.session.execute(select(func.max(CenterChange.id))).scalar() or 0
