"""The pages a person looking for treatment sees."""

from flask import Flask

from app.directory import words
from app.directory.views import blueprint


def init_app(app: Flask) -> None:
    """Open the directory's doors, with room for the pages it draws once and keeps."""
    app.extensions["results_pages"] = {}
    app.jinja_env.filters.update(labels=words.labels, explained=words.explained, translated=words.translated)
    app.register_blueprint(blueprint)
