"""Who may open which door. A view without a mark is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])
MARK = "_wayhome_access"
# Flask and its extensions bring these; they serve public files only.
UNMARKED = frozenset({"static"})


def public(view: View) -> View:
    """Mark a view as open to everyone; it sets no cookie and writes nothing."""
    setattr(view, MARK, "public")
    return view


def mark_of(view: Callable[..., Any]) -> str | None:
    """Return the mark a view carries, or None when it was forgotten."""
    mark: str | None = getattr(view, MARK, None)
    return mark


def deny_unmarked(app: Flask) -> None:
    """Refuse (403) every view of `app` that carries no mark."""
    app.before_request(_check)


def _check() -> None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in UNMARKED:
        return
    if mark_of(current_app.view_functions[endpoint]) is None:
        abort(403)
