"""Wayhome: a treatment-center directory and referral web app for the United States."""

import os

# One thread is fastest for the small vectors of the search index; it must be said before numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from flask import Flask

from app import accounts, directory, guide, inquiries
from app.core import (
    access,
    assets,
    audit,
    compression,
    db,
    display,
    extensions,
    headers,
    health,
    keeping,
    once,
    outbox,
    pages,
    sessions,
    this_database,
    translation,
    tray,
)
from app.core.config import ROOT, Settings
from app.search import catalog
from app.sources import models as sources

LARGEST_BODY = 1_000_000
TABLES = (
    audit.AuditEvent,
    once.GivenAnswer,
    outbox.Letter,
    this_database.ThisDatabase,
    sources.SourceRecord,
)  # no page reads them, and yet they belong to the database


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web app from its settings (the environment's, when none are given)."""
    settings = settings or Settings.from_environment()
    flask_app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    flask_app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(settings.database_url, settings.home, settings.busy_seconds),
        SETTINGS=settings,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
    )
    flask_app.url_map.strict_slashes = False
    flask_app.jinja_options |= {"trim_blocks": True, "lstrip_blocks": True}
    db.private_directory(settings.home)
    sessions.init_app(flask_app, settings)
    access.deny_unmarked(flask_app)
    compression.compress_answers(flask_app)
    pages.speak_plainly(flask_app)
    translation.speak_in_templates(flask_app)
    display.add_filters(flask_app)
    assets.serve_static(flask_app)
    flask_app.wsgi_app = headers.Protected(flask_app.wsgi_app)  # type: ignore[method-assign]
    _connect(flask_app)
    flask_app.register_blueprint(health.blueprint)
    flask_app.register_blueprint(tray.blueprint)
    keeping.init_app(flask_app)
    guide.init_app(flask_app, cards=lambda: directory.Cards(flask_app.jinja_env, profile=True))
    directory.init_app(flask_app, guide_pages=guide.addresses(flask_app))
    accounts.init_app(flask_app)
    inquiries.init_app(flask_app)
    return flask_app


def _connect(flask_app: Flask) -> None:
    db.db.init_app(flask_app)
    translations = str(ROOT / "app" / "translations")
    extensions.babel.init_app(
        flask_app, default_translation_directories=translations, locale_selector=extensions.language
    )
    extensions.migrate.init_app(flask_app, db.db, directory=str(ROOT / "app" / "migrations"))
    with flask_app.app_context():
        db.prepare(db.db.engine)
    catalog.init_app(flask_app)
