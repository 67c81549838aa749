"""Pages for what went wrong: what happened, and what a person can do now."""

from traceback import format_tb
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoTurn
from werkzeug.exceptions import HTTPException

from app.core.errors import Refused
from app.core.translation import _
from app.core.words import N_

WORDS = {
    400: (N_("We could not read that request"), N_("Go back and try again, or start a new search.")),
    401: (N_("Please sign in first"), N_("You were signed out. Sign in, and do it once more.")),
    403: (N_("You cannot open this page"), N_("It is not open to you. Start a new search instead.")),
    404: (N_("We cannot find that page"), N_("The address may be mistyped, or the page may have moved.")),
    405: (N_("This page does not work that way"), N_("Go back and use the buttons on the page.")),
    409: (N_("That cannot be done now"), N_("Something stands in its way. Look at it again, and try later.")),
    413: (N_("That was too much to send"), N_("Send something shorter.")),
    414: (N_("That address is too long"), N_("Start a new search with fewer words.")),
    422: (N_("Something needs mending"), N_("Go back and look at what you entered.")),
    429: (N_("Please wait a moment"), N_("There were many requests at once. Try again in a minute.")),
    500: (N_("Something went wrong on our side"), N_("It is not your fault. Try again in a minute.")),
    503: (N_("We cannot answer right now"), N_("Try again in a minute. The numbers above always work.")),
}
UNAUTHORIZED, UNAVAILABLE = 401, 503
WRITTEN = ("message", "right", "note", "next_time", "words", "answer")  # the fields of several lines in our forms
RETRY_SECONDS = "60"


def speak_plainly(app: Flask) -> None:
    """Answer every error of `app` with a page in plain words, never a traceback."""
    app.register_error_handler(HTTPException, lambda error: error_page(error.code or 500, error))
    app.register_error_handler(Refused, lambda error: error_page(422, sentence=str(error)))
    app.register_error_handler(OperationalError, lambda _error: error_page(503))
    app.register_error_handler(NoTurn, lambda _error: error_page(503))
    app.register_error_handler(Exception, _unexpected)


def error_page(
    code: int, error: HTTPException | None = None, sentence: str = ""
) -> tuple[str, int, list[tuple[str, str]]]:
    """Draw the page for one status code; `sentence` says more than the code does."""
    heading, advice = WORDS.get(code, WORDS[500 if code >= 500 else 400])  # noqa: PLR2004 - the line between the two families
    page = render_template(
        "errors/error.html",
        heading=_(heading),
        advice=_(sentence or advice),
        code=code,
        written=_written() if code in {UNAUTHORIZED, UNAVAILABLE} else [],
    )
    kept = [
        (name, value)
        for name, value in (error.get_headers() if error else [])
        if name in {"Allow", "Location", "Retry-After"}
    ]
    if code == UNAVAILABLE and "Retry-After" not in dict(kept):
        kept.append(("Retry-After", RETRY_SECONDS))
    return page, code, kept


def _written() -> list[str]:
    """Return what was written into a form of our own that came too early or too late, so that nobody writes it twice."""
    if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
        return []  # another site must not put its words onto our page
    return [words for name in WRITTEN if (words := request.form.get(name, "").strip())]


def _unexpected(error: Exception) -> tuple[str, int, list[tuple[str, str]]]:
    # Where it happened, and nothing of what a person typed or looked for: no address, and not the error's own words.
    where = "".join(format_tb(error.__traceback__))
    current_app.logger.error("An unexpected error: %s\n%s", type(error).__name__, where)
    return error_page(500)
