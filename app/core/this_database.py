"""What a database knows of itself: a name of its own, so that nobody takes another's keys for its keys."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime, db, transaction
from app.core.vault import new_id


class ThisDatabase(Base):
    """The one row about the database that it stands in; a restored backup keeps it."""

    __tablename__ = "this_database"
    __table_args__ = (CheckConstraint("number = 1", name="only_one"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    name: Mapped[str] = mapped_column(String(32), default=new_id)
    purged_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="When what was due was erased last.")


def this_database() -> ThisDatabase:
    """Return the row, made on first need inside a transaction of the caller's."""
    row = db.session.execute(select(ThisDatabase)).scalar_one_or_none()
    if row is None:
        row = ThisDatabase()
        db.session.add(row)
        db.session.flush()
    return row


def its_name() -> str:
    """Return the database's name, outside of any transaction; the right to write is asked for only the first time."""
    name = db.session.execute(select(ThisDatabase.name)).scalar_one_or_none()
    db.session.rollback()
    if name is None:
        with transaction():
            name = this_database().name
    return name
