"""Rows of one file that are the same program are joined; everything else stays apart."""

from collections.abc import Hashable, Iterable
from dataclasses import replace

from app.centers.profile import Phone
from app.sources.record import Record


def join(records: Iterable[Record]) -> list[Record]:
    """Return the records in their order, rows with an equal `same` joined into the first of them."""
    first: dict[Hashable, Record] = {}
    for record in records:
        held = first.get(record.same)
        first[record.same] = record if held is None else _joined(held, record)
    return list(first.values())


def _joined(one: Record, other: Record) -> Record:
    """Return `one` with what only `other` says: codes, numbers and a website add up."""
    profile = one.profile
    numbers = {(phone.number, phone.extension): phone for phone in other.profile.phones}
    phones: dict[tuple[str, str], Phone] = numbers | {
        (phone.number, phone.extension): phone for phone in profile.phones
    }
    order = dict.fromkeys([*((phone.number, phone.extension) for phone in profile.phones), *numbers])
    return replace(
        one,
        profile=profile.with_(
            codes=profile.codes | other.profile.codes,
            phones=tuple(phones[key] for key in order),
            website=profile.website or other.profile.website,
            details=profile.details or other.profile.details,
        ),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
        also=(*one.also, other.line),
        aside=one.aside and other.aside,
    )
