"""Passkeys: the two ceremonies of WebAuthn, each in one page and one form.

The challenge is a signed token with a time of its own, so nothing is kept for a page that is only looked at.
An answer is worth something once, and only for what the challenge was made for.
"""

import json
from dataclasses import dataclass
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.models import Passkey, SpentChallenge, User
from app.core.db import db, home, now
from app.core.errors import Refused
from app.core.secrets import key_for
from app.core.vault import new_id
from app.core.words import N_

ANSWER_WITHIN = 5 * 60  # seconds
NOT_THIS = N_("That passkey did not work here. Try again, or sign in another way.")
NOT_AN_ANSWER = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)  # whatever was sent instead of one
LONGEST = 60  # letters of a passkey's name


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys belong to: the host they are made for, and the address that browsers say they are on."""

    host: str
    origin: str


def options_to_add(site: Site, user: User) -> str:
    """Return what a browser needs to make a passkey for this person, as JSON.

    Any kind of key will do, of this device or beside it, as long as it asks for a finger, a face or a PIN.
    """
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Wayhome",
        user_id=user.id.encode(),
        user_name=user.email,
        user_display_name=user.called,
        challenge=_challenge("add", user.id),
        exclude_credentials=_descriptors(user),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return options_to_json(options)


def options_to_prove(site: Site, purpose: str, user: User | None = None) -> str:
    """Return what a browser needs to answer with a passkey, as JSON; without a person any of the site's will do."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=_challenge(purpose, user.id if user else ""),
        allow_credentials=_descriptors(user) if user else [],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def added(site: Site, user: User, answer: str, name: str) -> Passkey:
    """Return the passkey that a browser made for this person; raises Refused when its answer does not hold."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=_spent(answer, "add", user.id),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except NOT_AN_ANSWER as error:
        raise Refused(NOT_THIS) from error
    if _held(made.credential_id):
        raise Refused(N_("This passkey is here already."))
    passkey = Passkey(
        user_id=user.id,
        credential=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
    )
    db.session.add(passkey)
    return passkey


def proved(site: Site, purpose: str, answer: str, user: User | None = None) -> User:
    """Return who answered with their passkey; raises Refused when the answer does not hold, or is another person's."""
    try:
        passkey = _held(base64url_to_bytes(json.loads(answer)["rawId"]))
        if passkey is None or (user is not None and passkey.user_id != user.id):
            raise Refused(NOT_THIS)
        right = verify_authentication_response(
            credential=answer,
            expected_challenge=_spent(answer, purpose, user.id if user else ""),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except NOT_AN_ANSWER as error:
        raise Refused(NOT_THIS) from error
    if not passkey.user.active:
        raise Refused(NOT_THIS)
    passkey.sign_count = right.new_sign_count
    passkey.used_at = now()
    return passkey.user


def _held(credential: bytes) -> Passkey | None:
    return db.session.execute(select(Passkey).where(Passkey.credential == credential)).scalar_one_or_none()


def _descriptors(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=passkey.credential) for passkey in user.passkeys]


def _challenge(purpose: str, who: str) -> bytes:
    return str(_signer(purpose).dumps([who, new_id()])).encode()


def _spent(answer: str, purpose: str, who: str) -> bytes:
    """Return the challenge that was answered, if it is ours, for this, not too old, and was never answered before."""
    challenge = parse_client_data_json(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"])).challenge
    try:
        made_for, _number = _signer(purpose).loads(challenge, max_age=ANSWER_WITHIN)
    except BadSignature as error:
        raise Refused(N_("That took too long. Please try again.")) from error
    if made_for != who:
        raise Refused(NOT_THIS)
    try:
        with db.session.begin_nested():
            db.session.add(SpentChallenge(challenge=sha256(challenge).digest()))
    except IntegrityError as error:
        raise Refused(NOT_THIS) from error
    return challenge


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key_for(f"passkey {purpose}", home()))
