"""Made-up centers for tests: what a test does not say is plain and the same everywhere."""

from datetime import date, timedelta

from app.centers import actions
from app.centers.freshness import Field, Method, part
from app.centers.models import Center, FieldCheck
from app.centers.profile import Phone, Point, Precision, Profile
from app.core.db import db, now, transaction

LISTING = "SAMHSA’s 2024 directory"
LISTING_DAY = date(2024, 3, 1)
PLYMOUTH = Point(41.9584, -70.6673)


def make_profile(**facts):
    """Return a profile; `codes` may be one text, `phone` ten digits, `point` a pair of degrees."""
    facts = {"name": "Harbor House", "city": "Plymouth", "state": "MA", "zip": "02360"} | facts
    if "phone" in facts:
        facts["phones"] = (Phone(facts.pop("phone")),)
    if isinstance(facts.get("codes"), str):
        facts["codes"] = frozenset(facts["codes"].split())
    if isinstance(facts.get("point"), tuple):
        precision = Precision.ZIP if facts.get("street_withheld") else Precision.ADDRESS
        facts["point"] = Point(*facts["point"], precision)
    return Profile(**facts)


def add_center(profile, *, slug="", demonstration=False, gone=False):
    """Add one center inside a transaction of the caller's; the listing states all that it reports."""
    center = actions.add_center(
        profile, slug or actions.slug_for(profile, actions.taken_slugs()), demonstration=demonstration
    )
    reported = {field for field in Field if part(profile, field)}
    actions.state_fields(center, reported, source=LISTING, as_of=LISTING_DAY)
    if gone:
        db.session.flush()
        actions.mark_gone(center)
    return center


def make_center(*, slug="", demonstration=False, gone=False, **facts) -> Center:
    """Put one center into the directory and tell the readers."""
    with transaction():
        center = add_center(make_profile(**facts), slug=slug, demonstration=demonstration, gone=gone)
        actions.tell_readers(None)
    return center


def confirm(center, *fields, days_ago, method=Method.CENTER):
    """Say, inside a transaction of the caller's, that somebody confirmed these fields so many days ago."""
    held = {check.field: check for check in center.checks}
    for field in fields:
        check: FieldCheck = held[field]
        check.method, check.source = method, "the center" if method is Method.CENTER else "a phone call"
        check.verified_at = now() - timedelta(days=days_ago)
        check.as_of = check.verified_at.date()
