"""How tests walk through each door: what stands in an address that has parts, and what a form needs to be sent.

A new route needs its rows in permissions.csv. If its address has parts, it needs a line in ADDRESSES too; a line in WORDS
lets a POST succeed, where without one it is only seen to be answered.
"""

from dataclasses import dataclass

from people import Window, invite, link_to, make_person

from app.accounts import queries
from app.accounts.models import Passkey
from app.centers import actions as centers
from app.centers.freshness import Field
from app.centers.models import Center
from app.core import outbox
from app.core.db import db, transaction
from app.core.vault import new_id
from app.guide import actions as guide
from app.guide import queries as readers
from app.guide.links import code_print, leave_path, new_code
from app.inquiries import actions as inquiries
from app.inquiries import checks
from app.inquiries.models import CheckTask
from app.inquiries.topics import Topic


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
    owner = scene.owner()
    with transaction():
        passkey = Passkey(user_id=owner.id, credential=new_id().encode(), public_key=b"", name="key")
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


def _thread(scene):
    if scene.whose == "absent":
        return {"code": "0" * 26}
    with transaction():
        return {"code": inquiries.receive(Topic.PRESS, {"message": "Hello"})[1]}


def _message(scene):
    """Return a message at the desk; another's is one to a center, which the desk must never see."""
    if scene.whose == "absent":
        return {"inquiry_id": new_id()}
    if scene.whose == "other":
        return {"inquiry_id": _to_center(scene.directory.bayside)}
    with transaction():
        return {"inquiry_id": inquiries.receive(Topic.PRESS, {"message": "Hello"})[0].id}


def _to_center(center):
    with transaction():
        held = db.session.get(Center, center.id)
        return inquiries.receive(Topic.TO_CENTER, {"message": "Hello"}, center=held)[0].id


def _intake(scene):
    """Let the person read what people write to Harbor House."""
    if scene.person:
        with transaction():
            center = db.session.get(Center, scene.directory.harbor_house.id)
            centers.add_staff(center, scene.person.row, intake=True, by="test")


def _ours(scene):
    _intake(scene)
    center = scene.directory.harbor_house if scene.whose == "own" else scene.directory.bayside
    return {"inquiry_id": new_id() if scene.whose == "absent" else _to_center(center)}


def _our_center(scene):
    _intake(scene)
    slugs = {"own": scene.directory.harbor_house.slug, "other": scene.directory.bayside.slug}
    return {"slug": slugs.get(scene.whose, "no-such-center"), "verb": "start"}


def _call(scene):
    if scene.whose == "absent":
        return {"task_id": 999}
    with transaction():
        checks.report(db.session.get(Center, scene.directory.harbor_house.id), Field.PHONE, {"right": "Wrong."})
        return {"task_id": db.session.execute(db.select(CheckTask.id).filter_by(ended_at=None)).scalar_one()}


def _failed_letter(scene):
    if scene.whose == "absent":
        return {"letter_id": new_id()}
    with transaction():
        letter = outbox.post("inquiries-answer-waits", to="nobody@example.org")
        db.session.flush()
        outbox.note_trouble(letter, "no such mailbox", for_good=True)
        return {"letter_id": letter.id}


def _guide_page(scene):
    return {"slug": "stopping" if scene.whose == "there" else "no-such-page"}


def _subscriber():
    address = f"{new_id()}@example.org"
    with transaction():
        guide.ask_for_letters(address)
    return readers.by_address(address)


def _confirming(scene):
    code = new_code()
    if scene.whose == "there":
        subscriber = _subscriber()
        with transaction():
            db.session.merge(subscriber).link_print = code_print(code)
    return {"code": code}


def _leaving(scene):
    return {"token": "never-was" if scene.whose == "absent" else leave_path(_subscriber().id).rsplit("/", 1)[1]}


def _question(scene):
    if scene.whose == "absent":
        return {"question_id": new_id()}
    with transaction():
        return {"question_id": guide.ask("stopping", "May I ask?").id}


def _published(scene):
    found = _question(scene)
    if scene.whose == "there":
        with transaction():
            question = readers.question(found["question_id"])
            guide.publish(question, words="May one ask?", answer="Yes.", cited=["PI-V"], by="test")
    return found


_CALL = "/desk/checks/<int(max=2147483647):task_id>"
_VERBS = "<any(read,release,answer,note,close,reopen):verb>"
ADDRESSES = {
    "/account/addresses/<string:token>": _address,
    "/account/links/<string:token>": _link,
    "/account/passkeys/<string:passkey_id>/remove": _passkey,
    "/account/sessions/<string:session_id>/end": _session,
    "/centers/<string:slug>": _center,
    "/centers/<string:slug>.vcf": _center,
    "/centers/<string:slug>/print": _center,
    "/centers/<string:slug>/print.pdf": _center,
    "/centers/<string:slug>/called": _center,
    "/centers/<string:slug>/contact": _center,
    "/centers/<string:slug>/report": _center,
    _CALL: _call,
    **{f"{_CALL}/{verb}": _call for verb in ("open", "release", "settle", "not-reached")},
    "/desk/letters/<string:letter_id>/again": _failed_letter,
    "/desk/questions/<string:question_id>": _question,
    "/desk/questions/<string:question_id>/publish": _question,
    "/desk/questions/<string:question_id>/decline": _question,
    "/desk/questions/<string:question_id>/withdraw": _published,
    "/guide-news/confirm/<string:code>": _confirming,
    "/guide-news/leave/<string:token>": _leaving,
    "/naltrexone/<string:slug>": _guide_page,
    "/naltrexone/<string:slug>/ask": _guide_page,
    "/naltrexone/<string:slug>/asked": _guide_page,
    "/desk/messages/<string:inquiry_id>": _message,
    f"/desk/messages/<string:inquiry_id>/{_VERBS}": lambda scene: _message(scene) | {"verb": "read"},
    "/inbox/centers/<string:slug>/<any(start,stop):verb>": _our_center,
    "/inbox/messages/<string:inquiry_id>": _ours,
    f"/inbox/messages/<string:inquiry_id>/{_VERBS}": lambda scene: _ours(scene) | {"verb": "read"},
    "/messages/<string:code>": _thread,
    "/messages/<string:code>/download": _thread,
    "/messages/<string:code>/withdraw": _thread,
    "/sitemaps/<int:number>.xml": lambda scene: {"number": 1 if scene.whose == "there" else 99},
    "/states/<string:code>": lambda scene: {"code": "ma" if scene.whose == "there" else "zz"},
    "/states/<string:code>/<string:name>": lambda scene: {
        "code": "ma",
        "name": "plymouth" if scene.whose == "there" else "no-such-town",
    },
}
WORDS = {
    _CALL + "/not-reached": {"why": "no-answer"},
    _CALL + "/settle": {"phone": "confirmed"},
    "/account/address": {"email": "elsewhere@example.org"},
    "/account/forgot": {"email": "somebody@example.org"},
    "/account/links/<string:token>": {"password": "yonder kettle sings at noon"},
    "/account/name": {"name": "Ana"},
    "/account/password": {"password": "another phrase of mine"},
}
QUERIES = {
    "/contact": "?topic=press",
    "/compare": "?center={harbor_house.slug}&center={bayside.slug}",
    "/shortlist/add": "?center={harbor_house.slug}",
}
