"""Questions about centers that the database answers."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import User
from app.centers.freshness import Field
from app.centers.models import Center, FieldCheck, FieldDoubt, Staff
from app.centers.openings import Opening, undoubted
from app.centers.profile import Profile
from app.core.db import db


def by_slug(slug: str) -> Center | None:
    """Return the center with this slug, gone or not."""
    statement = (
        select(Center).where(Center.slug == slug).options(selectinload(Center.checks), selectinload(Center.doubts))
    )
    return db.session.execute(statement).scalar_one_or_none()


def by_ids(ids: Sequence[int]) -> dict[int, Center]:
    """Return the centers with these ids, each with its checks."""
    statement = (
        select(Center).where(Center.id.in_(ids)).options(selectinload(Center.checks), selectinload(Center.doubts))
    )
    return {center.id: center for center in db.session.execute(statement).scalars()}


def works_at(user_id: str) -> Sequence[Staff]:
    """Return where a person works; whoever was shut out works nowhere."""
    statement = select(Staff).join(User, User.id == Staff.user_id).where(Staff.user_id == user_id, User.active)
    return db.session.execute(statement.order_by(Staff.center_id)).scalars().all()


def staff_of(center_id: int) -> Sequence[tuple[Staff, User]]:
    """Return who works for a center and may sign in."""
    statement = (
        select(Staff, User).join(User, User.id == Staff.user_id).where(Staff.center_id == center_id, User.active)
    )
    return [(staff, user) for staff, user in db.session.execute(statement.order_by(Staff.since))]


class Listed(NamedTuple):
    """What a list of many centers says of one of them."""

    slug: str
    profile: Profile
    sources: tuple[str, ...]
    openings: tuple[Opening, ...]


def listed_by_ids(ids: Sequence[int]) -> dict[int, Listed]:
    """Return what an export needs of many centers, without the weight of whole rows."""
    sources: defaultdict[int, set[str]] = defaultdict(set)
    stated = select(FieldCheck.center_id, FieldCheck.source).where(FieldCheck.center_id.in_(ids)).distinct()
    for center_id, source in db.session.execute(stated):
        sources[center_id].add(source)
    doubts = select(FieldDoubt.center_id, FieldDoubt.at).where(FieldDoubt.field == Field.OPENINGS)
    doubted = {row.center_id: row.at for row in db.session.execute(doubts.where(FieldDoubt.center_id.in_(ids)))}
    rows = db.session.execute(select(Center.id, Center.slug, Center.profile).where(Center.id.in_(ids)))
    return {
        center_id: Listed(
            slug,
            profile,
            tuple(sorted(sources[center_id])),
            undoubted(profile.details.openings_told(), doubted.get(center_id)),
        )
        for center_id, slug, profile in rows
    }


def intake_staff(center: Center) -> list[User]:
    """Return who may read what people write to a center, and has signed in before."""
    return [user for staff, user in staff_of(center.id) if staff.intake and user.confirmed_at]


def intake_of(user: User) -> list[Center]:
    """Return the centers for which a person reads what people write, by name."""
    own = [staff.center_id for staff in works_at(user.id) if staff.intake]
    return sorted(by_ids(own).values(), key=lambda center: (center.profile.name, center.id))


def takes_messages(center: Center) -> bool:
    """Say whether a message may be passed to this center: it asked for them, and somebody of its staff reads them."""
    return center.takes_messages and bool(intake_staff(center))
