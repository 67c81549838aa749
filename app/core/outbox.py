"""Letters on their way: a row beside the change it tells of, sent after the commit and tried until it arrives."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, String, delete, exists, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime, changed, closed, db, now, rows_of
from app.core.errors import Refused
from app.core.vault import Sealed, SealedFields, SealedText
from app.core.words import N_

LEASE = timedelta(minutes=2)  # longer than any try takes; after it another process may try
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
DOUBLINGS = 10  # the longest wait is reached before
GIVE_UP = timedelta(hours=72)
KEPT = timedelta(days=7)  # after a letter was sent or given up


class LetterState(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


MOVES = {
    LetterState.WAITING: frozenset({LetterState.SENT, LetterState.FAILED}),
    LetterState.SENT: frozenset[LetterState](),
    LetterState.FAILED: frozenset({LetterState.WAITING}),
}


class Letter(Sealed, Base):
    """One letter to one person. `kind` names its template; what fills the template is sealed."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_due", "state", "next_try_at"),)

    kind: Mapped[str] = mapped_column(String(60))
    state: Mapped[LetterState] = mapped_column(closed(LetterState, "known_letter_state"), default=LetterState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="When it was sent, or given up.")
    trouble: Mapped[str] = mapped_column(String(80), default="", comment="Why the last try did not succeed.")
    recipient_sealed: Mapped[bytes | None]
    values_sealed: Mapped[bytes | None]
    recipient = SealedText("recipient_sealed")
    values = SealedFields("values_sealed")

    def move_to(self, state: LetterState) -> None:
        """Change the state along MOVES; raises Refused for any other move."""
        if state not in MOVES[self.state]:
            raise Refused(N_("This letter was sent already, or is on its way."))
        self.state = state


def post(kind: str, *, to: str, **values: str) -> Letter:
    """Put a letter into the outbox, in the transaction of the change it tells of.

    `kind` is a template under templates/letters/; `values` fill it, and `site` is where this site is. Nothing of them
    shows outside the vault. A value `leave` is the path of a list's way out, see `postman`.
    """
    letter = Letter(kind=kind, recipient=to, values=values)
    db.session.add(letter)
    return letter


def take_back(letter_ids: Iterable[str]) -> None:
    """Forget letters that have not left, and who they were for; one that was sent is forgotten already."""
    changed(delete(Letter).where(Letter.id.in_(list(letter_ids)), Letter.state != LetterState.SENT))


def anything_due() -> bool:
    """Say whether there is anything to claim, without asking for the right to write."""
    return bool(db.session.execute(select(exists().where(*_due(now())))).scalar())


def claim() -> str | None:
    """Lease the letter that is due first to this process alone, and return its id."""
    at = now()
    due = select(Letter.id).where(*_due(at)).order_by(Letter.next_try_at).limit(1).with_for_update(skip_locked=True)
    leased = update(Letter).where(Letter.id == due.scalar_subquery()).values(leased_until=at + LEASE)
    statement = leased.returning(Letter.id).execution_options(synchronize_session=False)
    return db.session.execute(statement).scalar_one_or_none()


def _due(at: datetime) -> list[ColumnElement[bool]]:
    # A moment too far ahead was written while the clock was wrong; it holds up nothing.
    return [
        Letter.state == LetterState.WAITING,
        or_(Letter.next_try_at <= at, Letter.next_try_at > at + LONGEST_WAIT),
        or_(Letter.leased_until.is_(None), Letter.leased_until < at, Letter.leased_until > at + LEASE),
    ]


def note_sent(letter: Letter) -> None:
    """Say that the mail server took the letter; who it went to and what it said are forgotten."""
    letter.move_to(LetterState.SENT)
    letter.ended_at, letter.leased_until, letter.trouble = now(), None, ""
    letter.tries += 1
    letter.erase()


def note_trouble(letter: Letter, trouble: str, *, for_good: bool = False) -> None:
    """Say why a try did not succeed; the next one comes later each time, and after 72 hours none."""
    at = now()
    letter.tries += 1
    letter.trouble, letter.leased_until = trouble[:80], None
    if for_good or at - letter.created_at >= GIVE_UP:
        letter.move_to(LetterState.FAILED)
        letter.ended_at = at
        return
    letter.next_try_at = at + min(FIRST_WAIT * 2 ** min(letter.tries - 1, DOUBLINGS), LONGEST_WAIT)


def try_again(letter: Letter) -> None:
    """Send a letter that was given up once more, for another 72 hours."""
    letter.move_to(LetterState.WAITING)
    letter.created_at = letter.next_try_at = now()
    letter.ended_at, letter.tries = None, 0


def failed() -> Sequence[Letter]:
    """Return the letters that were given up, newest first."""
    statement = select(Letter).where(Letter.state == LetterState.FAILED).order_by(Letter.ended_at.desc())
    return db.session.execute(statement).scalars().all()


def how_many() -> dict[LetterState, int]:
    """Count the letters by their state."""
    counted = db.session.execute(select(Letter.state, func.count()).group_by(Letter.state)).all()
    return dict.fromkeys(LetterState, 0) | dict(counted)


def erase_ended(state: LetterState, at: datetime) -> int:
    """Remove the letters that were sent, or given up, a week before `at`, and return how many."""
    ended = delete(Letter).where(Letter.state == state, Letter.ended_at < at - KEPT)
    return rows_of(db.session.execute(ended.execution_options(synchronize_session=False)))
