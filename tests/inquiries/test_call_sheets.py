from datetime import timedelta

import pytest
import time_machine
from at_once import at_once
from bs4 import BeautifulSoup
from form_filling import code_of
from sqlalchemy import select

from app.centers.freshness import Field, Standing
from app.centers.models import Center
from app.core.audit import AuditEvent
from app.core.db import db, now, transaction
from app.inquiries import actions, checks
from app.inquiries.models import CheckNote, CheckTask, Inquiry, InquiryState
from app.inquiries.outcomes import FIELD_LABELS, QUESTIONS, CallOutcome, CheckResult, Finding


def report(visitor, center, field="phone", right="It is 617-555-0199 now."):
    told = {"field": field, "right": right, "reply_by": "email", "reply_to": "canary@example.org"}
    return code_of(visitor.fill(f"/centers/{center.slug}/report", **told))


def task():
    db.session.expire_all()
    return db.session.execute(select(CheckTask)).scalar_one()


def standing(center, field):
    db.session.expire_all()
    return db.session.get(Center, center.id).freshness(field, now()).standing


def findings():
    db.session.expire_all()
    return {inquiry.field: inquiry.finding for inquiry in db.session.execute(select(Inquiry)).scalars()}


@pytest.fixture
def sheet(visitor, moderator, directory):
    """The address of an open sheet about Harbor House: its phone number and its payment are in doubt."""
    report(visitor, directory.harbor_house)
    report(visitor, directory.harbor_house, "payment", "No Medicaid since May.")
    with transaction():
        center = db.session.get(Center, directory.harbor_house.id)
        checks.tell_what_happened(center, CallOutcome.WRONG_NUMBER, sender=b"1" * 32)
    address = f"/desk/checks/{task().id}"
    moderator.press(f"{address}/open", address)
    return address


def test_a_report_becomes_a_call_and_its_outcome_reaches_who_reported(visitor, moderator, client, directory):
    code = report(visitor, directory.harbor_house)
    with time_machine.travel(now() + timedelta(minutes=1)):
        lead = moderator.press("/desk/next", "/desk").location
        assert lead == f"/desk/checks/{task().id}"
        moderator.press(f"{lead}/settle", lead, phone="confirmed")
    moderator.enter(moderator.person)
    assert "It says that the listing is right." in client.get(f"/messages/{code}").text
    assert "Confirmed by a phone call today" in client.get(f"/centers/{directory.harbor_house.slug}").text
    assert "Nothing waits" in moderator.get("/desk").text


def test_the_sheet_has_numbers_to_tap_a_script_what_is_listed_and_what_was_reported(sheet, moderator):
    page = BeautifulSoup(moderator.get(sheet).text, "html.parser")
    assert {"tel:+15085550134", "tel:+15085550135,7"} <= {link["href"] for link in page.select("main a")}
    phone, payment = (part.get_text(" ", strip=True) for part in page.select(".ask"))
    for said in ("508-555-0134", "508-555-0135 x7", "It is 617-555-0199 now.", "Is this the right number"):
        assert said in phone
    for said in ("Medicaid; Private insurance", "No Medicaid since May.", "Can people pay in these ways?"):
        assert said in payment
    assert "Wrong number, or it does not work 1 time" in page.select_one("main").get_text(" ", strip=True)


def test_each_part_of_a_profile_has_a_name_and_a_question():
    assert set(FIELD_LABELS) == set(QUESTIONS) == set(Field)


def test_nobody_who_calls_sees_who_reported(sheet, moderator):
    assert "canary@example.org" not in moderator.get(sheet).text


def test_opening_the_sheet_writes_down_that_the_reports_were_read(sheet, moderator, colleague):
    read = db.session.execute(select(AuditEvent.subject).where(AuditEvent.action == "message read")).scalars().all()
    assert sorted(read) == sorted(f"inquiry {found}" for found in db.session.execute(select(Inquiry.id)).scalars())
    assert "617-555-0199" not in colleague.get(sheet).text
    assert "A colleague has it until" in colleague.get(sheet).text


def test_each_field_gets_its_own_answer(sheet, moderator, directory):
    moderator.press(f"{sheet}/settle", sheet, phone="wrong", payment="confirmed")
    assert standing(directory.harbor_house, Field.PHONE) is Standing.DOUBTED
    assert standing(directory.harbor_house, Field.PAYMENT) is Standing.CONFIRMED
    assert findings() == {Field.PHONE: Finding.WRONG, Field.PAYMENT: Finding.AS_LISTED}
    assert task().ended_at


def test_what_else_they_said_is_right_is_confirmed_too(sheet, moderator, directory):
    moderator.press(f"{sheet}/settle", sheet, phone="confirmed", payment="confirmed", care="y")
    assert standing(directory.harbor_house, Field.CARE) is Standing.CONFIRMED
    assert standing(directory.harbor_house, Field.MEDICINES) is Standing.LISTED


def test_what_nobody_asked_about_keeps_the_call_open_until_another_day(sheet, moderator, directory):
    moderator.press(f"{sheet}/settle", sheet, phone="confirmed", payment="not-asked")
    assert task().ended_at is None
    assert task().next_try_at > now()
    assert findings() == {Field.PHONE: Finding.AS_LISTED, Field.PAYMENT: None}
    assert standing(directory.harbor_house, Field.PAYMENT) is Standing.DOUBTED


@pytest.mark.parametrize("fields", [{}, {"phone": "not-asked"}, {"phone": "nonsense"}, {"hours": "y"}])
def test_a_sheet_on_which_nothing_was_asked_is_not_taken(sheet, moderator, directory, fields):
    answer = moderator.post(f"{sheet}/settle", sheet, note="They were kind.", **fields)
    assert answer.status_code == 422
    assert "They were kind." in answer.text
    assert standing(directory.harbor_house, Field.PHONE) is Standing.DOUBTED


def test_a_field_that_is_not_on_the_sheet_changes_nothing(sheet, moderator, directory):
    moderator.press(
        f"{sheet}/settle", sheet, phone="confirmed", payment="confirmed", openings="y", hours="y", ended_at="now"
    )
    assert standing(directory.harbor_house, Field.OPENINGS) is Standing.UNREPORTED
    assert standing(directory.harbor_house, Field.HOURS) is Standing.UNREPORTED


def test_three_calls_in_vain_end_it_and_those_who_reported_are_told(sheet, moderator, client, directory):
    at = now()
    for attempt in (1, 2, 3):
        with time_machine.travel(at):
            moderator.enter(moderator.person)
            moderator.press(f"{sheet}/open", sheet) if attempt > 1 else None
            moderator.press(f"{sheet}/not-reached", sheet, why="no-answer")
            assert task().attempts == attempt
            at = task().next_try_at + timedelta(minutes=1)
    assert task().ended_at
    assert set(findings().values()) == {Finding.NOT_CHECKED}
    assert standing(directory.harbor_house, Field.PHONE) is Standing.DOUBTED


def test_a_call_in_vain_comes_back_on_the_next_business_day(sheet, moderator):
    moderator.press(f"{sheet}/not-reached", sheet, why="no-answer")
    assert timedelta(hours=19) <= task().next_try_at - now() <= timedelta(hours=72)
    assert "rests until" in moderator.get("/desk").text


def test_a_wrong_number_is_a_finding(sheet, moderator):
    moderator.press(f"{sheet}/not-reached", sheet, why="wrong-number")
    assert findings() == {Field.PHONE: Finding.WRONG, Field.PAYMENT: Finding.NOT_CHECKED}
    assert task().ended_at


def test_who_does_not_want_to_answer_is_not_called_again(sheet, moderator):
    moderator.press(f"{sheet}/not-reached", sheet, why="refused")
    assert task().ended_at


def test_how_a_call_ended_must_be_said(sheet, moderator):
    answer = moderator.post(f"{sheet}/not-reached", sheet, next_time="Ask for intake.")
    assert answer.status_code == 422
    assert "Choose what happened." in answer.text
    assert "Ask for intake." in answer.text


def test_a_note_waits_sealed_for_whoever_calls_next(sheet, moderator, colleague):
    moderator.press(f"{sheet}/not-reached", sheet, why="no-answer", next_time="Ask for extension 4.")
    note = db.session.execute(select(CheckNote)).scalar_one()
    assert b"extension" not in note.text_sealed
    assert "Ask for extension 4." not in colleague.get(sheet).text
    colleague.press(f"{sheet}/open", sheet)
    assert "Ask for extension 4." in colleague.get(sheet).text


def test_what_is_done_is_not_done_again(sheet, moderator, colleague):
    fields = moderator.hidden(sheet, f"{sheet}/settle")
    moderator.press(f"{sheet}/settle", sheet, phone="confirmed", payment="confirmed")
    with transaction():
        task().ended_at = now()
    answer = moderator.client.post(f"{sheet}/settle", data=fields | {"phone": "wrong"})
    assert answer.status_code == 422
    assert "Take it and open" not in moderator.get(sheet).text


def test_a_sheet_can_be_given_back(sheet, moderator, colleague):
    moderator.press(f"{sheet}/release", sheet)
    colleague.press(f"{sheet}/open", sheet)
    answer = moderator.client.post(f"{sheet}/release", data=moderator.hidden("/desk", "/desk/next"))
    assert answer.status_code == 422


def test_the_history_says_what_came_of_each_call(sheet, moderator):
    moderator.press(f"{sheet}/settle", sheet, phone="wrong", payment="confirmed")
    text = BeautifulSoup(moderator.get(sheet).text, "html.parser").select_one(".history").get_text(" ", strip=True)
    for said in ("Checked by phone you", "Phone number: It is wrong", "Payment options: It is right"):
        assert said in text


def test_a_confidential_address_is_not_on_the_sheet(visitor, moderator, directory):
    report(visitor, directory.hidden_harbor, "address", "Wrong town.")
    address = f"/desk/checks/{task().id}"
    moderator.press(f"{address}/open", address)
    page = moderator.get(address).text
    assert "The street is not public." in page
    assert "Secret Garden" not in page
    assert "01605" not in page


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999"])
def test_a_sheet_that_is_not_there_is_not_found(moderator, number):
    assert moderator.get(f"/desk/checks/{number}").status_code == 404
    assert moderator.client.post(f"/desk/checks/{number}/open").status_code == 404


def test_two_who_report_one_fact_at_once_are_both_heard(app, directory):
    found = directory.harbor_house.id

    def tell(sender):
        center = db.session.get(Center, found)
        checks.tell_what_happened(center, CallOutcome.WRONG_NUMBER, sender=sender * 32)

    assert at_once(app, *(lambda sender=bytes([n]): tell(sender) for n in range(6))) == []
    assert task().voices == 6
    assert [(doubt.field, doubt.people) for doubt in db.session.get(Center, found).doubts] == [(Field.PHONE, 6)]


def test_who_calls_who_reports_and_who_takes_back_do_not_stand_in_each_others_way(app, moderator, directory):
    center, me = directory.harbor_house.id, moderator.id

    def report_again():
        checks.report(db.session.get(Center, center), Field.PHONE, {"right": "Wrong.", "reply_by": "code"})

    confirmed = {Field.PHONE: CheckResult.CONFIRMED}
    for _round in range(6):
        with transaction():
            report_again()
            found = db.session.execute(select(CheckTask.id).where(CheckTask.ended_at.is_(None))).scalar_one()
            written = db.session.execute(select(Inquiry.id).order_by(Inquiry.created_at.desc())).scalars().first()
        at_once(
            app,
            lambda it=found: checks.open_sheet(db.session.get(CheckTask, it), by=me),
            lambda it=found: checks.settle(db.session.get(CheckTask, it), confirmed, by=me),
            report_again,
            report_again,
            lambda it=written: actions.withdraw(db.session.get(Inquiry, it)),
            lambda it=written: actions.write_again(db.session.get(Inquiry, it), "And?"),
        )
        assert db.session.get(Inquiry, written).erased
        assert db.session.get(Inquiry, written).state is InquiryState.WITHDRAWN
