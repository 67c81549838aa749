"""What a listing changes: worked out whole before anything is written, so a dry run is the same work."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.centers.freshness import DETAILS, Field, part
from app.centers.models import Listing
from app.centers.profile import Profile
from app.sources.erasure import may_be_hidden, shows_door, without_door
from app.sources.identity import Identity, identity
from app.sources.matching import EDITIONS, SOURCES, match
from app.sources.plan import Edition, Plan
from app.sources.queries import Held, Said
from app.sources.record import Record
from app.sources.report import Line, Report
from app.sources.statements import Statement, Told, keep_door, tell, withheld

_FIELD_WORDS = {
    Field.PHONE: "phone",
    Field.ADDRESS: "address",
    Field.CARE: "care",
    Field.PAYMENT: "payment",
    Field.MEDICINES: "medicines",
    Field.SERVICES: "name and services",
    Field.HOURS: "hours",
    Field.ACCESS: "access",
    Field.RULES: "rules",
    Field.COST: "cost",
    Field.INSURERS: "insurers",
    Field.QUALITY: "signs of quality",
    Field.STATUS: "status",
    Field.OPENINGS: "openings",
}


def plan(edition: Edition, records: Sequence[Record], centers: Mapping[int, Held], report: Report) -> Plan:
    """Compare a listing with all that is known, and fill the report."""
    made = Plan(report)
    known = _known_again(edition.source, records, centers, report)
    for number, record in enumerate(records):
        if number in known:
            _listed(made, edition, record, known[number], centers[known[number]])
        else:
            made.added.append(record)
            report.added.append(Line(record.line, label(record.profile)))
    here = set(known.values())
    vanished = [
        center_id
        for center_id, held in centers.items()
        if center_id not in here and edition.source in held.said and not held.said[edition.source].gone
    ]
    for center_id in vanished:
        _vanished(made, edition.source, center_id, centers[center_id])
    for center_id in may_be_hidden(set(vanished) & made.listings.keys(), made.added, centers):
        _forget(made, center_id, centers[center_id])
    return made


def label(profile: Profile) -> str:
    """Name a center in one line of a report."""
    return ", ".join(filter(None, (profile.name, profile.program, profile.city, profile.state)))


def stated_by(told: Told) -> dict[Field, tuple[str, date]]:
    """Return which source states each field, and of when."""
    return {field: (origin.words, origin.as_of) for field, origin in told.origins.items()}


def told_alone(edition: Edition, profile: Profile) -> Told:
    """Return what the public reads of a center that only this listing names."""
    return tell([Statement(edition.source, edition.words, edition.as_of, profile)], profile, frozenset())


def _known_again(source: str, records: Sequence[Record], centers: Mapping[int, Held], report: Report) -> dict[int, int]:
    """Return the center's id for each record that is a center we know, by the record's place in the list."""
    new = {number: identity(record.profile.to_json()) for number, record in enumerate(records)}
    given = {number: identity(record.given.to_json()) for number, record in enumerate(records) if record.given}
    live: dict[int, Identity] = {}
    gone: dict[int, Identity] = {}
    others: dict[int, Identity] = {}
    for center_id, held in centers.items():
        said = held.said.get(source)
        if said:
            (gone if said.gone else live)[center_id] = identity(said.profile)
        elif not held.demonstration:
            others[center_id] = identity(_findable(held))
    found: dict[int, int] = {}
    for old, programs, tiers in ((live, new, EDITIONS), (gone, new, EDITIONS), (others, new | given, SOURCES)):
        rest = {number: program for number, program in programs.items() if number not in found}
        for number, (center_id, tier) in match(old, rest, tiers).items():
            found[number] = center_id
            report.matched_by[tier] += 1
    return found


def _findable(held: Held) -> dict[str, Any]:
    """Return the profile to know a center by; a confidential one has its ZIP in what a listing says only."""
    profile = held.profile
    zips = (said.profile["zip"] for said in held.said.values() if said.profile.get("zip"))
    return profile if profile.get("zip") else profile | {"zip": next(zips, "")}


def _listed(made: Plan, edition: Edition, record: Record, center_id: int, held: Held) -> None:
    before = held.said.get(edition.source)
    if before:
        record = replace(record, profile=_kept(record.profile, Profile.from_json(before.profile), edition))
    mine = Statement(edition.source, edition.words, edition.as_of, record.profile)
    statements = [mine, *_others(edition.source, held)]
    told = _told(statements, held)
    if told.profile.street_withheld:
        record = replace(record, profile=_scrub(made, center_id, statements).profile)
    if before is None or _differs(before, record, edition):
        made.said[center_id] = record
    _update(made, center_id, held, told, record)


def _kept(profile: Profile, known: Profile, edition: Edition) -> Profile:
    """Return the profile with what the same source said before and this file has no words for."""
    profile = keep_door(profile, known)
    if not edition.tells_details:
        profile = profile.with_(details=known.details)
    return profile if edition.tells_websites else profile.with_(website=known.website)


def _differs(before: Said, record: Record, edition: Edition) -> bool:
    return before.gone or before[1:6] != (
        edition.words,
        edition.as_of,
        record.profile.to_json(),
        record.line,
        list(record.notes),
    )


def _others(source: str, held: Held) -> list[Statement]:
    return [
        Statement(said.source, said.words, said.as_of, Profile.from_json(said.profile))
        for said in held.said.values()
        if said.source != source and not said.gone
    ]


def _told(statements: Sequence[Statement], held: Held) -> Told:
    if not held.confirmed and "details" not in held.profile:
        return tell(statements, statements[0].profile, held.confirmed)
    own = Profile.from_json(held.profile)
    # What the center told of itself and no listing states or stated is no listing's to take away.
    untold = {
        name
        for name in DETAILS.keys() - held.stated.keys()
        if part(own, name) and not any(part(said.profile, name) for said in statements)
    }
    return tell(statements, own, held.confirmed | untold)


def _scrub(made: Plan, center_id: int, statements: Sequence[Statement]) -> Statement:
    """Take the withheld street out of what every source says; return the first statement so."""
    first, *others = without_door(statements)
    for said, given in zip(others, statements[1:], strict=True):
        if said is not given:
            made.scrubbed[said.source, center_id] = said.profile
    return first


def _update(made: Plan, center_id: int, held: Held, told: Told, record: Record | None) -> None:
    report = made.report
    back = held.listing is Listing.GONE
    if back:
        made.listings[center_id] = Listing.LISTED
    if (stated := stated_by(told)) != held.stated:
        made.stated[center_id] = stated
    line = Line(record.line if record else None, label(told.profile))
    if told.profile.to_json() == held.profile:
        if back:
            report.back.append(line)
        else:
            report.unchanged += 1
        return
    made.profiles[center_id] = told.profile
    before = Profile.from_json(held.profile)
    what = ", ".join(words for field, words in _FIELD_WORDS.items() if part(before, field) != part(told.profile, field))
    if told.profile.street_withheld and shows_door(before):
        report.withheld.append(line)
    if back:
        report.back.append(line)
    elif _moved(before, told.profile):
        report.moved.append(replace(line, what=f"from {_address(before)} to {_address(told.profile)}"))
    else:
        report.changed.append(replace(line, what=what))


def _moved(before: Profile, after: Profile) -> bool:
    """Say whether the same program is at another address; a street withheld or told again is no move."""
    if before.details.confidential or after.details.confidential:
        return before.city != after.city
    if before.street_withheld or after.street_withheld:
        return (before.city, before.zip) != (after.city, after.zip)
    one, other = identity(before.to_json()), identity(after.to_json())
    return (one.street, one.zip) != (other.street, other.zip)


def _address(profile: Profile) -> str:
    return " ".join(filter(None, (profile.street, profile.city, profile.zip)))


def _vanished(made: Plan, source: str, center_id: int, held: Held) -> None:
    made.gone.append(center_id)
    others = _others(source, held)
    if others:
        _update(made, center_id, held, _told(others, held), None)
        return
    if held.listing is Listing.LISTED:
        made.listings[center_id] = Listing.GONE
    made.report.gone.append(Line(None, label(Profile.from_json(held.profile))))


def _forget(made: Plan, center_id: int, held: Held) -> None:
    """Take the street from a vanished center and from all that sources said of it."""
    profile = Profile.from_json(held.profile)
    if shows_door(profile):
        made.profiles[center_id] = withheld(profile)
        made.report.withheld.append(Line(None, label(profile)))
    for said in held.said.values():
        if shows_door(known := Profile.from_json(said.profile)):
            made.scrubbed[said.source, center_id] = withheld(known)
