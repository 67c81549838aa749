"""How many rows of each kind there are, and how often the log says what."""

from collections import Counter

from faults.doors import ALONE, STORIES
from faults.players import REMINDER
from sqlalchemy import func, select, table

from app.core.audit import AuditEvent
from app.core.db import db
from app.core.outbox import Letter

TABLES = sorted({name for story in (STORIES | ALONE).values() for door in story for name in door.adds})


class Tally:
    """What the database holds at one moment."""

    def __init__(self):
        db.session.rollback()
        self.rows = Counter({name: _count(select(func.count()).select_from(table(name))) for name in TABLES})
        self.rows["letter"] -= _count(select(func.count()).select_from(Letter).filter_by(kind=REMINDER))
        said = select(AuditEvent.action, func.count()).group_by(AuditEvent.action)
        self.logged = Counter(dict(db.session.execute(said).all()))

    def since(self, earlier):
        """Return how many more rows there are, by table, and how many more lines of the log, by what was done."""
        return _more(self.rows, earlier.rows), _more(self.logged, earlier.logged)


def _more(now, before):
    return Counter({name: now[name] - before[name] for name in now.keys() | before.keys() if now[name] != before[name]})


def _count(statement):
    return db.session.execute(statement).scalar_one()
