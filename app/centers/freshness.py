"""Who confirmed which part of a profile, how and when, and when that is too long ago.

The limits follow the feature table's row B2: a phone number is good for 90 days, payment and
care for 180, an opening for a day or a week. What a center tells beyond that (rules, access) changes more slowly;
prices and contracts with insurers change faster, and who gives the monthly shot on which day faster still.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from app.centers.code_book import code_book
from app.centers.openings import VISIT_HOLDS
from app.centers.profile import Profile


class Field(StrEnum):
    """A part of the profile that is confirmed as one."""

    PHONE = "phone"
    ADDRESS = "address"
    CARE = "care"
    PAYMENT = "payment"
    MEDICINES = "medicines"
    SERVICES = "services"
    OPENINGS = "openings"
    HOURS = "hours"
    ACCESS = "access"
    RULES = "rules"
    COST = "cost"
    INSURERS = "insurers"
    QUALITY = "quality"
    STATUS = "status"
    SHOT = "shot"


class Method(StrEnum):
    """How a fact reached us. A listing states it; the center or a phone call confirms it."""

    LISTING = "listing"
    CENTER = "center"
    CALL = "call"


class Standing(StrEnum):
    """What a person may think of a fact."""

    CONFIRMED = "confirmed"
    DOUBTED = "doubted"
    EXPIRED = "expired"
    LISTED = "listed"
    UNREPORTED = "unreported"


LIMITS = {
    Field.PHONE: timedelta(days=90),
    Field.ADDRESS: timedelta(days=180),
    Field.CARE: timedelta(days=180),
    Field.PAYMENT: timedelta(days=180),
    Field.MEDICINES: timedelta(days=180),
    Field.SERVICES: timedelta(days=365),
    Field.OPENINGS: VISIT_HOLDS,  # each opening has its own limit, and none holds longer
    Field.HOURS: timedelta(days=180),
    Field.ACCESS: timedelta(days=365),
    Field.RULES: timedelta(days=180),
    Field.COST: timedelta(days=90),
    Field.INSURERS: timedelta(days=90),
    Field.QUALITY: timedelta(days=365),
    Field.STATUS: timedelta(days=30),
    Field.SHOT: timedelta(days=30),
}
# The details that are confirmed together; no federal listing states any of them.
DETAILS = {
    Field.HOURS: ("hours",),
    Field.ACCESS: ("access",),
    Field.RULES: ("house_rules", "admission"),
    Field.COST: ("cost",),
    Field.INSURERS: ("insurers",),
    Field.QUALITY: ("quality",),
    Field.STATUS: ("status",),
    Field.SHOT: ("shot",),
    Field.OPENINGS: ("openings",),
}
_CATEGORIES = {
    Field.CARE: frozenset({"TC", "SET", "HOSP", "FT"}),
    Field.PAYMENT: frozenset({"PAY", "PYAS"}),
    Field.MEDICINES: frozenset({"OM", "OMSC", "AUT", "SMAT", "OT", "PHR"}),
}


class Check(Protocol):
    """What is known of one field: the row `centers.models.FieldCheck` is one."""

    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def as_of(self) -> date: ...  # noqa: D102
    @property
    def verified_at(self) -> datetime | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Freshness:
    """How one field stands today.

    `days` since it was confirmed, or since somebody doubted it; `as_of` is the day the source speaks of.
    """

    field: Field
    standing: Standing
    source: str = ""
    as_of: date | None = None
    days: int | None = None


def freshness(field: Field, check: Check | None, now: datetime, doubted_at: datetime | None = None) -> Freshness:
    """Tell how a field stands at the moment `now`.

    A doubt weighs more than any word before it: a person who called found it otherwise.
    """
    if doubted_at is not None and not (check and check.verified_at and check.verified_at >= doubted_at):
        source, as_of = (check.source, check.as_of) if check else ("", None)
        return Freshness(field, Standing.DOUBTED, source, as_of, max((now - doubted_at).days, 0))
    if check is None:
        return Freshness(field, Standing.UNREPORTED)
    if check.verified_at is None:
        return Freshness(field, Standing.LISTED, check.source, check.as_of)
    age = now - check.verified_at
    standing = Standing.CONFIRMED if age <= LIMITS[field] else Standing.EXPIRED
    return Freshness(field, standing, check.source, check.as_of, max(age.days, 0))


@lru_cache(maxsize=4096)
def field_of(code: str) -> Field:
    """Tell which field a SAMHSA service code belongs to."""
    service = code_book().get(code)
    category = service.category_code if service else ""
    return next((field for field, held in _CATEGORIES.items() if category in held), Field.SERVICES)


def part(profile: Profile, field: Field) -> object:
    """Return one field's share of a profile, to compare two profiles field by field."""
    if field is Field.PHONE:
        return profile.phones
    if field is Field.ADDRESS:
        return tuple(getattr(profile, name) for name in _ADDRESS)
    if field is Field.SERVICES:
        return profile.name, profile.program, profile.website, codes_of(profile, field)
    if field in DETAILS:
        told = tuple(getattr(profile.details, name) for name in DETAILS[field])
        return told if any(told) else None
    return codes_of(profile, field)


def codes_of(profile: Profile, field: Field) -> frozenset[str]:
    """Return the profile's codes that belong to one field."""
    return frozenset(code for code in profile.codes if field_of(code) is field)


def overlay(base: Profile, new: Profile, fields: frozenset[Field]) -> Profile:
    """Return `base` with the given fields taken from `new`; whether an address is confidential goes with the address."""
    changes: dict[str, object] = {}
    if Field.PHONE in fields:
        changes["phones"] = new.phones
    if Field.ADDRESS in fields:
        changes |= {name: getattr(new, name) for name in _ADDRESS}
    if Field.SERVICES in fields:
        changes |= {"name": new.name, "program": new.program, "website": new.website}
    names = [name for field in fields & DETAILS.keys() for name in DETAILS[field]]
    names += ["confidential"] if Field.ADDRESS in fields else []
    if names:
        changes["details"] = base.details.with_(**{name: getattr(new.details, name) for name in names})
    kept = frozenset(code for code in base.codes if field_of(code) not in fields)
    taken = frozenset(code for code in new.codes if field_of(code) in fields)
    return base.with_(codes=kept | taken, **changes)


_ADDRESS = ("street", "street2", "street_withheld", "city", "state", "zip", "county", "point")
