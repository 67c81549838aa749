"""The naltrexone guide and its small tools."""

from flask import Flask

from app.guide import entries, tool_views


def init_app(app: Flask) -> None:
    """Open the guide's doors, with room for the pages it draws once and keeps."""
    app.extensions["guide_tools"] = {}
    app.jinja_env.filters["input_type"] = entries.input_type
    app.register_blueprint(tool_views.blueprint)
