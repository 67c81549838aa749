"""Who plays a story: a visitor, people who work here, and what they find out on the way."""

import re
import secrets
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from colleagues import join
from factories import make_center
from faults.sheets import NotThere
from people import Window, make_person
from sqlalchemy import delete, select, update

from app.accounts import queries as accounts
from app.accounts.models import Link, Passkey, Purpose
from app.centers.models import Center
from app.core import outbox
from app.core.db import changed, db, now, transaction
from app.core.vault import new_id
from app.guide import links
from app.guide import queries as guide
from app.guide.models import Question, QuestionState, Subscriber
from app.inquiries import queries as inquiries
from app.inquiries.models import CheckTask, Reminder

# These come when somebody has taken up the last one, so how many there are is not in the forms alone.
REMINDER = "inquiries-something-waits"
RECENT = 60


@dataclass(frozen=True)
class House:
    """A center that takes messages, somebody of its staff, and a moderator: nobody else works with it."""

    center: str
    staff: object
    moderator: object


def open_house(app):
    """Make a center whose staff was reminded just now, and those who work with it."""
    center = make_center()
    slug, staff, moderator = center.slug, join(app, center).person, make_person("moderator", marked=True)
    with transaction():
        db.session.add_all([Reminder(user_id=each.id, at=now()) for each in (staff, moderator)])
    db.session.remove()
    return House(slug, staff, moderator)


class Cast(dict):
    """Those who play one story and what they know; what nobody told them is looked up or made when it is first asked for.

    `browse` makes a browser out of a cookie. `prepared` counts the letters that were made ready and not by a form;
    `in_addresses` holds the strange words in the e-mail addresses of those who work here.
    """

    def __init__(self, app, house, browse):
        self.app, self.house, self.browse = app, house, browse
        self.prepared = Counter()
        self.words, self.in_addresses = [], []
        self._browsers = {"visitor": browse("")}
        self["center"] = house.center

    def __missing__(self, name):
        db.session.rollback()
        found = LOOK[name](self)
        if found is None:
            raise NotThere(f"There is no {name}, though its form was taken in.")
        self[name] = found
        return found

    def open(self, door):
        """Return the form of a door, filled in."""
        return self.browser(door.who).open(door, self)

    def browser(self, who):
        """Return the browser of somebody; whoever works here is signed in."""
        if who not in self._browsers:
            person = self["member"] if who == "member" else getattr(self.house, who)
            cookie = Window(self.app).enter(person).client.get_cookie("wayhome")
            self._browsers[who] = self.browse(f"{cookie.key}={cookie.value}")
        return self._browsers[who]

    def learn(self, sheet, where):
        """Remember what was written, and the code that it was answered with."""
        self.words = sheet.words or self.words
        if code := re.fullmatch(r"/messages/([0-9a-z-]+)", where):
            self["code"] = code[1]


def _address(cast):
    cast.in_addresses.append(f"zq{new_id()}")
    return f"{cast.in_addresses[-1]}@example.org"


def _message(cast):
    found = inquiries.by_code(cast["code"])
    return found.id if found else None


def _open_call(cast):
    at_the_center = select(CheckTask.id).join(Center).where(Center.slug == cast["center"])
    return db.session.execute(at_the_center.where(CheckTask.ended_at.is_(None))).scalar_one_or_none()


def _question(cast):
    waiting = select(Question).where(Question.state == QuestionState.WAITING).order_by(Question.created_at.desc())
    asked = db.session.execute(waiting.limit(RECENT)).scalars()
    return next((each.id for each in asked if each.words == cast.words[0]), None)


def _confirmation(cast):
    """Return a code that confirms the address which was typed last; the one in the letter counts no more."""
    code, address = links.new_code(), f"{cast.words[0]}@example.org"
    with transaction():
        found = update(Subscriber).where(Subscriber.address_print == guide.address_print(address))
        known = changed(found.values(link_print=links.code_print(code)))
    return code if known else None


def _link(user, purpose):
    """Return a link as it stands in a letter."""
    token = secrets.token_urlsafe()
    with transaction():
        db.session.execute(delete(Link).where(Link.user_id == user.id, Link.purpose == purpose))
        row = Link(token=sha256(token.encode()).digest(), user_id=user.id, purpose=purpose)
        row.expires_at = now() + outbox.KEPT
        db.session.add(row)
    return token


def _session(cast):
    """Return one of two more browsers in which somebody is signed in."""
    for _ in range(2):
        Window(cast.app).enter(cast["member"])
    return accounts.live_sessions(cast["member"].row)[0].id


def _passkey(cast):
    return db.session.execute(select(Passkey.id).filter_by(user_id=cast["member"].id)).scalar_one_or_none()


def _failed_letter(cast):
    with transaction():
        letter = outbox.post("inquiries-answer-waits", to="nobody@example.org")
        db.session.flush()
        outbox.note_trouble(letter, "no such mailbox", for_good=True)
    cast.prepared["letter"] += 1
    return letter.id


LOOK = {
    "message": _message,
    "call": _open_call,
    "question": _question,
    "confirmation": _confirmation,
    "member": lambda cast: make_person("center", email=_address(cast), marked=True),
    "email": lambda cast: cast["member"].email,
    "new_email": _address,
    "invitation": lambda _cast: _link(make_person("center", app_codes=False, password=""), Purpose.INVITATION),
    "reset": lambda cast: _link(cast["member"], Purpose.RESET),
    "new_address": lambda cast: _link(cast["member"], Purpose.ADDRESS),
    "session": _session,
    "passkey": _passkey,
    "failed": _failed_letter,
}
