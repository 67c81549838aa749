"""The only writers of centers."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, text, update

from app.accounts.models import User
from app.centers import queries
from app.centers.freshness import Field, Method
from app.centers.models import MOVES, Center, CenterChange, FieldCheck, FieldDoubt, Listing, Staff
from app.centers.profile import Profile
from app.core import audit
from app.core.db import db, now
from app.core.errors import Refused
from app.core.words import N_

# These end the sentence “Confirmed by …”.
CONFIRMED_BY = {Method.CENTER: N_("the center"), Method.CALL: N_("a phone call")}


def slug_for(profile: Profile, taken: set[str]) -> str:
    """Return a new slug for this profile, unlike all of `taken`, and add it there."""
    words = f"{profile.name} {profile.program} {profile.city} {profile.state}"
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:100].rstrip("-") or "center"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    taken.add(slug)
    return slug


def taken_slugs() -> set[str]:
    """Return every slug in use."""
    return set(db.session.execute(select(Center.slug)).scalars())


def add_center(profile: Profile, slug: str, *, demonstration: bool = False) -> Center:
    """Put a new center into the directory. The caller records the change with `tell_readers`."""
    center = Center(profile=profile, slug=slug, demonstration=demonstration)
    db.session.add(center)
    return center


def apply_profile(center: Center, profile: Profile) -> None:
    """Make `profile` what the public reads of the center."""
    center.profile = profile
    center.version += 1
    center.updated_at = now()


def mark_gone(center: Center) -> None:
    """Say that the latest listing no longer names the center: its page stays, results leave it out."""
    center.move_to(Listing.GONE)
    center.version += 1


def mark_listed(center: Center) -> None:
    """Say that a listing names the center again."""
    center.move_to(Listing.LISTED)
    center.version += 1


def add_centers(new: Sequence[tuple[str, Profile]]) -> list[int]:
    """Put many centers into the directory, each a slug and a profile; return their ids in the same order."""
    ids: list[int] = []
    for some in _in_turn(new):
        rows = [{"slug": slug, "profile": profile} for slug, profile in some]
        statement = insert(Center).returning(Center.id, sort_by_parameter_order=True)
        ids.extend(db.session.execute(statement, rows).scalars())
    return ids


def revise(
    profiles: Mapping[int, Profile], listings: Mapping[int, Listing], touched: Collection[int], *, at: datetime
) -> None:
    """Give many centers new profiles and listing states; the version of all `touched` rises by one."""
    written = update(Center).where(Center.id == bindparam("center_id")).values(profile=bindparam("new_profile"))
    for some in _in_turn(list(profiles.items())):
        rows = [{"center_id": center_id, "new_profile": profile} for center_id, profile in some]
        db.session.connection().execute(written, rows)
    for state in Listing:
        for some in _in_turn([center_id for center_id, moves_to in listings.items() if moves_to is state]):
            came_from = [before for before in Listing if state in MOVES[before]]
            moved = update(Center).where(Center.id.in_(some), Center.listing.in_(came_from))
            db.session.execute(moved.values(listing=state).execution_options(synchronize_session=False))
    for some in _in_turn(sorted(touched)):
        risen = update(Center).where(Center.id.in_(some)).values(version=Center.version + 1, updated_at=at)
        db.session.execute(risen.execution_options(synchronize_session=False))


def restate(stated: Mapping[int, Mapping[Field, tuple[str, date]]]) -> None:
    """Say anew which listing (its words, its day) states each field of many centers.

    What a person confirmed stays; fields that no listing states any more become unreported.
    """
    for some in _in_turn(list(stated.items())):
        ids = [center_id for center_id, _ in some]
        unconfirmed = FieldCheck.method == Method.LISTING, FieldCheck.verified_at.is_(None)
        removal = delete(FieldCheck).where(FieldCheck.center_id.in_(ids), *unconfirmed)
        db.session.execute(removal.execution_options(synchronize_session=False))
        rows = [
            {"center_id": center_id, "field": field, "method": Method.LISTING, "source": source, "as_of": as_of}
            for center_id, fields in some
            for field, (source, as_of) in fields.items()
        ]
        if rows:
            db.session.execute(insert(FieldCheck), rows)


def _in_turn(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows in batches that no database finds too long for one statement."""
    for start in range(0, len(rows), 1000):
        yield rows[start : start + 1000]


def state_fields(center: Center, fields: set[Field], *, source: str, as_of: date) -> None:
    """Note that a listing states these fields; what a person confirmed is not touched here."""
    held = {Field(check.field): check for check in center.checks}
    for field in fields:
        check = held.get(field)
        if check is None:
            check = FieldCheck(field=field)
            center.checks.append(check)
        elif check.verified_at is not None:
            continue
        check.method, check.source, check.as_of, check.verified_at = Method.LISTING, source, as_of, None


def doubt_fields(center: Center, fields: Iterable[Field], *, at: datetime) -> None:
    """Note that somebody found these fields otherwise; each reads “call to check” from now on."""
    _lock(center)
    held = {doubt.field: doubt for doubt in center.doubts}
    for field in fields:
        if field in held:
            held[field].at, held[field].people = at, held[field].people + 1
        else:
            center.doubts.append(FieldDoubt(field=field, at=at))
    _touch(center, at)


def confirm_fields(center: Center, fields: Collection[Field], *, method: Method, at: datetime) -> None:
    """Note that the center or a phone call confirmed these fields as they are listed; doubts about them end."""
    _lock(center)
    held = {check.field: check for check in center.checks}
    for field in fields:
        check = held.get(field)
        if check is None:
            check = FieldCheck(field=field)
            center.checks.append(check)
        check.method, check.source = method, CONFIRMED_BY[method]
        check.as_of, check.verified_at = at.date(), at
    center.doubts = [doubt for doubt in center.doubts if doubt.field not in fields]
    _touch(center, at)


def start_taking_messages(center: Center, *, by: str) -> None:
    """Let people write to a center through us; its page offers that from now on."""
    _lock(center)
    if not queries.intake_staff(center):
        raise Refused(N_("First somebody who works there must be able to read messages."))
    center.takes_messages = True
    audit.record("messages switched on", f"center {center.id}", by=by)
    _touch(center, now())


def stop_taking_messages(center: Center, *, by: str) -> None:
    """Pass no more messages to a center; those that came in can still be answered."""
    _lock(center)
    center.takes_messages = False
    audit.record("messages switched off", f"center {center.id}", by=by)
    _touch(center, now())


def _lock(center: Center) -> None:
    """Read a center again, and keep others from changing it until this is done."""
    db.session.flush()
    db.session.refresh(center, with_for_update={"key_share": True})  # rows that point to it may still come


def _touch(center: Center, at: datetime) -> None:
    center.version += 1
    center.updated_at = at
    tell_readers([center.id])


def add_staff(center: Center, user: User, *, intake: bool, by: str) -> Staff:
    """Let a person work for a center; `intake` lets them read what people write to it."""
    staff = db.session.get(Staff, (center.id, user.id))
    if staff is None:
        staff = Staff(center_id=center.id, user_id=user.id)
        db.session.add(staff)
    staff.intake = intake
    audit.record("staff added", f"center {center.id}", by=by, user=user.id, intake=intake)
    return staff


def tell_readers(center_ids: list[int] | None) -> None:
    """Write the change log that every process's search index follows.

    None means that too much changed to name: each process reads everything again.
    """
    db.session.flush()
    if db.session.connection().dialect.name == "postgresql":
        # Changes must become visible in the order of their numbers, or a reader would miss one.
        db.session.execute(text("LOCK TABLE center_change IN SHARE ROW EXCLUSIVE MODE"))
    if center_ids is None:
        db.session.add(CenterChange(center_id=None))
    else:
        db.session.add_all([CenterChange(center_id=center_id) for center_id in center_ids])
    db.session.flush()


def clear_demonstration(*, by: str) -> int:
    """Remove every demonstration center, and return how many there were."""
    removed = list(db.session.execute(select(Center).where(Center.demonstration)).scalars())
    for center in removed:
        db.session.delete(center)
    if removed:
        audit.record("demonstration removed", "directory", by=by, centers=len(removed))
        tell_readers(None)
    return len(removed)
