"""The pages of those who answer, as they look with something in them."""

import pytest
from people import Window, make_person
from sqlalchemy import select

from app.centers import actions as centers
from app.centers.freshness import Field
from app.centers.models import Center
from app.core import outbox
from app.core.db import db, transaction
from app.inquiries import actions, checks
from app.inquiries.models import CheckTask
from app.inquiries.outcomes import CallOutcome
from app.inquiries.topics import Topic

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
AT_DESK = {
    "queue": "/desk",
    "nothing of mine": "/desk?show=mine",
    "message in hand": "/desk/messages/{danger}",
    "ready answer": "/desk/messages/{danger}?ready=1",
    "message to take": "/desk/messages/{plain}",
    "call in hand": "/desk/checks/{call}",
    "call to take": "/desk/checks/{other_call}",
    "letters": "/desk/letters",
}
IN_INBOX = {
    "inbox": "/inbox",
    "done": "/inbox?show=done",
    "message to us": "/inbox/messages/{ours}",
    "next message to us": "/inbox/messages/{next}",
}
PAGES = [("moderator", name) for name in AT_DESK] + [("staff", name) for name in IN_INBOX]


@pytest.fixture(scope="module")
def work(stage):
    """What waits at the desk and in an inbox; returns the ids by name, and the cookie of each who works."""
    app, slugs = stage
    with app.app_context():
        people = {who: make_person(role) for who, role in (("moderator", "moderator"), ("staff", "center"))}
        moderator, staff = (people[who].id for who in ("moderator", "staff"))
        told = {"message": "I took too much. I want to die.\nPlease call.", "name": "Canary", "where": "02360"}
        reach = {"reply_by": "phone", "reply_to": "617-555-0134 x5", "times": "after 5 pm"}
        with transaction():
            center = db.session.execute(select(Center).filter_by(slug=slugs["open_book"])).scalar_one()
            centers.add_staff(center, people["staff"].row, intake=True, by="test")
            db.session.flush()
            centers.start_taking_messages(center, by="test")
            danger, _code = actions.receive(Topic.FINDING_CARE, told | reach)
            actions.read(danger, by=moderator)
            actions.add_note(danger, "Called once, nobody picked up.", by=moderator)
            plain, _code = actions.receive(Topic.PRESS, {"message": "Who are you?", "reply_by": "code"})
            other, _code = actions.receive(Topic.PRIVACY, {"message": "What do you hold?", "reply_by": "code"})
            actions.read(other, by=staff)
            ours, _code = actions.receive(Topic.TO_CENTER, told | {"reply_by": "code"}, center=center)
            actions.read(ours, by=staff)
            following, _code = actions.receive(
                Topic.TO_CENTER, {"message": "A bed?", "reply_by": "code"}, center=center
            )
            for field in (Field.PHONE, Field.CARE, Field.STATUS):
                checks.report(center, field, {"right": "It is 413-555-0199 now.", "reply_by": "code"})
            checks.tell_what_happened(center, CallOutcome.WRONG_NUMBER, sender=b"1" * 32)
            bayside = db.session.execute(select(Center).filter_by(slug=slugs["bayside"])).scalar_one()
            checks.report(bayside, Field.PAYMENT, {"right": "No Medicaid.", "reply_by": "code"})
            call, other_call = db.session.execute(select(CheckTask).order_by(CheckTask.id)).scalars()
            checks.open_sheet(call, by=moderator)
            letter = outbox.post("inquiries-answer-waits", to="nobody@example.org")
            db.session.flush()
            outbox.note_trouble(letter, "the mail server said 550", for_good=True)
            names = {
                "danger": danger,
                "plain": plain,
                "call": call,
                "other_call": other_call,
                "ours": ours,
                "next": following,
            }
            ids = {name: row.id for name, row in names.items()}
        cookies = {who: Window(app).enter(person).client.get_cookie("wayhome").value for who, person in people.items()}
        db.session.remove()
    return ids, cookies


@pytest.fixture
def look(page, work, live_server):
    """Open one of PAGES, signed in."""
    ids, cookies = work

    def look(who, name, size=PHONE):
        page.context.add_cookies([{"name": "wayhome", "value": cookies[who], "url": live_server}])
        page.set_viewport_size(size)
        answer = page.goto((AT_DESK | IN_INBOX)[name].format(**ids))
        assert answer.status == 200, answer.status
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        return page

    return look


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(("who", "name"), PAGES)
def test_a_page_of_those_who_answer_is_accessible_and_fits(look, accessible, who, name, size):
    page = look(who, name, size)
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll('main button, main summary, main .usa-button, .queue h2 a, .queue-kinds a')]
            .map(e => [e, e.getBoundingClientRect()]).filter(([e, box]) => box.height > 0 && box.height < 43.5)
            .map(([e, box]) => `${e.tagName} “${e.innerText.slice(0, 30)}” ${box.height} px`)"""
    )
    assert not small, f"Give these at least 44 px: {small}"
