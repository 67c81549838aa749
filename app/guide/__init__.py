"""The naltrexone guide: its pages, the search inside it, and its small tools."""

from collections.abc import Callable, Sequence
from datetime import date

from flask import Flask
from sqlalchemy.orm import sessionmaker

from app.core import keeping
from app.core.db import db
from app.guide import actions, desk_views, entries, newsletter_views, next_shot_views, queries, tool_views
from app.guide.answered import Answered
from app.guide.changes import changes
from app.guide.drawing import Cards, Drawing
from app.guide.finding import finder
from app.guide.from_readers import FromReaders
from app.guide.library import read_library
from app.guide.question_views import Readers
from app.guide.question_views import blueprint as readers_blueprint
from app.guide.tools_list import TOOLS
from app.guide.views import Guide, blueprint

# A module of doors opens them by being imported.
__all__ = ["addresses", "desk_views", "init_app", "newsletter_views", "next_shot_views"]


def init_app(app: Flask, *, cards: Callable[[], Cards]) -> None:
    """Open the guide's doors. `cards` makes what draws a list of centers, in the language of the request.

    Raises ValueError, with every fault of every page, when the guide cannot be built.
    """
    read = read_library()
    with app.app_context():
        answered = Answered(sessionmaker(db.engine), read.sources)
    app.extensions["readers"] = Readers(answered, changes(frozenset(read.leaves)))
    app.extensions["guide"] = Guide(read, Drawing(read, cards, FromReaders(answered)), finder())
    app.jinja_env.globals["safety_statements"] = read.statements
    app.jinja_env.globals["guide_questions"] = queries.how_many_wait  # the desk is another room
    app.extensions["guide_tools"] = {}
    app.extensions["givers"] = {}
    app.jinja_env.filters["input_type"] = entries.input_type
    app.register_blueprint(blueprint)
    app.register_blueprint(readers_blueprint)
    app.register_blueprint(tool_views.blueprint)
    keeping.keep(app, "addresses that nobody confirmed", actions.erase_unconfirmed)
    keeping.keep(app, "questions of readers", actions.erase_questions)


def addresses(app: Flask) -> Sequence[tuple[str, date | None]]:
    """Return the path of each page that search engines should know, and the day its sources were checked."""
    doors = app.url_map.bind("")
    pages = [(page.url, page.checked_on) for page in read_library().pages]
    tools = [(tool.url, None) for tool in TOOLS if doors.test(tool.url)]
    return [*pages, ("/naltrexone/library", None), ("/guide-news", None), *tools]
