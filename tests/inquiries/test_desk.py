import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db, now, transaction
from app.inquiries import actions
from app.inquiries.models import Inquiry, InquiryState
from app.inquiries.topics import ABOUT, Topic


def only_inquiry():
    db.session.expire_all()
    return db.session.execute(select(Inquiry)).scalar_one()


def done():
    return db.session.execute(select(AuditEvent.action).order_by(AuditEvent.id)).scalars().all()


@pytest.fixture
def message(visitor):
    """The address of a message at the desk, and the code of its receipt."""
    code = visitor.write(message="Is there a bed near Plymouth?", where="02360", name="Canary")
    return f"/desk/messages/{only_inquiry().id}", code


def test_a_visitor_writes_a_moderator_answers_and_the_visitor_reads_it(message, moderator, client):
    address, code = message
    assert moderator.press("/desk/next", "/desk").location == address
    page = moderator.get(address).text
    assert "Is there a bed near Plymouth?" in page
    assert "Canary" in page
    assert "02360" in page
    answer = moderator.press(f"{address}/answer", address, message="Please call Harbor House.")
    assert "Your answer is there" in moderator.get(answer.location).text
    assert "Nothing waits" in moderator.get("/desk").text
    assert "Please call Harbor House." in client.get(f"/messages/{code}").text


def test_reading_writes_a_line_in_the_log_and_looking_writes_none(message, moderator):
    address, _code = message
    before = done()
    assert "Is there a bed" not in moderator.get(address).text
    assert done() == before
    moderator.press(f"{address}/read", address)
    assert done() == [*before, "message read"]
    for _ in range(3):
        assert "Is there a bed" in moderator.get(address).text
    moderator.press(f"{address}/note", address, note="I am looking.")
    assert done() == [*before, "message read", "note added"]


def test_a_reading_that_cannot_be_written_down_does_not_happen(message, moderator, monkeypatch):
    address, _code = message

    def full(*_args, **_more):
        raise RuntimeError("no room for the log")

    moderator.app.config["PROPAGATE_EXCEPTIONS"] = False
    fields = moderator.hidden(address, f"{address}/read")
    monkeypatch.setattr(actions.audit, "record", full)
    assert moderator.client.post(f"{address}/read", data=fields).status_code == 500
    assert "Is there a bed" not in moderator.get(address).text


def test_only_who_has_it_sees_what_was_written_and_only_for_a_while(message, moderator, colleague):
    address, _code = message
    moderator.press(f"{address}/read", address)
    page = colleague.get(address)
    assert "Is there a bed" not in page.text
    assert "A colleague has it until" in page.text
    assert "Take it and read" not in page.text
    with time_machine.travel(now() + timedelta(minutes=14)):
        assert "Is there a bed" in moderator.get(address).text
    moderator.enter(moderator.person)
    with time_machine.travel(now() + timedelta(minutes=16)):
        moderator.enter(moderator.person)
        assert "Is there a bed" not in moderator.get(address).text


def test_a_colleague_cannot_open_it_at_the_same_time(message, moderator, colleague):
    address, _code = message
    fields = colleague.hidden(address, f"{address}/read")
    moderator.press(f"{address}/read", address)
    answer = colleague.client.post(f"{address}/read", data=fields)
    assert answer.status_code == 422
    assert "A colleague has this now." in answer.text
    assert "Is there a bed" not in answer.text
    assert done().count("message read") == 1


def test_an_answer_that_comes_too_late_is_kept_for_copying_and_shows_nothing_else(message, moderator, colleague):
    address, _code = message
    moderator.press(f"{address}/read", address)
    fields = moderator.hidden(address, f"{address}/answer")
    with time_machine.travel(now() + timedelta(minutes=20)):
        for who in (colleague, moderator):
            who.enter(who.person)
        colleague.press(f"{address}/read", address)
        cookie_token = {"csrf_token": moderator.hidden("/desk", "/desk/next")["csrf_token"]}
        answer = moderator.client.post(f"{address}/answer", data=fields | cookie_token | {"message": "My long answer"})
    assert answer.status_code == 422
    assert "My long answer" in answer.text
    assert "A colleague has this now." in answer.text
    assert "Is there a bed" not in answer.text


def test_an_answer_to_what_was_withdrawn_is_refused_in_one_sentence(message, moderator):
    address, _code = message
    moderator.press(f"{address}/read", address)
    fields = moderator.hidden(address, f"{address}/answer")
    with transaction():
        actions.withdraw(only_inquiry())
    answer = moderator.client.post(f"{address}/answer", data=fields | {"message": "My long answer"})
    assert answer.status_code == 422
    assert "This message was withdrawn, or is no longer open for that." in answer.text
    assert "Is there a bed" not in answer.text


@pytest.mark.parametrize(
    ("verb", "fields", "said"),
    [
        ("answer", {"message": ""}, "Write your answer first."),
        ("answer", {"message": "x" * 4001}, "4000 letters at most"),
        ("note", {"note": " "}, "Write the note first."),
        ("note", {"note": "x" * 2001}, "2000 letters at most"),
    ],
)
def test_what_cannot_be_taken_in_is_said_beside_its_field_and_kept(message, moderator, verb, fields, said):
    address, _code = message
    moderator.press(f"{address}/read", address)
    answer = moderator.post(f"{address}/{verb}", address, **fields)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert said in page.select_one("#complaints").text
    (name, typed), *_ = fields.items()
    assert page.find(id=name).text.strip() == typed.strip()


def test_a_note_is_for_colleagues_only(message, moderator, client):
    address, code = message
    moderator.press(f"{address}/read", address)
    moderator.press(f"{address}/note", address, note="Wants a garden.")
    assert "Wants a garden." in moderator.get(address).text
    assert "Wants a garden." not in client.get(f"/messages/{code}").text
    assert "Wants a garden." not in client.get(f"/messages/{code}/download").text


def test_what_was_closed_can_wait_again(message, moderator, client):
    address, code = message
    moderator.press(f"{address}/read", address)
    moderator.press(f"{address}/close", address)
    assert only_inquiry().state is InquiryState.CLOSED
    assert "Closed" in client.get(f"/messages/{code}").text
    moderator.press(f"{address}/read", address)
    moderator.press(f"{address}/reopen", address)
    assert only_inquiry().state is InquiryState.OPEN


def test_what_was_given_back_waits_for_others(message, moderator, colleague):
    address, _code = message
    moderator.press(f"{address}/read", address)
    moderator.press(f"{address}/release", address)
    assert "Is there a bed" not in moderator.get(address).text
    colleague.press(f"{address}/read", address)


def test_the_history_says_in_words_what_was_done_and_names_nobody(message, moderator, colleague):
    address, _code = message
    colleague.press(f"{address}/read", address)
    colleague.press(f"{address}/release", address)
    moderator.press(f"{address}/read", address)
    page = moderator.get(address)
    lines = [line.get_text(" ", strip=True) for line in BeautifulSoup(page.text, "html.parser").select(".history > li")]
    assert [re.sub(r", \S+ [AP]M today", "", line.replace("\u202f", " ")) for line in lines] == [
        "Opened and read you",
        "Opened and read a colleague",
        "It came in a visitor",
    ]
    assert colleague.person.email not in page.text


def test_a_ready_answer_is_a_beginning_that_is_sent_by_nobody(message, moderator):
    address, _code = message
    moderator.press(f"{address}/read", address)
    page = BeautifulSoup(moderator.get(f"{address}?ready=1").text, "html.parser")
    assert page.find(id="message").text.strip().startswith("Hello,")
    assert only_inquiry().replies == []
    for strange in ("0", "-1", "99", "x", "9" * 40):
        page = BeautifulSoup(moderator.get(f"{address}?ready={strange}").text, "html.parser")
        assert page.find(id="message").text.strip() == ""


@pytest.mark.parametrize("topic", [topic for topic in Topic if topic is not Topic.TO_CENTER])
def test_each_topic_shows_what_it_asked(moderator, topic):
    asked = {each.name: f"About {each.name}" for each in ABOUT[topic].asked}
    with transaction():
        inquiry, _code = actions.receive(topic, {"message": "My words", "reply_by": "code"} | asked)
    address = f"/desk/messages/{inquiry.id}"
    moderator.press(f"{address}/read", address)
    page = moderator.get(address).text
    for words in ("My words", *asked.values()):
        assert words in page


def call_facts(moderator, **told):
    reach = {"reply_by": "phone", "reply_to": "617-555-0134 x5"} | told
    with transaction():
        inquiry, _code = actions.receive(Topic.FINDING_CARE, {"message": "Please call"} | reach)
    address = f"/desk/messages/{inquiry.id}"
    assert "0134" not in moderator.get(address).text
    moderator.press(f"{address}/read", address)
    return BeautifulSoup(moderator.get(address).text, "html.parser").select_one(".safe-call")


def test_what_is_safe_stands_before_the_number_and_no_is_the_answer_to_what_was_not_said(moderator):
    facts = call_facts(moderator)
    text = facts.get_text(" ", strip=True)
    for said in ("Leave no voicemail.", "Send no text.", "They named no time.", "Say who you are to nobody"):
        assert text.index(said) < text.index("617-555-0134")
    assert facts.select_one("a")["href"] == "tel:+16175550134,5"


def test_what_was_allowed_is_said(moderator):
    text = call_facts(moderator, voicemail="yes", texting="yes", times="after 5 pm").get_text(" ", strip=True)
    for said in ("You may leave a voicemail.", "You may send a text.", "after 5 pm"):
        assert said in text


def test_nobody_at_the_desk_sees_an_email_address(moderator, visitor):
    visitor.write(reply_by="email", reply_to="canary@example.org")
    address = f"/desk/messages/{only_inquiry().id}"
    moderator.press(f"{address}/read", address)
    page = moderator.get(address).text
    assert "canary@example.org" not in page
    assert "They get an email" in page


def test_words_of_danger_are_flagged_for_a_person_and_nothing_answers_by_itself(moderator, visitor, client):
    code = visitor.write(message="I want to die")
    address = f"/desk/messages/{only_inquiry().id}"
    page = moderator.get(address).text
    for said in ("Words of danger are in this message", "call 911", "call or text 988", "Nothing was sent by itself"):
        assert said in page
    assert only_inquiry().replies == []
    assert "The answer" not in client.get(f"/messages/{code}").text


def test_a_calm_message_has_no_such_flag(message, moderator):
    assert "Words of danger" not in moderator.get(message[0]).text


def test_a_message_to_a_center_is_never_opened_at_the_desk(moderator, directory):
    with transaction():
        inquiry, _code = actions.receive(Topic.TO_CENTER, {"message": "Hi"}, center=db.session.merge(directory.bayside))
    absent = moderator.get(f"/desk/messages/{'0' * 32}")
    for path in ("", "/read", "/answer", "/note", "/close", "/reopen", "/release"):
        address = f"/desk/messages/{inquiry.id}{path}"
        answer = moderator.client.post(address) if path else moderator.get(address)
        assert answer.status_code == 404
        assert answer.data == absent.data


def test_what_is_over_is_as_good_as_none(message, moderator):
    address, _code = message
    with time_machine.travel(now() + timedelta(days=31)):
        moderator.enter(moderator.person)
        assert moderator.get(address).status_code == 404


def test_who_wrote_thirty_times_can_still_be_answered(message, moderator):
    address, _code = message
    with transaction():
        for _ in range(actions.MOST_MESSAGES):
            actions.write_again(only_inquiry(), "And?")
    moderator.press(f"{address}/read", address)
    moderator.press(f"{address}/answer", address, message="Here is all of it.")
    assert only_inquiry().state is InquiryState.ANSWERED


def test_an_answer_that_comes_after_the_session_ended_is_shown_for_copying(message, moderator):
    address, _code = message
    moderator.press(f"{address}/read", address)
    fields = moderator.hidden(address, f"{address}/answer")
    with time_machine.travel(now() + timedelta(minutes=16)):
        late = moderator.client.post(
            f"{address}/answer", data=fields | {"message": "My long answer"}, headers={"Origin": "http://localhost"}
        )
    assert late.status_code == 401
    assert "My long answer" in late.text
    assert "Is there a bed" not in late.text
    assert "message answered" not in done()
