"""Row S05: what a person writes stays text, in every place where it shows. On SQLite only: no database draws a page."""

import json
import shutil

import pytest
from colleagues import join
from html5lib import HTMLParser, treebuilders
from inspector import InspectingClient
from jinja2 import DictLoader
from payloads import PAYLOADS, packed
from sqlalchemy import select

from app import create_app
from app.centers.freshness import Field
from app.centers.models import Center
from app.core.config import Settings
from app.core.db import db, transaction
from app.inquiries import actions, checks
from app.inquiries.models import CheckNote, CheckTask
from app.inquiries.topics import ABOUT, Topic

LIMITS = {"message": 4000, "right": 1000, "note": 1000, "next_time": 1000, "name": 100, "code": 80}
CALM = "Two calm words"
CALL = {"reply_by": "phone", "reply_to": "617-555-0134"}


@pytest.fixture
def app(sqlite_template, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "wayhome.db")
    app = create_app(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'wayhome.db'}"))
    app.config["TESTING"] = True
    app.test_client_class = type("SparingClient", (InspectingClient,), {"every": 50})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def skeleton(html):
    """Return the elements of a page, each with the names of its attributes; what they say is left out."""
    root = HTMLParser(tree=treebuilders.getTreeBuilder("etree"), namespaceHTMLElements=False).parse(html)
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in root.iter()]


def texts(name):
    """Return texts that fit into a field, with every payload in one of them."""
    return packed(LIMITS.get(name, 200))


def records(*names):
    """Return as many records as these fields need to hold every text; None is the one with calm words."""
    return [None, *range(max(len(texts(name)) for name in names))]


def words(name, record):
    return CALM if record is None else texts(name)[record % len(texts(name))]


def told(topic, record):
    names = ["message", "name", "times", *(each.name for each in ABOUT[topic].asked)]
    return {name: words(name, record) for name in names} | CALL


def look_alike(shown):
    """Check that pages which differ in nothing but their words have the same elements."""
    assert CALM in shown[0]
    calm, *hostile = (skeleton(page) for page in shown)
    assert hostile
    for record, found in enumerate(hostile):
        assert found == calm, f"The words of record {record} became markup: {set(found) - set(calm)}"


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


def again(client, page, press, record, *names, **more):
    """Send a form that is not taken in, and return the page on which its words are kept."""
    fields = {name: words(name, record) for name in names}
    answer = client.post(press or page, data={"csrf_token": "forged"} | fields | more)
    assert answer.status_code == 422, answer.status
    return answer.text


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
    app.test_client_class.every = 10**9  # the inspector would see it too
    client.fetched = 1
    with pytest.raises(AssertionError, match="became markup"):
        look_alike([client.get(f"/messages/{code}").text for code in codes])
