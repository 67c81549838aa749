"""Row S05: what a person writes stays text, in every place where it shows."""

import json

import pytest
from colleagues import join
from hostile import CALM, again, look_alike, look_at_a_few, records, texts, words  # noqa: F401 - one is a fixture
from jinja2 import DictLoader
from payloads import PAYLOADS
from sqlalchemy import select

from app.centers.freshness import Field
from app.centers.models import Center
from app.core.db import db, transaction
from app.inquiries import actions, checks
from app.inquiries.models import CheckNote, CheckTask
from app.inquiries.topics import ABOUT, Topic

pytestmark = pytest.mark.databases("sqlite")  # no database draws a page

CALL = {"reply_by": "phone", "reply_to": "617-555-0134"}


def told(topic, record):
    names = ["message", "name", "times", *(each.name for each in ABOUT[topic].asked)]
    return {name: words(name, record) for name in names} | CALL


def test_there_are_two_hundred_of_them_and_each_stands_in_each_field():
    assert len(set(PAYLOADS)) == 200
    for name in ("message", "name", "where", "right", "code"):
        assert all(any(payload in text for text in texts(name)) for payload in PAYLOADS)


def test_a_message_its_answer_and_its_note_stay_text_at_the_desk_and_behind_the_code(app, client, moderator):
    found = []
    with transaction():
        for record in records("name"):
            inquiry, code = actions.receive(Topic.FINDING_CARE, told(Topic.FINDING_CARE, record))
            actions.add_note(inquiry, words("message", record), by=moderator.id)
            actions.answer(inquiry, words("message", record), by=moderator.id)
            actions.write_again(inquiry, words("message", record))
            actions.read(inquiry, by=moderator.id)
            found.append((f"/desk/messages/{inquiry.id}", f"/messages/{code}"))
    look_alike([moderator.get(address).text for address, _code in found])
    look_alike([client.get(address).text for _address, address in found])
    download = client.get(f"{found[1][1]}/download")
    assert download.mimetype == "application/json"
    assert json.loads(download.data)["you_wrote"]["message"] == texts("message")[0]


def test_a_message_to_a_center_stays_text_in_its_inbox(app, staff, directory):
    found = []
    with transaction():
        center = db.session.get(Center, directory.harbor_house.id)
        for record in records("name"):
            inquiry, _code = actions.receive(Topic.TO_CENTER, told(Topic.TO_CENTER, record), center=center)
            actions.read(inquiry, by=staff.id)
            found.append(f"/inbox/messages/{inquiry.id}")
    look_alike([staff.get(address).text for address in found])


def test_a_report_and_a_note_of_a_call_stay_text_on_the_call_sheet(app, moderator, directory):
    with transaction():
        checks.report(db.session.get(Center, directory.harbor_house.id), Field.PHONE, {"right": CALM})
        task = db.session.execute(select(CheckTask)).scalar_one()
        checks.open_sheet(task, by=moderator.id)
        db.session.add(CheckNote(task_id=task.id, text=CALM, by=moderator.id))
    shown = []
    for record in records("right", "note"):
        with transaction():
            db.session.execute(select(actions.Inquiry)).scalar_one().told = {"right": words("right", record)}
            db.session.execute(select(CheckNote)).scalar_one().text = words("note", record)
        shown.append(moderator.get(f"/desk/checks/{task.id}").text)
    look_alike(shown)


FORMS = {
    "contact": ("/contact?topic=finding-care", "", ("message", "name", "where", "pay", "reply_to", "times")),
    "to a center": ("/centers/{center}/contact", "", ("message", "name", "when", "pay", "reply_to", "times")),
    "report": ("/centers/{center}/report", "", ("right", "reply_to", "times")),
    "the thread": ("/messages/{code}", "", ("message",)),
    "a code": ("/messages", "", ("code",)),
    "the answer": ("/desk/messages/{message}", "/answer", ("message",)),
    "the note": ("/desk/messages/{message}", "/note", ("note",)),
    "the sheet": ("/desk/checks/{call}", "/settle", ("note",)),
    "the try": ("/desk/checks/{call}", "/not-reached", ("next_time",)),
    "the center's answer": ("/inbox/messages/{ours}", "/answer", ("message",)),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_was_typed_stays_text_where_a_form_shows_it_again(app, client, moderator, directory, form):
    staff = join(app, directory.harbor_house)
    with transaction():
        center = db.session.get(Center, directory.harbor_house.id)
        inquiry, code = actions.receive(Topic.PRESS, {"message": "Calm"})
        actions.read(inquiry, by=moderator.id)
        ours, _code = actions.receive(Topic.TO_CENTER, {"message": "Calm"}, center=center)
        actions.read(ours, by=staff.id)
        checks.report(center, Field.PHONE, {"right": "Calm"})
        task = db.session.execute(select(CheckTask)).scalar_one()
        checks.open_sheet(task, by=moderator.id)
        ids = {"center": center.slug, "code": code, "message": inquiry.id, "call": task.id, "ours": ours.id}
    page, press, names = FORMS[form]
    page = page.format(**ids)
    who = moderator.client if "/desk" in page else staff.client if "/inbox" in page else client
    look_alike([again(who, page, press and page + press, record, *names) for record in records(*names)])


def test_one_forgotten_escape_would_be_seen(app, client, moderator):
    """The control: with the filter `safe` on what was written, the check above fails."""
    loader = app.jinja_env.loader
    source = loader.get_source(app.jinja_env, "inquiries/thread.html")[0]
    assert "{{ first }}" in source
    app.jinja_env.loader = DictLoader(
        {name: loader.get_source(app.jinja_env, name)[0] for name in loader.list_templates()}
        | {"inquiries/thread.html": source.replace("{{ first }}", "{{ first | safe }}")}
    )
    app.jinja_env.cache.clear()
    with transaction():
        codes = [actions.receive(Topic.PRESS, told(Topic.PRESS, record))[1] for record in records("message")]
    client.every = 10**9  # the inspector would see it too
    client.fetched = 1
    with pytest.raises(AssertionError, match="became markup"):
        look_alike([client.get(f"/messages/{code}").text for code in codes])
