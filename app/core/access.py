"""Who may open which door. A view without a mark is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

View = TypeVar("View", bound=Callable[..., Any])
MARK = "_wayhome_access"
# Flask and its extensions bring these; they serve public files only.
UNMARKED = frozenset({"static"})


@dataclass(frozen=True, slots=True)
class Mark:
    """Who may open a view.

    `stores`: it may set a cookie. `signed_in`, in one of `roles` where any is named, and `fresh`: signed in just now.
    `signed_out`: nobody who works here, so that staff and the people who write to them never mix in one browser.
    """

    stores: bool = False
    signed_in: bool = False
    signed_out: bool = False
    roles: frozenset[str] = frozenset()
    fresh: bool = False


PUBLIC, FORM, SEEKER = Mark(), Mark(stores=True), Mark(stores=True, signed_out=True)
Gate = Callable[[Mark], ResponseReturnValue | None]


def public(view: View) -> View:
    """Mark a view as open to everyone; it sets no cookie and writes nothing."""
    return _marked(view, PUBLIC)


def form(view: View) -> View:
    """Mark a view as open to everyone; it shows a form that stores something, so it may set the session's cookie."""
    return _marked(view, FORM)


def seeker(view: View) -> View:
    """Mark a view as open to everyone but people who are signed in; it may set the session's cookie."""
    return _marked(view, SEEKER)


def signed_in(*roles: str, fresh: bool = False) -> Callable[[View], View]:
    """Mark a view as open to people who are signed in, in one of these roles where any is named.

    `fresh`: they must have proved who they are within the last minutes.
    """
    mark = Mark(stores=True, signed_in=True, roles=frozenset(roles), fresh=fresh)
    return lambda view: _marked(view, mark)


def _marked(view: View, mark: Mark) -> View:
    setattr(view, MARK, mark)
    return view


def mark_of(view: Callable[..., Any]) -> Mark | None:
    """Return the mark a view carries, or None when it was forgotten."""
    mark: Mark | None = getattr(view, MARK, None)
    return mark


def deny_unmarked(app: Flask) -> None:
    """Refuse (403) every view of `app` that carries no mark, and keep what is not public out of every cache."""
    app.before_request(_check)
    app.after_request(_keep_out_of_caches)


def guard_with(app: Flask, gate: Gate) -> None:
    """Let `gate` decide about views that need somebody who is signed in: None lets them in, an answer turns them away."""
    app.extensions["gate"] = gate


def _check() -> ResponseReturnValue | None:
    mark = _mark_here()
    if mark is None:
        return abort(403)
    if not (mark.signed_in or mark.signed_out):
        return None
    gate: Gate | None = current_app.extensions.get("gate")
    if gate is None:
        return abort(403) if mark.signed_in else None
    return gate(mark)


def _keep_out_of_caches(answer: Response) -> Response:
    mark = _mark_here()
    if mark is None or mark.stores:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _mark_here() -> Mark | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in UNMARKED:
        return PUBLIC
    return mark_of(current_app.view_functions[endpoint])
