"""The site as the fault tests use it: with letters to misuse, and people in a hurry."""

import os

from jinja2 import ChoiceLoader, DictLoader

from app import create_app
from app.core import forms
from app.inquiries import report_views

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
