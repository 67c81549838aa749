"""Browsers that an account was signed in from before: guessing from elsewhere makes nobody wait there (see `tries`).

The cookie signs nobody in. It goes to this room's pages only, and names no one: a number, and a fingerprint.
"""

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.accounts.address import address_print
from app.core.secrets import key_for

COOKIE = "wayhome-device"
SECONDS = 180 * 24 * 60 * 60
NUMBER_BYTES = 12


def known(address: str) -> str:
    """Return the number of this browser, if the account with this address was signed in from here; else nothing."""
    try:
        number, whose = _signer().loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(number) if whose == address_print(address).hex() else ""


def remember(answer: Response, address: str) -> Response:
    """Let this browser be known from now on."""
    number = known(address) or secrets.token_hex(NUMBER_BYTES)
    answer.set_cookie(
        COOKIE,
        str(_signer().dumps([number, address_print(address).hex()])),
        max_age=SECONDS,
        path="/account",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
    )
    return answer


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(key_for("known device", current_app.config["SETTINGS"].home))
