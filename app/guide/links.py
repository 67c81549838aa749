"""The links in letters about the guide: one that confirms once, and one that leaves at any time.

Whoever holds a link got the letter; nothing else is asked of them.
"""

import secrets
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from app.core.db import home
from app.core.secrets import key_for
from app.core.vault import fingerprint

CODE_BYTES = 16
GOOD_FOR = timedelta(days=7)


def new_code() -> str:
    """Return a code that nobody can guess; only its fingerprint is kept."""
    return secrets.token_urlsafe(CODE_BYTES)


def code_print(code: str) -> bytes:
    """Return what the database finds a code by."""
    return fingerprint("guide letters", code)


def confirm_path(code: str) -> str:
    """Return where a code confirms an address."""
    return f"/guide-news/confirm/{code}"


def leave_path(subscriber_id: str) -> str:
    """Return where somebody leaves; the signature is the proof that they may."""
    return f"/guide-news/leave/{_signer().dumps(subscriber_id)}"


def leaver(token: str) -> str:
    """Return the id of the subscriber whom a link takes off the list; "" when it is none of ours."""
    try:
        return str(_signer().loads(token))
    except BadSignature:
        return ""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(key_for("guide letters", home()), salt="leave")
