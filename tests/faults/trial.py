"""The site as the fault tests use it: with letters to misuse, a center that takes messages, and people in a hurry."""

import os

from colleagues import join
from factories import make_center
from jinja2 import ChoiceLoader, DictLoader

from app import create_app
from app.core import forms
from app.core.db import db, now, transaction
from app.inquiries import report_views
from app.inquiries.models import Reminder

LETTERS = {
    "letters/trial.txt": "There is news\nSomebody wrote to you. Sign in to read it.\n",
    "letters/echo.txt": "{{ subject }}\n{{ text }}\n",  # what no real letter may do; tests try to misuse it
}


def create(settings):
    """Build the site for people who type at once and as often as they like."""
    app = create_app(settings)
    add_letters(app)
    hurry(app)
    return app


def add_letters(app):
    """Give an app the letters of the tests."""
    app.jinja_loader = ChoiceLoader([app.jinja_loader, DictLoader(LETTERS)])


def hurry(app, change=setattr):
    """Let nobody be too quick, too often, or the same sender twice; `change` may be monkeypatch's."""
    change(forms, "QUICKEST", 0)
    change(app.extensions["throttle"], "wait", lambda *_what: 0)
    change(report_views, "this_sender", lambda: os.urandom(32).hex())


def make_receiving_center(app):
    """Make a center that takes messages, whose staff was reminded just now, and return its slug."""
    center = make_center()
    slug, somebody = center.slug, join(app, center)
    with transaction():
        db.session.add(Reminder(user_id=somebody.id, at=now()))
    db.session.remove()
    return slug
