"""What the database knows of centers and their sources, read once and in its smallest form.

Profiles stay JSON here: twelve thousand of them as values would be a hundred megabytes more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, select, type_coerce

from app.centers.freshness import Field, Method
from app.centers.models import Center, FieldCheck, Listing
from app.centers.profile import Profile
from app.core.db import db
from app.sources.models import SourceRecord

_AT_ONCE = 500


class Said(NamedTuple):
    """A row of `source_record`; `profile` is its JSON form."""

    source: str
    words: str
    as_of: date
    profile: dict[str, Any]
    line: int
    notes: list[str]
    gone: bool


@dataclass(slots=True)
class Held:
    """One center: its public profile as JSON, its checks, and what each source last said of it."""

    profile: dict[str, Any]
    listing: Listing
    demonstration: bool
    stated: dict[Field, tuple[str, date]] = field(default_factory=dict)
    confirmed: frozenset[Field] = frozenset()
    said: dict[str, Said] = field(default_factory=dict)


def everything() -> dict[int, Held]:
    """Return every center by id."""
    columns = select(Center.id, _plain(Center.profile), Center.listing, Center.demonstration)
    held = {
        number: Held(profile, Listing(listing), demonstration)
        for number, profile, listing, demonstration in _rows(columns.order_by(Center.id))
    }
    checks = select(
        FieldCheck.center_id,
        FieldCheck.field,
        FieldCheck.method,
        FieldCheck.source,
        FieldCheck.as_of,
        FieldCheck.verified_at,
    )
    words: dict[str, str] = {}
    for number, name, method, source, as_of, verified_at in _rows(checks):
        if method == Method.LISTING and verified_at is None:
            held[number].stated[Field(name)] = words.setdefault(source, source), as_of
        else:
            held[number].confirmed |= {Field(name)}
    for number, source, source_words, as_of, profile, line, notes, gone_at in _rows(
        select(
            SourceRecord.center_id,
            SourceRecord.source,
            SourceRecord.words,
            SourceRecord.as_of,
            _plain(SourceRecord.profile),
            SourceRecord.line,
            SourceRecord.notes,
            SourceRecord.gone_at,
        )
    ):
        known_words = words.setdefault(source_words, source_words)
        held[number].said[source] = Said(source, known_words, as_of, profile, line, notes, gone_at is not None)
    return held


def known_records(source: str, center_ids: Sequence[int]) -> set[int]:
    """Return those of the centers that the source has spoken of before."""
    statement = select(SourceRecord.center_id).where(SourceRecord.source == source)
    return set(db.session.execute(statement.where(SourceRecord.center_id.in_(center_ids))).scalars())


def _plain(column: Any) -> ColumnElement[Profile]:
    return type_coerce(column, JSON)


def _rows(statement: Any) -> Iterator[Any]:
    yield from db.session.execute(statement.execution_options(yield_per=_AT_ONCE))
