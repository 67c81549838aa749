"""What people wrote, what was answered, and what must be checked by phone."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.centers.freshness import Field
from app.centers.models import Center
from app.core.db import Base, UTCDateTime, closed, now
from app.core.errors import Refused
from app.core.vault import Sealed, SealedFields, SealedText
from app.core.words import N_
from app.inquiries.outcomes import CallOutcome, Finding
from app.inquiries.topics import Topic


class InquiryState(StrEnum):
    """Who must do something next."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


MOVES = {
    InquiryState.OPEN: frozenset({InquiryState.ANSWERED, InquiryState.CLOSED, InquiryState.WITHDRAWN}),
    InquiryState.ANSWERED: frozenset({InquiryState.OPEN, InquiryState.CLOSED, InquiryState.WITHDRAWN}),
    InquiryState.CLOSED: frozenset({InquiryState.OPEN, InquiryState.WITHDRAWN}),
    InquiryState.WITHDRAWN: frozenset[InquiryState](),
}


class Taking:
    """A row that one person at the desk takes for a while, so that two do not do the same."""

    taken_by: Mapped[str | None] = mapped_column(String(32), comment="A user's id.")
    taken_until: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def taker(self, at: datetime) -> str | None:
        """Return who has it at the moment `at`; after `taken_until` nobody has."""
        return self.taken_by if self.taken_until and self.taken_until > at else None


class Inquiry(Sealed, Taking, Base):
    """Something that a person wrote to us or, with a center, to that center alone.

    All that could tell who they are is in `told`: their name, how to reach them, their words.
    """

    __tablename__ = "inquiry"
    __table_args__ = (
        UniqueConstraint("code_print", name="uq_inquiry_code_print"),
        Index("ix_inquiry_queue", "state", "due_at"),
        Index("ix_inquiry_erase_at", "erase_at"),
    )

    topic: Mapped[Topic] = mapped_column(closed(Topic, "known_topic"))
    state: Mapped[InquiryState] = mapped_column(closed(InquiryState, "known_inquiry_state"), default=InquiryState.OPEN)
    code_print: Mapped[bytes] = mapped_column(LargeBinary(32), comment="Fingerprint of the receipt's code.")
    center_id: Mapped[int | None] = mapped_column(ForeignKey(Center.id, ondelete="SET NULL"), index=True)
    field: Mapped[Field | None] = mapped_column(closed(Field, "known_reported_field"))
    finding: Mapped[Finding | None] = mapped_column(closed(Finding, "known_finding"))
    crisis: Mapped[bool] = mapped_column(default=False, server_default=false(), comment="Words of danger stand in it.")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, comment="When the last message came.")
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    erase_at: Mapped[datetime] = mapped_column(UTCDateTime)
    told_sealed: Mapped[bytes | None]
    told = SealedFields("told_sealed")
    center: Mapped[Center | None] = relationship()
    replies: Mapped[list["Reply"]] = relationship(
        back_populates="inquiry", order_by="Reply.at", cascade="all, delete-orphan", passive_deletes=True
    )

    def move_to(self, state: InquiryState) -> None:
        """Change the state along MOVES; raises Refused for any other move."""
        if state not in MOVES[self.state]:
            raise Refused(N_("This message was withdrawn, or is no longer open for that."))
        self.state = state

    @property
    def for_a_center(self) -> bool:
        """Whether it goes to a center's own staff and to nobody at the desk."""
        return self.topic is Topic.TO_CENTER


class Voice(StrEnum):
    """Who speaks in one message of a thread; a note is heard by the desk alone."""

    PERSON = "person"
    US = "us"
    NOTE = "note"


class Reply(Sealed, Base):
    """One further message of a thread."""

    __tablename__ = "reply"

    inquiry_id: Mapped[str] = mapped_column(ForeignKey(Inquiry.id, ondelete="CASCADE"), index=True)
    voice: Mapped[Voice] = mapped_column(closed(Voice, "known_voice"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    by: Mapped[str] = mapped_column(String(32), default="", comment="A user's id; empty for the person who asked.")
    text_sealed: Mapped[bytes | None]
    text = SealedText("text_sealed")
    inquiry: Mapped[Inquiry] = relationship(back_populates="replies")


class CheckTask(Taking, Base):
    """A center that somebody at the desk must call, because people found it otherwise than it is listed.

    There is one open task for a center at most; further doubts make it more urgent.
    """

    __tablename__ = "check_task"
    __table_args__ = (
        Index(
            "uq_check_task_open",
            "center_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    center_id: Mapped[int] = mapped_column(ForeignKey(Center.id, ondelete="CASCADE"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    voices: Mapped[int] = mapped_column(default=0, comment="How many reports and calls stand behind it.")
    attempts: Mapped[int] = mapped_column(default=0, comment="How often we called without reaching anyone.")
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    center: Mapped[Center] = relationship()


class CheckNote(Sealed, Base):
    """What a center said on the phone beyond the answers of the form, for whoever calls next or mends its page."""

    __tablename__ = "check_note"

    task_id: Mapped[int] = mapped_column(ForeignKey(CheckTask.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)
    by: Mapped[str] = mapped_column(String(32), comment="A user's id.")
    text_sealed: Mapped[bytes | None]
    text = SealedText("text_sealed")


class Called(Base):
    """What one caller found. The same sender counts once a day for each center and outcome."""

    __tablename__ = "called"
    __table_args__ = (UniqueConstraint("center_id", "outcome", "sender", "day", name="uq_called_once_a_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    center_id: Mapped[int] = mapped_column(ForeignKey(Center.id, ondelete="CASCADE"))
    outcome: Mapped[CallOutcome] = mapped_column(closed(CallOutcome, "known_call_outcome"))
    day: Mapped[date]
    sender: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), comment="HMAC of an address under a key that lives one day; empty soon after it."
    )


class Reminder(Base):
    """When somebody who answers messages was last told that one waits; gone once they took something up."""

    __tablename__ = "reminder"

    user_id: Mapped[str] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
