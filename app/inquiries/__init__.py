"""What people tell us: questions, reports of wrong facts, what happened when they called; and the desk that answers."""

from flask import Flask

from app.core import keeping
from app.inquiries import clock_words, desk_views, inbox_views, letter_views, report_views, retention, sheet_views
from app.inquiries.topics import ABOUT
from app.inquiries.views import blueprint

DOORS = (report_views, desk_views, sheet_views, letter_views, inbox_views)  # each hangs its views on the one blueprint


def init_app(app: Flask) -> None:
    """Give the app the doors of this room, and the privacy page what is kept how long."""
    lengths = sorted({about.days for about in ABOUT.values()})
    app.jinja_env.globals["kept_words"] = [
        (days, [about.label for about in ABOUT.values() if about.days == days]) for days in lengths
    ]
    clock_words.add_filters(app)
    for what, erase in retention.RULES:
        keeping.keep(app, what, erase)
    app.register_blueprint(blueprint)
