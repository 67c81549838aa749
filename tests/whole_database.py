"""The whole database at one moment, and what is different at another."""

from sqlalchemy import inspect, select

from app.core.db import Base, db

# A look at a page may note that a session is in use; see accounts.gate.
NOTED = {"session"}


def snapshot():
    """Return every row of every table, by its key."""
    db.session.rollback()
    return {
        table.name: {
            tuple(row[column.name] for column in inspect(table).primary_key): dict(row)
            for row in db.session.execute(select(table)).mappings()
        }
        for table in Base.metadata.sorted_tables
        if table.name not in NOTED
    }


def changes(before, after):
    """Return what changed: columns as “table.column”, new rows as “+table”, rows that are gone as “-table”."""
    found = set()
    for table, rows in after.items():
        old = before[table]
        found |= {f"+{table}" for key in rows if key not in old} | {f"-{table}" for key in old if key not in rows}
        for key in rows.keys() & old.keys():
            found |= {f"{table}.{column}" for column, value in rows[key].items() if old[key][column] != value}
    return found
