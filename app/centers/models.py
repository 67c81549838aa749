"""A center, how fresh each part of it is, and the log of what changed."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from app.accounts.models import User
from app.centers.freshness import Field, Freshness, Method, Standing, freshness
from app.centers.openings import VISIT_HOLDS, Opening, undoubted
from app.centers.profile import Profile
from app.core.db import Base, UTCDateTime, closed, now
from app.core.errors import Refused
from app.core.words import N_

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ProfileType(TypeDecorator[Profile]):
    """A Profile in one JSON column: draft, live and archived centers hold the same value."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Profile | None, _dialect: Dialect) -> Any:
        """Write the profile as JSON."""
        return None if value is None else value.to_json()

    def process_result_value(self, value: Any, _dialect: Dialect) -> Profile | None:
        """Read the profile back."""
        return None if value is None else Profile.from_json(value)


class Listing(StrEnum):
    """Whether the latest outside listing still names the center."""

    LISTED = "listed"
    GONE = "gone"


MOVES = {
    Listing.LISTED: frozenset({Listing.GONE}),
    Listing.GONE: frozenset({Listing.LISTED}),
}


class Center(Base):
    """One treatment program at one place, under an id and a slug that never change."""

    __tablename__ = "center"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    profile: Mapped[Profile] = mapped_column(ProfileType)
    listing: Mapped[Listing] = mapped_column(closed(Listing, "known_listing"), default=Listing.LISTED)
    demonstration: Mapped[bool] = mapped_column(default=False, server_default=false())
    takes_messages: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="The center asked us to pass messages to its staff."
    )
    version: Mapped[int] = mapped_column(default=1, comment="Rises with each change; part of a page's ETag.")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    checks: Mapped[list["FieldCheck"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    doubts: Mapped[list["FieldDoubt"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    def move_to(self, state: Listing) -> None:
        """Change the listing state along MOVES; raises Refused for any other move."""
        if state not in MOVES[self.listing]:
            raise Refused(N_("This center's listing cannot change in that way."))
        self.listing = state

    def freshness(self, field: Field, at: datetime) -> Freshness:
        """Tell how one field of the profile stands at the moment `at`; nobody reports what is over, or doubts it for long."""
        doubted_at = self._doubted_at(field)
        if field is Field.OPENINGS and not self.openings_at(at) and at - (doubted_at or LONG_AGO) >= VISIT_HOLDS:
            return Freshness(field, Standing.UNREPORTED)
        check = next((check for check in self.checks if check.field == field), None)
        return freshness(field, check, at, doubted_at)

    @property
    def openings(self) -> tuple[Opening, ...]:
        """What the center reported of its openings and nobody has doubted since; some may be over."""
        return undoubted(self.profile.details.openings_told(), self._doubted_at(Field.OPENINGS))

    def openings_at(self, moment: datetime) -> tuple[Opening, ...]:
        """Return those of them that hold at a moment, the soonest first."""
        return tuple(sorted((each for each in self.openings if each.holds_at(moment)), key=lambda each: each.rank))

    def _doubted_at(self, field: Field) -> datetime | None:
        return next((doubt.at for doubt in self.doubts if doubt.field == field), None)


class FieldCheck(Base):
    """Where one field of a center's profile comes from, and when somebody last confirmed it."""

    __tablename__ = "field_check"

    center_id: Mapped[int] = mapped_column(ForeignKey(Center.id, ondelete="CASCADE"), primary_key=True)
    field: Mapped[Field] = mapped_column(closed(Field, "known_field"), primary_key=True)
    method: Mapped[Method] = mapped_column(closed(Method, "known_method"))
    source: Mapped[str] = mapped_column(String(80), comment="Words for a person: “SAMHSA's 2024 directory”.")
    as_of: Mapped[date] = mapped_column(comment="The day the source speaks of.")
    verified_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, comment="When the center or a caller confirmed it; empty when a listing only states it."
    )


class FieldDoubt(Base):
    """Somebody found one field of a center otherwise than it is listed, and nobody has checked it since."""

    __tablename__ = "field_doubt"

    center_id: Mapped[int] = mapped_column(ForeignKey(Center.id, ondelete="CASCADE"), primary_key=True)
    field: Mapped[Field] = mapped_column(closed(Field, "known_doubted_field"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="When it was last doubted.")
    people: Mapped[int] = mapped_column(default=1, comment="How many said so; one sender counts once a day.")


class Staff(Base):
    """A person who works for a center. Only with `intake` may they read what people write to it."""

    __tablename__ = "staff"

    center_id: Mapped[int] = mapped_column(ForeignKey(Center.id, ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True, index=True)
    intake: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class CenterChange(Base):
    """One change to what the public reads; the search index of each process follows this log.

    A row without a center means: too much changed at once, read everything again.
    """

    __tablename__ = "center_change"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    center_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
