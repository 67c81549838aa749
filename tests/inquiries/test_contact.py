import json
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db, now
from app.core.outbox import Letter
from app.inquiries.forms import MessageForm, Reachable
from app.inquiries.models import Inquiry, InquiryState
from app.inquiries.topics import ABOUT, CONTACT_TOPICS, Topic


def only_inquiry():
    db.session.expire_all()
    return db.session.execute(select(Inquiry)).scalar_one()


@pytest.mark.parametrize("topic", CONTACT_TOPICS)
def test_each_topic_has_its_own_form_that_is_taken_in(visitor, topic):
    asked = {each.name: f"about {each.name}" for each in ABOUT[topic].asked}
    visitor.write(topic, **asked)
    inquiry = only_inquiry()
    assert inquiry.topic == topic
    assert {name: inquiry.told[name] for name in asked} == asked


@pytest.mark.parametrize("topic", Topic)
def test_no_question_of_a_topic_hides_one_that_every_form_asks(topic):
    assert not {each.name for each in ABOUT[topic].asked} & {"right", *vars(MessageForm), *vars(Reachable)}


def test_a_message_leads_to_its_receipt_and_stays_readable_with_the_code(visitor, client):
    code = visitor.write(message="Where can I go?")
    page = client.get(f"/messages/{code}")
    assert code in page.text
    assert "Where can I go?" in page.text
    assert "Waiting for an answer" in page.text


def test_the_page_says_who_reads_it_what_to_leave_out_and_when_it_is_erased(client):
    text = client.get("/contact?topic=finding-care").text
    for said in ("Who reads it", "Leave out what we do not need", "erased 30 days after", "tel:988", "tel:911"):
        assert said in text


def test_a_code_may_be_typed_in_capitals_with_spaces(visitor):
    code = visitor.write()
    typed = code.replace("-", " ").upper()
    assert visitor.fill("/messages", code=typed).location == f"/messages/{code}"


@pytest.mark.parametrize("code", ["nope", "0" * 26, "k7qf-" * 6, "%00", "x" * 3000])
def test_a_wrong_code_opens_nothing_and_all_wrong_codes_look_alike(client, code):
    unknown = client.get("/messages/7777-7777-7777-7777-7777-7777-77")
    wrong = client.get(f"/messages/{code}")
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.data == unknown.data


def test_an_old_code_looks_like_a_wrong_one(visitor, client):
    code = visitor.write()
    with time_machine.travel(now() + timedelta(days=31)):
        old = client.get(f"/messages/{code}")
        unknown = client.get("/messages/7777-7777-7777-7777-7777-7777-77")
    assert old.status_code == 404
    assert old.data == unknown.data


def test_the_person_may_write_again(visitor, client):
    code = visitor.write()
    assert visitor.fill(f"/messages/{code}", message="One more thing.").status_code == 303
    assert "One more thing." in client.get(f"/messages/{code}").text


def test_the_person_may_take_it_back_and_then_nobody_can_read_it(visitor, client):
    code = visitor.write(message="Secret words", name="Canary")
    assert visitor.fill(f"/messages/{code}", press=f"/messages/{code}/withdraw").status_code == 303
    assert "Secret words" not in client.get(f"/messages/{code}").text
    inquiry = only_inquiry()
    assert inquiry.state is InquiryState.WITHDRAWN
    assert inquiry.erased
    assert inquiry.told == {}


def test_the_person_may_download_all_we_hold(visitor, client):
    code = visitor.write(message="Secret words", name="Canary")
    held = json.loads(client.get(f"/messages/{code}/download").data)
    assert held["you_wrote"]["message"] == "Secret words"
    assert held["you_wrote"]["name"] == "Canary"


def test_every_message_has_a_row_in_the_log_that_tells_nothing_of_it(visitor):
    visitor.write(message="Secret words")
    event = db.session.execute(select(AuditEvent).where(AuditEvent.action == "message received")).scalar_one()
    assert event.subject == f"inquiry {only_inquiry().id}"
    assert event.detail == {"topic": "finding-care"}


def test_who_left_an_email_gets_a_letter_beside_the_row_and_nobody_else_does(visitor):
    visitor.write()
    assert db.session.execute(select(Letter)).all() == []
    visitor.write(reply_by="email", reply_to="Canary@Example.org")
    letter = db.session.execute(select(Letter)).scalar_one()
    assert letter.recipient == "Canary@example.org"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"message": ""}, "Write a few words"),
        ({"message": "   \n "}, "Write a few words"),
        ({"message": "x" * 4001}, "4000 letters at most"),
        ({"reply_by": "email", "reply_to": "nobody"}, "Write an email address"),
        ({"reply_by": "email", "reply_to": "a@b.org, c@d.org"}, "Write an email address"),
        ({"reply_by": "phone", "reply_to": "12"}, "Write a phone number"),
        ({"reply_by": "pigeon"}, "Not a valid choice"),
        ({"website": "http://spam.example"}, "leave the last field empty"),
        ({"csrf_token": "forged"}, "Allow cookies here"),
        ({"once": "forged"}, "open for more than a day"),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_the_words_are_kept(visitor, fields, said):
    kept = {"name": "Somebody", "message": "Is there a bed?", "reply_by": "code"} | fields
    answer = visitor.fill("/contact?topic=finding-care", **kept)
    assert answer.status_code == 422
    assert said in answer.text
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.find(id="name")["value"] == "Somebody"
    assert page.find(id="message").text.strip() == kept["message"].strip()
    assert db.session.execute(select(Inquiry)).all() == []


def test_each_complaint_leads_to_its_field(visitor):
    answer = visitor.fill("/contact?topic=listing", message="")
    page = BeautifulSoup(answer.text, "html.parser")
    leads = {anchor["href"] for anchor in page.select("#complaints a")}
    assert leads == {"#message", "#center"}


def test_what_comes_faster_than_a_person_types_is_asked_for_again(client):
    page = BeautifulSoup(client.get("/contact?topic=finding-care").text, "html.parser")
    tokens = {field["name"]: field["value"] for field in page.select("main form input[type=hidden]")}
    answer = client.post("/contact?topic=finding-care", data=tokens | {"message": "Hi", "reply_by": "code"})
    assert answer.status_code == 422
    assert "very quick" in answer.text


def test_a_flood_from_one_sender_is_slowed_and_its_words_are_kept(visitor):
    for _ in range(5):
        visitor.write()
    answer = visitor.fill("/contact?topic=finding-care", message="A sixth", reply_by="code")
    assert answer.status_code == 429
    assert "A sixth" in answer.text
    assert "minutes" in answer.text


def test_words_of_danger_show_who_to_call_and_come_first(visitor, client):
    code = visitor.write(message="I don’t want to live. I want to die.")
    assert only_inquiry().crisis
    assert "We read messages on weekdays. For help now, call." in client.get(f"/messages/{code}").text


def test_calm_words_raise_no_flag(visitor):
    visitor.write(message="Do you know a place with a garden? The bus hits the town at noon.")
    assert not only_inquiry().crisis


def test_answers_about_calls_are_kept_only_for_a_call(visitor):
    visitor.write(voicemail="y", times="after 5")
    assert "voicemail" not in only_inquiry().told


def test_a_phone_number_is_kept_as_it_is_dialled(visitor):
    visitor.write(reply_by="phone", reply_to="(617) 555 0134 ext 5", voicemail="y")
    told = only_inquiry().told
    assert told["reply_to"] == "617-555-0134 x5"
    assert told["voicemail"] == "yes"
