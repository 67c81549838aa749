"""People for tests, and the windows they use: `make_person("moderator")`, `Window(app).enter(person)`."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from itertools import count

import pytest
from bs4 import BeautifulSoup
from passlib.totp import TOTP, AppWallet

from app.accounts import actions, gate, passwords, queries, sessions, turns
from app.accounts.address import address_print
from app.accounts.models import Role, User, UserRole
from app.accounts.second_factor import RECOVERY_CODES, keep_recovery_codes
from app.core.db import db, now, transaction
from app.core.outbox import Letter

# Signing in as quick as it can be; what it costs for real is measured where that matters.
REAL_COST, REAL_EVENLY = dict(passwords.COST), turns.EVENLY
passwords.COST.update(argon2__time_cost=1, argon2__memory_cost=8)
AppWallet.encrypt_cost = 4
turns.EVENLY = 0.0

PASSWORD = "yonder kettle sings at noon"
_numbers = count(1)


@dataclass
class Person:
    """One person with an account, and what they know."""

    id: str
    email: str
    password: str = PASSWORD
    key: str = ""
    recovery_codes: list[str] = field(default_factory=list)

    @property
    def row(self):
        return db.session.get(User, self.id, populate_existing=True)

    def code(self, *, later=0):
        """What their app shows now, or so many seconds later."""
        return TOTP(self.key).generate(time=now() + timedelta(seconds=later)).token


def make_person(*roles, email="", app_codes=True, marked=False, active=True, password=PASSWORD):
    """Give somebody an account; with a second proof, unless a test says otherwise.

    `marked`: the second proof is only noted, which is much quicker, and no code opens it.
    """
    email = email or f"person{next(_numbers)}@example.org"
    with transaction():
        user = User(email=email, address_print=address_print(email), active=active, confirmed_at=now())
        user.password = passwords.hashed(password) if password else None
        user.roles = [UserRole(name=Role(role)) for role in roles]
        db.session.add(user)
        person = Person(id=user.id, email=email, password=password)
        if marked:
            user.totp = "no code opens this"
        elif app_codes:
            codes = gate.codes()
            secret = codes.generate_totp_secret()
            user.totp = secret
            person.key = codes.get_totp_b32_key(secret)
            person.recovery_codes = codes.generate_recovery_codes(RECOVERY_CODES)
            db.session.flush()
            keep_recovery_codes(user, person.recovery_codes)
    return person


class Window:
    """One browser window that fills in forms as a person does: it opens the page, and sends its hidden fields along."""

    def __init__(self, app, **environ):
        self.app = app
        self.client = app.test_client()
        self.client.environ_base.update(environ)

    def get(self, path, **more):
        return self.client.get(path, **more)

    def post(self, path, page=None, **fields):
        """Send a form that stands on `page` (the same address when none is named) and leads to `path`."""
        return self.client.post(path, data=self.hidden(page or path, path) | fields)

    def hidden(self, page, path):
        """Return the hidden fields of the form on `page` that leads to `path`."""
        answer = self.client.get(page)
        for form in BeautifulSoup(answer.text, "html.parser").find_all("form", method="post"):
            if form["action"].split("?")[0] == path.split("?")[0]:
                hidden = form.find_all("input", type="hidden")
                return {field["name"]: unescape(field.get("value", "")) for field in hidden}
        raise AssertionError(f"No form on {page} ({answer.status_code}) leads to {path}.")

    def enter(self, person):
        """Be signed in, without the ceremony."""
        with transaction():
            token = sessions.begin(queries.by_id(person.id), browser="A test")
        with self.client.session_transaction() as cookie:
            cookie.clear()
            cookie[gate.TOKEN] = token
        return self

    def sign_in(self, person, **fields):
        """Be signed in by password and code, as a person does; return the last answer."""
        typed = {"email": person.email, "password": person.password} | fields
        answer = self.post("/account/sign-in", **typed)
        if answer.status_code == 303 and answer.location.endswith("/code"):
            return self.post("/account/sign-in/code", code=person.code())
        return answer

    @property
    def is_signed_in(self):
        return self.get("/account").status_code == 200


@pytest.fixture
def window(app):
    return Window(app)


def letters_to(email):
    """Return what fills each letter to this address, the oldest first."""
    rows = db.session.execute(db.select(Letter).order_by(Letter.created_at)).scalars()
    return [(row.kind, row.values) for row in rows if row.recipient == email]


def link_to(email):
    """Return the path that the last letter to this address leads to."""
    urls = [values["url"] for _kind, values in letters_to(email) if "url" in values]
    return re.sub(r"^https?://[^/]+", "", urls[-1])


def invite(email, role="moderator"):
    """Invite somebody, and return where the letter leads."""
    with transaction():
        actions.invite(email, Role(role), url="http://localhost/account/links/{token}", by="test")
    return link_to(email)
