"""How tests walk through each door: what stands in an address that has parts, and what a form needs to be sent.

A new route needs its rows in permissions.csv. If its address has parts, it needs a line in ADDRESSES too; a line in WORDS
lets a POST succeed, where without one it is only seen to be answered.
"""

from dataclasses import dataclass

from people import Window, invite, link_to, make_person

from app.accounts import queries
from app.accounts.models import Passkey
from app.core.db import db, transaction
from app.core.vault import new_id


@dataclass
class Scene:
    """One try at one door: who tries (None for a stranger), whose thing it is, and the centers that there are."""

    app: object
    person: object
    whose: str
    directory: object

    def owner(self):
        """Return the person whose thing it is."""
        return self.person if self.whose == "own" and self.person else make_person("admin")


def _center(scene):
    return {"slug": scene.directory.harbor_house.slug if scene.whose == "there" else "no-such-center"}


def _session(scene):
    if scene.whose == "absent":
        return {"session_id": new_id()}
    owner = scene.owner()
    Window(scene.app).enter(owner)
    return {"session_id": queries.live_sessions(queries.by_id(owner.id))[0].id}


def _passkey(scene):
    if scene.whose == "absent":
        return {"passkey_id": new_id()}
    with transaction():
        passkey = Passkey(user_id=scene.owner().id, credential=new_id().encode(), public_key=b"", name="key")
        db.session.add(passkey)
    return {"passkey_id": passkey.id}


def _link(scene):
    return {"token": invite(f"{new_id()}@example.org").rsplit("/", 1)[1] if scene.whose == "there" else "never-was"}


def _address(scene):
    if scene.whose == "absent":
        return {"token": "never-was"}
    new = f"{new_id()}@example.org"
    Window(scene.app).enter(make_person("moderator")).post("/account/address", email=new)
    return {"token": link_to(new).rsplit("/", 1)[1]}


ADDRESSES = {
    "/account/addresses/<string:token>": _address,
    "/account/links/<string:token>": _link,
    "/account/passkeys/<string:passkey_id>/remove": _passkey,
    "/account/sessions/<string:session_id>/end": _session,
    "/centers/<string:slug>": _center,
    "/centers/<string:slug>.vcf": _center,
    "/centers/<string:slug>/print": _center,
    "/centers/<string:slug>/print.pdf": _center,
    "/sitemaps/<int:number>.xml": lambda scene: {"number": 1 if scene.whose == "there" else 99},
    "/states/<string:code>": lambda scene: {"code": "ma" if scene.whose == "there" else "zz"},
    "/states/<string:code>/<string:name>": lambda scene: {
        "code": "ma",
        "name": "plymouth" if scene.whose == "there" else "no-such-town",
    },
}
WORDS = {
    "/account/address": {"email": "elsewhere@example.org"},
    "/account/forgot": {"email": "somebody@example.org"},
    "/account/links/<string:token>": {"password": "yonder kettle sings at noon"},
    "/account/name": {"name": "Ana"},
    "/account/password": {"password": "another phrase of mine"},
}
QUERIES = {
    "/compare": "?center={harbor_house.slug}&center={bayside.slug}",
    "/shortlist/add": "?center={harbor_house.slug}",
}
