"""Who hears of changes, and what readers asked.

A question waits sealed. What the public reads of it stands in a table of its own, in words that somebody here wrote.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UTCDateTime, closed, now
from app.core.errors import Refused
from app.core.outbox import Letter
from app.core.vault import Sealed, SealedText
from app.core.words import N_

LONGEST_QUESTION, LONGEST_ANSWER = 600, 2000  # letters


class Subscriber(Sealed, Base):
    """An address that asked for letters about changes, and whether its owner confirmed that.

    Leaving deletes the row. Nothing is known of what anybody does with a letter.
    """

    __tablename__ = "guide_subscriber"
    __table_args__ = (
        UniqueConstraint("address_print", name="uq_guide_subscriber_address_print"),
        UniqueConstraint("link_print", name="uq_guide_subscriber_link_print"),
        CheckConstraint("confirmed_at IS NOT NULL OR link_print IS NOT NULL", name="confirmed_or_asked"),
        Index("ix_guide_subscriber_asked_at", "asked_at"),
    )

    address_print: Mapped[bytes] = mapped_column(LargeBinary(32), comment="Fingerprint of the address.")
    address_sealed: Mapped[bytes | None]
    address = SealedText("address_sealed")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, comment="When the last link was written.")
    link_print: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), comment="Fingerprint of the code in the last link, until it is used."
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    owed: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="A letter about a change is still to be posted."
    )
    letter_id: Mapped[str | None] = mapped_column(
        ForeignKey(Letter.id, ondelete="SET NULL"), index=True, comment="The last letter to them."
    )
    letter: Mapped[Letter | None] = relationship()


class ToldChange(Base):
    """A change of the guide that letters went out for; each is told once."""

    __tablename__ = "guide_told_change"

    day: Mapped[date] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class QuestionState(StrEnum):
    """What became of a question."""

    WAITING = "waiting"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


MOVES = {
    QuestionState.WAITING: frozenset({QuestionState.PUBLISHED, QuestionState.DECLINED}),
    QuestionState.PUBLISHED: frozenset({QuestionState.WITHDRAWN}),
    QuestionState.DECLINED: frozenset[QuestionState](),
    QuestionState.WITHDRAWN: frozenset[QuestionState](),
}


class Question(Sealed, Base):
    """What a reader asked about one page, in their own words; these are there only while the question waits."""

    __tablename__ = "reader_question"
    __table_args__ = (
        CheckConstraint("state = 'waiting' OR data_key IS NULL", name="words_only_while_waiting"),
        Index("ix_reader_question_queue", "state", "created_at"),
    )

    slug: Mapped[str] = mapped_column(String(80), comment="The page it is about.")
    state: Mapped[QuestionState] = mapped_column(
        closed(QuestionState, "known_question_state"), default=QuestionState.WAITING
    )
    crisis: Mapped[bool] = mapped_column(default=False, server_default=false(), comment="Words of danger stand in it.")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    words_sealed: Mapped[bytes | None]
    address_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    address = SealedText("address_sealed")

    def move_to(self, state: QuestionState) -> None:
        """Change the state along MOVES; raises Refused for any other move."""
        if state not in MOVES[self.state]:
            raise Refused(N_("Somebody has decided about this question already. Open the list again."))
        self.state = state


class PublishedQuestion(Base):
    """A question and its answer as everyone reads them; `cited` are ids of seeds/guide/sources.csv."""

    __tablename__ = "published_question"
    __table_args__ = (UniqueConstraint("question_id", name="uq_published_question_question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey(Question.id))
    slug: Mapped[str] = mapped_column(String(80), index=True, comment="The page it stands on.")
    words: Mapped[str] = mapped_column(String(LONGEST_QUESTION))
    answer: Mapped[str] = mapped_column(Text)
    cited: Mapped[list[str]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
