"""Wayhome: a treatment-center directory and referral web app for the United States."""

import os

# One thread is fastest for the small vectors of the search index; it must be said before numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from flask import Flask

from app.core import access, db, extensions, headers
from app.core.config import ROOT, Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web app from its settings (the environment's, when none are given)."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SETTINGS=settings,
    )
    app.url_map.strict_slashes = False
    access.deny_unmarked(app)
    headers.protect(app)
    db.db.init_app(app)
    extensions.babel.init_app(app)
    extensions.migrate.init_app(app, db.db, directory=str(ROOT / "app" / "migrations"), render_as_batch=True)
    with app.app_context():
        db.prepare(db.db.engine)
    return app
