"""The only writers of centers."""

import re
import unicodedata
from datetime import date

from sqlalchemy import select, text

from app.centers.freshness import Field, Method
from app.centers.models import Center, CenterChange, FieldCheck, Listing
from app.centers.profile import Profile
from app.core import audit
from app.core.db import db, now


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


def state_fields(center: Center, fields: set[Field], *, source: str, as_of: date) -> None:
    """Note that a listing states these fields; what a person confirmed is not touched here."""
    held = {Field(check.field): check for check in center.checks}
    for field in fields:
        check = held.get(field)
        if check is None:
            check = FieldCheck(field=field)
            center.checks.append(check)
        check.method, check.source, check.as_of, check.verified_at = Method.LISTING, source, as_of, None


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
