"""The pages a person looking for treatment sees."""

from collections.abc import Sequence

from flask import Flask

from app.core import canonical
from app.directory import (
    browse_views,
    detail_words,
    finder_views,
    guide_links,
    map_views,
    opening_words,
    portrait,
    sheet_views,
    shortlist_views,
    suggest_views,
    words,
)
from app.directory.cards import Cards
from app.directory.sitemap import Checked
from app.directory.views import blueprint

# A module of doors opens them by being imported.
__all__ = ["Cards", "finder_views", "init_app", "map_views", "shortlist_views", "suggest_views"]


def init_app(app: Flask, *, guide_pages: Sequence[Checked] = ()) -> None:
    """Open the directory's doors, with room for the pages it draws once and keeps.

    `guide_pages` are addresses of the guide for the map of the site, each with the day it was checked.
    """
    app.extensions["results_pages"] = {}
    app.extensions["guide_pages"] = guide_pages
    app.jinja_env.filters.update(labels=words.labels, explained=words.explained, translated=words.translated)
    app.jinja_env.filters.update(detail_words.FILTERS | opening_words.FILTERS)
    app.jinja_env.globals["questions_to_ask"] = portrait.questions_to_ask
    app.jinja_env.globals["medicine_pages"] = guide_links.MEDICINES
    app.jinja_env.globals.update(this_page=canonical.this_page, makes_pdf=sheet_views.makes_pdf)
    browse_views.init_app(app)
    app.register_blueprint(blueprint)
