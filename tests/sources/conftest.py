"""Small listings of plainly invented centers, with the dirt of real ones."""

import pytest
from sources.directory_rows import SAMHSA, SOUND, write
from sqlalchemy import select

from app.centers.models import Center
from app.core.db import db
from app.sources.actions import import_listing


@pytest.fixture
def listing(tmp_path):
    """Write a SAMHSA directory of these rows, each given by what differs from a sound row; return its path."""

    def make(*rows, name="directory_2024.csv", columns=SAMHSA):
        return write(tmp_path / name, [SOUND | row for row in rows], columns)

    return make


@pytest.fixture
def load(app, listing):
    """Import rows as SAMHSA's directory of a year, and return the report."""

    def run(*rows, year=2024, **choices):
        path = listing(*rows, name=f"directory_{year}.csv")
        return import_listing(path, by="a test", **{"accept_removals": True} | choices)

    return run


@pytest.fixture
def centers(app):
    """Every center, in the order they came in."""

    def all_of_them():
        db.session.expire_all()
        return list(db.session.execute(select(Center).order_by(Center.id)).scalars())

    return all_of_them
