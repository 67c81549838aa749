"""One effect for one form: a double click, a second try after a lost answer, fifty equal posts at once.

Each form carries a signed token of its own. Its answer is kept for a day beside the effect, in the same
transaction; whoever sends the same form again gets that answer, and nothing happens twice.
"""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from flask import Response, abort, current_app, make_response, redirect, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UTCDateTime, db, now, rows_of, transaction
from app.core.errors import Refused
from app.core.secrets import key_for
from app.core.vault import seal, unseal
from app.core.words import N_

FIELD = "once"
DAY_SECONDS = 24 * 60 * 60
NOT_PART_OF_IT = {FIELD, "csrf_token"}
GOOD = 400
MARK = "_wayhome_saves"
PLACE = "given_answer|location"


class GivenAnswer(Base):
    """Where the sender of one form was led; it opens only with that form's own token, which is not kept."""

    __tablename__ = "given_answer"

    token: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of the form's token.")
    body: Mapped[bytes] = mapped_column(comment="HMAC of what was sent, under the token.")
    location: Mapped[bytes] = mapped_column(default=b"", comment="Sealed under the token.")
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)


def new_token() -> str:
    """Return the token of a form that is being shown now."""
    return str(_signer().dumps(secrets.token_urlsafe(16)))


def age_of(token: str) -> float | None:
    """Return how many seconds ago a token was made; None when it is not ours or older than a day."""
    try:
        _value, at = _signer().loads(token, max_age=DAY_SECONDS, return_timestamp=True)
    except BadSignature:
        return None
    age: float = (now() - at).total_seconds()
    return age


def erase_answers(at: datetime) -> int:
    """Remove the answers to forms that nobody can send again at `at`, and return how many."""
    old = delete(GivenAnswer).where(GivenAnswer.at < at - timedelta(seconds=DAY_SECONDS))
    return rows_of(db.session.execute(old.execution_options(synchronize_session=False)))


def saves(view: Callable[..., Any]) -> Callable[..., Response]:
    """Mark a view whose POST changes something: it is one transaction, kept only with a good answer, and has one effect.

    A good answer to a POST is a redirect. Any other answer, and any error, takes everything back.
    """

    @wraps(view)
    def saving(*args: Any, **values: Any) -> Response:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return make_response(view(*args, **values))
        token = request.form.get(FIELD, "")
        if age_of(token) is None:
            return _without_effect(view, *args, **values)
        try:
            return _with_effect(view, token, *args, **values)
        except IntegrityError:
            # Another process gave its answer to the same form in this very moment.
            earlier = _earlier(token)
            if earlier is None:
                raise
            return earlier

    setattr(saving, MARK, True)
    return saving


def saves_what_is_sent(view: Callable[..., Any]) -> bool:
    """Say whether a view was marked with `saves`."""
    return getattr(view, MARK, False)


def answer_given() -> Response | None:
    """Return what this very form was answered with before; None when it was never taken in.

    It is for a door that the form's own effect has shut: whoever closes their account with two clicks gets one answer.
    """
    token = request.form.get(FIELD, "")
    try:
        return _earlier(token) if age_of(token) is not None else None
    except Refused:
        return None


def _with_effect(view: Callable[..., Any], token: str, /, *args: Any, **values: Any) -> Response:
    with transaction() as kept:
        if earlier := _earlier(token):
            return earlier
        given = GivenAnswer(token=_hash(token), body=_body(token))
        db.session.add(given)
        db.session.flush()
        answer = make_response(view(*args, **values))
        if answer.status_code >= GOOD:
            kept.take_back()
        else:
            given.location = seal(_key(token), _where_to(answer).encode(), PLACE)
    return answer


def _where_to(answer: Response) -> str:
    if answer.location is None:
        raise TypeError("A view that saves answers a good POST with a redirect.")
    return answer.location


def _without_effect(view: Callable[..., Any], /, *args: Any, **values: Any) -> Response:
    """Let the form say that it is too old; nothing it changes is kept."""
    with transaction() as kept:
        kept.take_back()
        answer = make_response(view(*args, **values))
    if answer.status_code < GOOD:
        abort(400)
    return answer


def _earlier(token: str) -> Response | None:
    given = db.session.execute(select(GivenAnswer).where(GivenAnswer.token == _hash(token))).scalar_one_or_none()
    if given is None:
        return None
    if not hmac.compare_digest(given.body, _body(token)):
        raise Refused(N_("This form was sent already, with other words in it. Open the page again to send a new one."))
    location = unseal(_key(token), given.location, PLACE).decode()
    return make_response(redirect(location, code=303))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key_for("once", current_app.config["SETTINGS"].home))


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _key(token: str) -> bytes:
    return hmac.digest(token.encode(), b"location", "sha256")


def _body(token: str) -> bytes:
    sent = [
        request.path,
        *(f"{name}={value}" for name, value in request.form.items(multi=True) if name not in NOT_PART_OF_IT),
    ]
    return hmac.digest(token.encode(), "\n".join(sent).encode(), "sha256")
