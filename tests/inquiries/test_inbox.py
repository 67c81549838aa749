from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from colleagues import Colleague, join
from form_filling import code_of
from sqlalchemy import select

from app.centers import actions as centers
from app.centers import queries as center_queries
from app.centers.models import Center
from app.core.audit import AuditEvent
from app.core.db import db, now, transaction
from app.core.errors import Refused
from app.inquiries import actions, queries
from app.inquiries.models import Inquiry
from app.inquiries.topics import Topic

WRITE = "Write to this center"


def send(visitor, center, **fields):
    told = {"message": "May I come on Monday?", "when": "weekday mornings", "reply_by": "code"} | fields
    return code_of(visitor.fill(f"/centers/{center.slug}/contact", **told))


def message_to(center):
    with transaction():
        held = db.session.get(Center, center.id)
        inquiry, _code = actions.receive(Topic.TO_CENTER, {"message": "May I come?", "reply_by": "code"}, center=held)
        return inquiry.id


def takes(center):
    db.session.expire_all()
    return center_queries.takes_messages(db.session.get(Center, center.id))


def test_a_visitor_writes_to_a_center_its_staff_answers_and_the_visitor_reads_it(visitor, staff, client, directory):
    code = send(visitor, directory.harbor_house)
    page = BeautifulSoup(staff.get("/inbox").text, "html.parser")
    address = page.select_one(".queue a")["href"]
    assert "May I come on Monday?" not in page.text
    staff.press(f"{address}/read", address)
    read = staff.get(address).text
    assert "May I come on Monday?" in read
    assert "weekday mornings" in read
    staff.press(f"{address}/answer", address, message="Yes, at nine.")
    assert "Yes, at nine." in client.get(f"/messages/{code}").text
    assert "No message waits" in staff.get("/inbox").text
    assert address in staff.get("/inbox?show=done").text


def test_each_reading_by_staff_is_written_down(staff, directory):
    found = message_to(directory.harbor_house)
    staff.press(f"/inbox/messages/{found}/read", f"/inbox/messages/{found}")
    read = select(AuditEvent.by).where(AuditEvent.action == "message read", AuditEvent.subject == f"inquiry {found}")
    assert db.session.execute(read).scalars().all() == [f"user {staff.id}"]


PATHS = ["", "/read", "/answer", "/note", "/close", "/reopen", "/release"]


def ask(who, address):
    pressed = address.endswith((*PATHS[1:], "/start", "/stop"))
    return who.client.post(address, data={"message": "x"}) if pressed else who.get(address)


@pytest.mark.parametrize("path", PATHS)
def test_anothers_message_and_one_that_is_not_there_look_alike(app, staff, directory, path):
    stranger = join(app, directory.bayside)
    theirs = message_to(directory.harbor_house)
    foreign, absent = (ask(stranger, f"/inbox/messages/{found}{path}") for found in (theirs, "0" * 32))
    assert foreign.status_code == absent.status_code == 404
    assert foreign.data == absent.data
    assert db.session.get(Inquiry, theirs).taken_by is None


@pytest.mark.parametrize("path", PATHS)
def test_staff_without_intake_read_nothing(app, staff, directory, path):
    other = join(app, directory.harbor_house, intake=False, takes=False)
    found = message_to(directory.harbor_house)
    assert ask(other, f"/inbox/messages/{found}{path}").status_code == 404
    assert "You do not read messages for a center yet." in other.get("/inbox").text


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_operators_never_read_a_message_to_a_center(app, staff, directory, role):
    operator, found = Colleague(app, role), message_to(directory.harbor_house)
    for address in ("/inbox", *(f"/inbox/messages/{found}{path}" for path in PATHS)):
        assert ask(operator, address).status_code == 403
    assert ask(operator, f"/desk/messages/{found}").status_code == 404
    assert found not in operator.get("/desk").text


def test_who_was_shut_out_reads_nothing_from_that_moment(staff, directory):
    found = message_to(directory.harbor_house)
    with transaction():
        staff.person.row.active = False
    assert staff.get(f"/inbox/messages/{found}").status_code == 302
    assert queries.for_staff(found, staff.person.row) is None


def test_other_messages_of_the_same_center_are_not_the_inboxs(staff, directory):
    with transaction():
        held = db.session.get(Center, directory.harbor_house.id)
        reported, _code = actions.receive(Topic.REPORT, {"right": "It moved."}, center=held)
    assert staff.get(f"/inbox/messages/{reported.id}").status_code == 404


def test_danger_comes_first_then_what_is_due_first(staff, directory):
    old = message_to(directory.harbor_house)
    with time_machine.travel(now() + timedelta(minutes=1)):
        young = message_to(directory.harbor_house)
        with transaction():
            danger, _code = actions.receive(
                Topic.TO_CENTER, {"message": "I want to die"}, center=db.session.get(Center, directory.harbor_house.id)
            )
            danger = danger.id
    page = BeautifulSoup(staff.get("/inbox").text, "html.parser")
    assert [link["href"].rpartition("/")[2] for link in page.select(".queue a")] == [danger, old, young]


def test_one_person_may_read_for_two_centers(app, staff, directory):
    with transaction():
        centers.add_staff(db.session.get(Center, directory.bayside.id), staff.person.row, intake=True, by="test")
    message_to(directory.harbor_house)
    message_to(directory.bayside)
    page = staff.get("/inbox")
    assert "A message to Harbor House" in page.text
    assert "A message to Bayside" in page.text


def test_a_long_inbox_has_pages(staff, directory, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    for _ in range(3):
        message_to(directory.harbor_house)
    for page, count in (("1", 2), ("2", 1), ("99", 1), ("x", 2)):
        soup = BeautifulSoup(staff.get(f"/inbox?page={page}").text, "html.parser")
        assert len(soup.select(".queue > li")) == count


def test_a_center_takes_messages_only_when_it_said_so_and_somebody_reads_them(app, client, directory):
    center = directory.harbor_house
    page = f"/centers/{center.slug}"
    assert WRITE not in client.get(page).text
    with pytest.raises(Refused), transaction():
        centers.start_taking_messages(db.session.get(Center, center.id), by="test")
    somebody = join(app, center, takes=False)
    assert not takes(center)
    somebody.press(f"/inbox/centers/{center.slug}/start", "/inbox")
    assert takes(center)
    assert WRITE in client.get(page).text
    with transaction():
        somebody.person.row.active = False
    assert not takes(center)
    assert WRITE not in client.get(page).text


def test_who_was_invited_and_never_came_reads_nothing_so_the_center_takes_nothing(app, directory):
    somebody = join(app, directory.harbor_house)
    with transaction():
        somebody.person.row.confirmed_at = None
    assert not takes(directory.harbor_house)


def test_staff_without_intake_are_nobody_to_write_to(app, directory):
    join(app, directory.harbor_house, intake=False, takes=False)
    with pytest.raises(Refused), transaction():
        centers.start_taking_messages(db.session.get(Center, directory.harbor_house.id), by="test")


def test_a_center_can_stop_and_still_answer_what_came_in(staff, visitor, client, directory):
    center, found = directory.harbor_house, message_to(directory.harbor_house)
    staff.press(f"/inbox/centers/{center.slug}/stop", "/inbox")
    assert "takes no messages here" in client.get(f"/centers/{center.slug}/contact").text
    address = f"/inbox/messages/{found}"
    staff.press(f"{address}/read", address)
    staff.press(f"{address}/answer", address, message="Yes.")


def test_a_message_that_was_begun_before_the_center_stopped_is_not_taken_in(staff, visitor, client, directory):
    address = f"/centers/{directory.harbor_house.slug}/contact"
    page = client.get(address)
    staff.press(f"/inbox/centers/{directory.harbor_house.slug}/stop", "/inbox")
    answer = visitor.send(page, address, message="May I come?", reply_by="code")
    assert answer.status_code == 422
    assert "takes no messages here" in answer.text
    assert db.session.execute(select(Inquiry)).all() == []


@pytest.mark.parametrize("verb", ["start", "stop"])
def test_nobody_switches_anothers_center(app, staff, directory, verb):
    stranger = join(app, directory.bayside)
    address = f"/inbox/centers/{directory.harbor_house.slug}/{verb}"
    foreign, absent = ask(stranger, address), ask(stranger, f"/inbox/centers/nowhere/{verb}")
    assert foreign.status_code == absent.status_code == 404
    assert foreign.data == absent.data
    assert takes(directory.harbor_house)


def test_people_who_work_here_sign_out_before_they_write(moderator, staff, directory):
    for who in (moderator, staff):
        for address in (f"/centers/{directory.harbor_house.slug}/contact", "/contact", "/messages"):
            answer = who.get(address)
            assert answer.status_code == 403
            assert "Sign out first" in answer.text
