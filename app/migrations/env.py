"""Alembic's door into the app: the same engine and metadata that the app uses."""

from typing import Any

from alembic import context
from flask import current_app

from app.core.db import Base


def run() -> None:
    """Apply the revisions in one transaction on the app's own database."""
    database: Any = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        writer = connection.execution_options(writes=True)
        context.configure(connection=writer, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()


run()
