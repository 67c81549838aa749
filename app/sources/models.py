"""What each outside source last said of each center."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.centers.models import Center, ProfileType
from app.centers.profile import Profile
from app.core.db import Base, UTCDateTime, now


class SourceRecord(Base):
    """One source's own words on one center, also where a person's words stand on the page instead."""

    __tablename__ = "source_record"
    __table_args__ = (
        CheckConstraint("gone_at IS NULL OR gone_at >= seen_at", name="gone_after_seen"),
        Index("ix_source_record_center_id", "center_id"),
    )

    source: Mapped[str] = mapped_column(String(40), primary_key=True, comment="“samhsa”, or a name an operator gave.")
    center_id: Mapped[int] = mapped_column(ForeignKey(Center.id, ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(String(80), comment="Words for a person: “SAMHSA’s 2024 directory”.")
    as_of: Mapped[date] = mapped_column(comment="The day the source speaks of.")
    profile: Mapped[Profile] = mapped_column(ProfileType)
    line: Mapped[int] = mapped_column(comment="Where it stood in the file that said it last.")
    notes: Mapped[list[str]] = mapped_column(JSON, default=list, comment="What was doubtful, word for word.")
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, comment="When these words first came in.")
    gone_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime, comment="When a later edition of the source no longer named the center."
    )
