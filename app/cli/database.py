"""`wayhome db`: the tables of the database."""

import click
from flask_migrate import upgrade as migrate_upgrade

from app import create_app


@click.group("db")
def db_group() -> None:
    """Look after the database's tables."""


@db_group.command()
def upgrade() -> None:
    """Bring the tables up to this version; safe to run again."""
    with create_app().app_context():
        migrate_upgrade()
    click.echo("The database is up to date.")
