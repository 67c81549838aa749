"""The log of what was done, by whom; rows are added and never changed."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime, db, now

CODE = re.compile(r"[a-z0-9_-]{0,80}")


class AuditEvent(Base):
    """One thing done: who did what to which row, and when."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    by: Mapped[str] = mapped_column(String(120))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def record(action: str, subject: str, *, by: str, **detail: Any) -> None:
    """Write one row beside the change it tells of, in the same transaction.

    `subject` names the row ("center 12"); `detail` holds counts and codes, never personal words: raises TypeError.
    """
    if strange := [name for name, value in detail.items() if not _is_count_or_code(value)]:
        raise TypeError(f"The log holds counts and codes, no words: {', '.join(strange)}.")
    db.session.add(AuditEvent(action=action, subject=subject, by=by, detail=detail))


def history(subject: str) -> Sequence[AuditEvent]:
    """Return what was done to one row, the latest first."""
    statement = select(AuditEvent).where(AuditEvent.subject == subject).order_by(AuditEvent.id.desc())
    return db.session.execute(statement).scalars().all()


def _is_count_or_code(value: Any) -> bool:
    return value is None or isinstance(value, int) or (isinstance(value, str) and bool(CODE.fullmatch(value)))
