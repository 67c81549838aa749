"""A directory to measure: a database of its own with the real listing, or the demonstration data without it."""

import os
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.cli.seeding import seed_when_empty
from app.core.config import Settings
from app.core.db import db, private_directory
from app.sources.actions import import_listing

LISTING = Path(__file__).resolve().parents[3] / "shared" / "data" / "facilities_2024_located.csv"


def filled(home: Path) -> Flask:
    """Return the app over a new database in `home`, filled; other processes find it by `WAYHOME_HOME`."""
    os.environ["WAYHOME_HOME"] = str(private_directory(home))
    os.environ.pop("DATABASE_URL", None)
    app = create_app(Settings.from_environment())
    with app.app_context():
        upgrade()
        if LISTING.exists():
            report = import_listing(LISTING, by="benchmark")
            click.echo(f"{LISTING.name}: {report.rows} rows")
        else:
            click.echo(f"{seed_when_empty(by='benchmark')} demonstration centers; the real listing is not here")
        db.session.remove()
    return app
