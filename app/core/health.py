"""Two words for the machine that watches this one: alive, and ready to answer."""

from flask import Blueprint, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.access import public
from app.core.db import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/livez")
@public
def livez() -> Response:
    """Say that the process answers."""
    return Response("ok", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """Say whether the database answers too."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return Response("unavailable", status=503, mimetype="text/plain")
    return Response("ok", mimetype="text/plain")
