"""How what several sources say of one center becomes the one profile that the public reads.

Field by field the newest source that says anything wins, and of openings the last report, for a listing's day is too
coarse for them; what a person confirmed stands above all sources.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.centers.freshness import Field, codes_of, overlay, part
from app.centers.profile import Precision, Profile
from app.sources.entry import about_where


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one center; `as_of` is the day it speaks of, `words` its name for a person."""

    source: str
    words: str
    as_of: date
    profile: Profile


@dataclass(frozen=True, slots=True)
class Told:
    """The profile for the public, and the statement each field comes from; confirmed fields have none."""

    profile: Profile
    origins: Mapping[Field, Statement]


def tell(statements: Sequence[Statement], own: Profile, confirmed: frozenset[Field]) -> Told:
    """Lay the statements (at least one) over each other, and the `confirmed` fields of `own` on top.

    An address that was confidential once stays so until the center itself confirms another. A street that any of the
    sources withholds stays withheld likewise, also when a newer one shows it: two listings may know the same house by
    two rules, and a door that was shown once cannot be hidden again.
    """
    newest_first = sorted(statements, key=lambda said: (said.as_of, said.source), reverse=True)
    profile = newest_first[0].profile
    origins: dict[Field, Statement] = {}
    for field in Field:
        if field in confirmed:
            profile = overlay(profile, own, frozenset({field}))
            continue
        origin = _speaks_for(field, newest_first)
        if origin is None:
            continue
        origins[field] = origin
        if origin is not newest_first[0]:
            profile = overlay(profile, origin.profile, frozenset({field}))
    if Field.SERVICES in origins:
        profile = _with_what_the_newest_leaves_out(profile, newest_first)
    if Field.ADDRESS in origins:
        for said in newest_first:
            profile = keep_door(profile, said.profile)
    if Field.ADDRESS not in confirmed and any(
        one.details.confidential for one in (own, *(s.profile for s in statements))
    ):
        profile = profile.with_(details=profile.details.with_(confidential=True))
    if (
        Field.ADDRESS not in confirmed
        and not profile.street_withheld
        and any(said.profile.street_withheld for said in statements)
    ):
        profile = withheld(profile)
    return Told(profile, origins)


def without_street(profile: Profile) -> Profile:
    """Return the profile without its street and its exact point."""
    return about_where(profile.with_(street="", street2="", point=None))


def withheld(profile: Profile) -> Profile:
    """Return the same, as the profile of a center that keeps its street to itself."""
    return without_street(profile).with_(street_withheld=True)


def _speaks_for(field: Field, newest_first: Sequence[Statement]) -> Statement | None:
    """Return the newest statement that says anything of a field; of openings, the one that was reported last."""
    saying = [said for said in newest_first if part(said.profile, field)]
    if field is Field.OPENINGS and saying:
        return max(saying, key=lambda said: max(each.reported_at for each in said.profile.details.openings))
    return next(iter(saying), None)


def _with_what_the_newest_leaves_out(profile: Profile, newest_first: Sequence[Statement]) -> Profile:
    """Fill in website and further services: every source states a name, and not every one states these."""
    if not profile.website:
        profile = profile.with_(website=next((s.profile.website for s in newest_first if s.profile.website), ""))
    if not codes_of(profile, Field.SERVICES):
        services = (codes_of(said.profile, Field.SERVICES) for said in newest_first)
        profile = profile.with_(codes=profile.codes | next(filter(None, services), frozenset()))
    return profile


def keep_door(profile: Profile, known: Profile) -> Profile:
    """Return `profile` with the exact point and county of `known` when it has none and both are one address."""
    if known.point is None or known.point.precision is not Precision.ADDRESS or not profile.street:
        return profile
    if profile.point is not None and profile.point.precision is Precision.ADDRESS:
        return profile
    same = (profile.street, profile.zip, profile.state) == (known.street, known.zip, known.state)
    return profile.with_(point=known.point, county=known.county) if same else profile
