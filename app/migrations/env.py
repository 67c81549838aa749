"""Alembic's door into the app: the same engine and metadata that the app uses."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from app.core.db import Base, check_references


def run() -> None:
    """Apply the revisions in one transaction: the app's own, or on the connection of whoever rebuilds the database."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        apply_on(connection)
        return
    database: Any = current_app.extensions["migrate"].db
    # A table that is put up anew under its old name must not take with it what points to it.
    with database.engine.connect().execution_options(writes=True, rebuilds=True) as connection:
        apply_on(connection)


def apply_on(connection: Connection) -> None:
    """Apply them."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
        check_references(connection)


run()
