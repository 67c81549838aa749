"""Every form of the room `inquiries`, who sends it, and a world in which each of them can be sent."""

from bs4 import BeautifulSoup
from colleagues import Colleague, join
from form_filling import held
from sqlalchemy import select

from app.centers import actions as centers
from app.centers.freshness import Field
from app.centers.models import Center
from app.core import outbox
from app.core.db import db, transaction
from app.inquiries import actions, checks
from app.inquiries.models import CheckTask
from app.inquiries.topics import Topic

HELLO = {"message": "Hello"}
SEND = {"message": "Is there a bed?", "reply_by": "code"}
ALWAYS = {"+audit_event", "+given_answer"}
TAKEN = {"inquiry.taken_by", "inquiry.taken_until"}
LET_GO = {*TAKEN, "inquiry.state"}
THREAD = {"+reply", "inquiry.last_at", "inquiry.erase_at"}
CENTER = {"center.version", "center.updated_at", "+center_change"}
TOLD = {"+letter", "+reminder", "reminder.at"}
CALL = {"check_task.taken_by", "check_task.taken_until"}
ENDED = {*CALL, "check_task.ended_at", "inquiry.state", "inquiry.finding"}
# Who sends it, on which page it stands, where it leads, what is filled in, and all that it may change.
FORMS = {
    "contact": ("visitor", "/contact?topic=press", "", SEND, {"+inquiry", *TOLD}),
    "a code": ("visitor", "/messages", "", {"code": "{code}"}, set()),
    "write again": ("visitor", "/messages/{code}", "", HELLO, {*THREAD, "inquiry.due_at", *TOLD}),
    "withdraw": (
        "visitor",
        "/messages/{code}",
        "/messages/{code}/withdraw",
        {},
        {"inquiry.state", "inquiry.data_key", "inquiry.told_sealed"},
    ),
    "report": (
        "visitor",
        "/centers/{slug}/report",
        "",
        {"field": "care", "right": "No detox.", "reply_by": "code"},
        {"+inquiry", "+field_doubt", "check_task.voices", *CENTER, *TOLD},
    ),
    "called": (
        "visitor",
        "/centers/{slug}/called",
        "",
        {"outcome": "not-my-insurance"},
        {"+called", "+field_doubt", "check_task.voices", *CENTER},
    ),
    "to a center": ("visitor", "/centers/{slug}/contact", "", SEND, {"+inquiry", *TOLD}),
    "next": ("moderator", "/desk", "/desk/next", {}, {*TAKEN, *CALL}),
    "read": ("moderator", "/desk/messages/{waits}", "/desk/messages/{waits}/read", {}, TAKEN),
    "release": ("moderator", "/desk/messages/{mine}", "/desk/messages/{mine}/release", {}, TAKEN),
    "answer": ("moderator", "/desk/messages/{mine}", "/desk/messages/{mine}/answer", HELLO, {*LET_GO, *THREAD}),
    "note": (
        "moderator",
        "/desk/messages/{mine}",
        "/desk/messages/{mine}/note",
        {"note": "A note"},
        {"+reply", *TAKEN},
    ),
    "close": ("moderator", "/desk/messages/{mine}", "/desk/messages/{mine}/close", {}, LET_GO),
    "reopen": ("moderator", "/desk/messages/{closed}", "/desk/messages/{closed}/reopen", {}, LET_GO),
    "open a sheet": ("moderator", "/desk/checks/{other_call}", "/desk/checks/{other_call}/open", {}, CALL),
    "give a sheet back": ("moderator", "/desk/checks/{call}", "/desk/checks/{call}/release", {}, CALL),
    "settle": (
        "moderator",
        "/desk/checks/{call}",
        "/desk/checks/{call}/settle",
        {"phone": "confirmed", "note": "Ask for intake."},
        {*ENDED, "-field_doubt", "+check_note", "field_check.method", "field_check.source", "field_check.as_of"}
        | {"field_check.verified_at", *CENTER},
    ),
    "not reached": (
        "moderator",
        "/desk/checks/{call}",
        "/desk/checks/{call}/not-reached",
        {"why": "no-answer"},
        {*CALL, "check_task.attempts", "check_task.next_try_at", "check_task.due_at"},
    ),
    "letter": (
        "moderator",
        "/desk/letters",
        "/desk/letters/{letter}/again",
        {},
        {f"letter.{name}" for name in ("state", "created_at", "next_try_at", "ended_at", "tries")},
    ),
    "read for a center": ("staff", "/inbox/messages/{ours}", "/inbox/messages/{ours}/read", {}, TAKEN),
    "answer for a center": (
        "staff",
        "/inbox/messages/{ours_taken}",
        "/inbox/messages/{ours_taken}/answer",
        HELLO,
        {*LET_GO, *THREAD},
    ),
    "stop": ("staff", "/inbox", "/inbox/centers/{slug}/stop", {}, {"center.takes_messages", *CENTER}),
    "start": ("staff", "/inbox", "/inbox/centers/{other_slug}/start", {}, {"center.takes_messages", *CENTER}),
}


class World:
    """Everything a form of this room can be about, and the three who send them."""

    def __init__(self, app, client, directory):
        self.clients = {"visitor": client}
        for who, role in (("moderator", "moderator"), ("staff", "center")):
            person = Colleague(app, role) if who == "moderator" else join(app, directory.harbor_house)
            self.clients[who] = person.client
            setattr(self, who, person)
        with transaction():
            center, other = (db.session.get(Center, each.id) for each in (directory.harbor_house, directory.bayside))
            centers.add_staff(other, self.staff.person.row, intake=True, by="test")
            checks.report(center, Field.PHONE, {"right": "Wrong."})
            checks.report(other, Field.PHONE, {"right": "Wrong."})
            call, other_call = db.session.execute(select(CheckTask).order_by(CheckTask.id)).scalars()
            checks.open_sheet(call, by=self.moderator.id)
            waits, code = actions.receive(Topic.PRESS, SEND)
            mine, _code = actions.receive(Topic.PRESS, SEND)
            closed, _code = actions.receive(Topic.PRESS, SEND)
            ours, _code = actions.receive(Topic.TO_CENTER, SEND, center=center)
            ours_taken, _code = actions.receive(Topic.TO_CENTER, SEND, center=center)
            actions.read(mine, by=self.moderator.id)
            actions.close(closed, by=self.moderator.id)
            actions.read(closed, by=self.moderator.id)
            actions.read(ours_taken, by=self.staff.id)
            letter = outbox.post("inquiries-answer-waits", to="nobody@example.org")
            db.session.flush()
            outbox.note_trouble(letter, "no such mailbox", for_good=True)
            named = {"waits": waits, "mine": mine, "closed": closed, "ours": ours, "ours_taken": ours_taken}
            named |= {"call": call, "other_call": other_call, "letter": letter}
            self.ids = {name: row.id for name, row in named.items()}
            self.ids |= {"code": code, "slug": center.slug, "other_slug": other.slug}
            self.waits = waits.id

    def form(self, name):
        """Return who sends a form, where to, what the page puts into it, what a person adds, and what may change."""
        who, page, press, typed, may_change = FORMS[name]
        page, press = page.format(**self.ids), (press or page).format(**self.ids)
        typed = {key: value.format(**self.ids) for key, value in typed.items()}
        client = self.clients[who]
        soup = BeautifulSoup(client.get(page).text, "html.parser")
        form = next(form for form in soup.select("main form[method=post]") if form.get("action", page) == press)
        return client, press, held(form), typed, may_change
