"""Who is asking, and which doors are open to them: the session cookie, and the gate that every mark goes through."""

from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy.exc import OperationalError

from app.accounts import queries, sessions
from app.accounts.browsers import browser_words
from app.accounts.forms import Button
from app.accounts.models import Role, Session, User
from app.accounts.passkeys import Site
from app.accounts.second_factor import Codes
from app.core import access
from app.core.access import Mark
from app.core.db import db, now, transaction
from app.core.errors import Refused
from app.core.once import answer_given
from app.core.pages import error_page
from app.core.words import N_

TOKEN = "token"  # noqa: S105 - the name of what the cookie holds
READS = {"GET", "HEAD"}
# What a person without a second factor may still open, to get one or to leave.
ENROLLING = {"accounts.enrol", "accounts.app", "accounts.passkeys", "accounts.prove", "accounts.prove_by_passkey"}
SIGN_OUT_FIRST = N_("You are signed in. Sign out first, so that your work and what you write for yourself never mix.")
DESKS = (
    ("/desk", N_("Desk"), frozenset({Role.ADMIN, Role.MODERATOR})),
    ("/inbox", N_("Inbox"), frozenset({Role.CENTER})),
)


def init_app(app: Flask) -> None:
    """Let people in by their session only, and guard every door that is marked for them."""
    access.guard_with(app, gate)


def gate(mark: Mark) -> ResponseReturnValue | None:
    """Let a request pass (None), or say what stands in its way."""
    here = session_here()
    if mark.signed_out:
        return error_page(403, sentence=SIGN_OUT_FIRST) if here else None
    if here is None:
        return _sign_in_first()
    if mark.roles and not mark.roles & here.user.works_as:
        return abort(403)
    if here.user.needs_second_factor and request.endpoint not in ENROLLING:
        return redirect(url_for("accounts.enrol")) if request.method in READS else abort(403)
    if mark.fresh and not sessions.is_fresh(here, now()):
        return redirect(url_for("accounts.prove", next=_this_page()), code=302 if request.method in READS else 303)
    _note_use(here)
    return None


def _sign_in_first() -> ResponseReturnValue:
    if request.method in READS:
        return redirect(url_for("accounts.sign_in", next=_this_page()))
    return answer_given() or error_page(401)


def _this_page() -> str | None:
    """Return where to come back to: the page itself, or nothing where a button led that is no page."""
    return request.full_path.removesuffix("?") if is_open(request.path) else None


def _note_use(here: Session) -> None:
    """Move the idle limit on, at most once a minute. It is the one thing that a look at a page writes."""
    if now() - here.seen_at < sessions.NOTED:
        return
    try:
        with transaction():
            sessions.note_use(here)
    except OperationalError:
        db.session.rollback()  # a person reads on while the database cannot be written to


def session_here() -> Session | None:
    """Return the session that this request came with, if it is alive."""
    if "session_here" not in g:
        token = session.get(TOKEN)
        g.session_here = queries.live_session(token) if isinstance(token, str) else None
    return cast("Session | None", g.session_here)


def user_here(_request: object = None) -> User | None:
    """Return who is signed in here; Flask-Login asks this for `current_user`."""
    here = session_here()
    return here.user if here else None


def person() -> User:
    """Return who is signed in, behind a door that lets nobody else pass."""
    return cast("User", current_user._get_current_object())  # noqa: SLF001 - how werkzeug names it


def this_session() -> Session:
    """Return their session."""
    here = session_here()
    if here is None:
        raise LookupError("Nobody is signed in, so the door of this view is not marked.")
    return here


def this_browser() -> str:
    """Return the browser that is asking, in coarse words."""
    return browser_words(request.user_agent.string)


def enter(user: User) -> None:
    """Sign a person in here, under a token that nobody had before; inside a transaction."""
    leave()
    session[TOKEN] = sessions.begin(user, browser=this_browser())


def leave() -> None:
    """Sign out here, and forget all that the cookie held; inside a transaction."""
    if here := session_here():
        sessions.end(here)
    session.clear()
    for name in ("session_here", "_login_user", "csrf_token"):
        g.pop(name, None)


def desks(user: User) -> list[tuple[str, str]]:
    """Return the path and the name of each room that a person works in."""
    return [(path, words) for path, words, roles in DESKS if roles & user.works_as and is_open(path)]


def desk_of(user: User) -> str:
    """Return where a person's work is, or their account page where no such room is open."""
    return next((path for path, _words in desks(user)), url_for("accounts.account"))


def site_here() -> Site:
    """Return what passkeys are bound to: the public address, or the one asked for where none is set."""
    parts = urlsplit(current_app.config["SETTINGS"].public_url or request.host_url)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def codes() -> Codes:
    """Return the maker and reader of authenticator codes."""
    return cast("Codes", current_app.extensions["security"].totp_factory)


def is_open(path: str) -> bool:
    """Say whether there is such a page."""
    return current_app.url_map.bind("").test(path, method="GET")


def own_path(address: str | None) -> str:
    """Return an address if it is a path of this site, and nothing otherwise: nobody is led away from here."""
    address = address or ""
    plain = address.isascii() and address.isprintable() and "\\" not in address and " " not in address
    if not plain or not address.startswith("/") or address.startswith("//"):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else address


def pressed() -> None:
    """Make sure that a button of ours was pressed; raises Refused when the form is forged or old."""
    form = Button()
    if not form.validate():
        raise Refused(form.complaints()[0][1])


def with_clean_slate(answer: Response) -> Response:
    """Tell the browser to drop the pages it kept, so that Back shows none of them to the next person."""
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
