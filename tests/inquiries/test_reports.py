from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from factories import confirm
from form_filling import code_of
from sqlalchemy import select

from app.centers.actions import doubt_fields
from app.centers.freshness import Field, Standing
from app.centers.models import Center
from app.core.db import db, now, transaction
from app.inquiries import checks
from app.inquiries.models import Called, CheckTask, Inquiry, InquiryState
from app.inquiries.outcomes import DOUBTS, CallOutcome, CheckResult, Finding, NotReached
from app.inquiries.topics import Topic

SAID = "Somebody told us today that this is wrong: call to check"
BY = "0" * 32


def standing(center, field):
    db.session.expire_all()
    return db.session.get(Center, center.id).freshness(field, now()).standing


def tap(visitor, center, outcome):
    return visitor.fill(f"/centers/{center.slug}/called", outcome=outcome)


def open_task():
    db.session.expire_all()
    return db.session.execute(select(CheckTask).where(CheckTask.ended_at.is_(None))).scalar_one()


@pytest.mark.parametrize("outcome", CallOutcome)
def test_one_tap_lowers_what_it_speaks_against_at_once(visitor, client, directory, outcome):
    center = directory.harbor_house
    answer = tap(visitor, center, outcome)
    assert answer.status_code == 303
    assert "Thank you" in client.get(answer.location).text
    for field in Field:
        doubted = standing(center, field) is Standing.DOUBTED
        assert doubted == (field in DOUBTS[outcome])
    assert (SAID in client.get(f"/centers/{center.slug}").text) == bool(DOUBTS[outcome])


def test_a_tap_opens_one_task_for_the_desk_and_more_make_it_weigh_more(visitor, directory, app):
    tap(visitor, directory.harbor_house, "wrong-number")
    tap(visitor, directory.harbor_house, "not-this-medicine")
    assert open_task().voices == 2


def test_a_flood_from_one_place_counts_once(visitor, directory):
    for _ in range(7):
        assert tap(visitor, directory.harbor_house, "wrong-number").status_code == 303
    assert len(db.session.execute(select(Called)).scalars().all()) == 1
    assert open_task().voices == 1


def test_two_places_count_twice(directory):
    with transaction():
        for sender in (b"a" * 32, b"b" * 32):
            center = db.session.get(Center, directory.harbor_house.id)
            assert checks.tell_what_happened(center, CallOutcome.WRONG_NUMBER, sender=sender)
    assert open_task().voices == 2


@pytest.mark.parametrize("outcome", ["", "nonsense", "got-through' OR 1=1"])
def test_a_tap_that_means_nothing_is_asked_for_again(visitor, directory, outcome):
    assert tap(visitor, directory.harbor_house, outcome).status_code == 422
    assert db.session.execute(select(Called)).all() == []


def test_good_news_opens_no_task(visitor, directory):
    tap(visitor, directory.harbor_house, "got-through")
    assert db.session.execute(select(CheckTask)).all() == []


def test_a_card_and_the_order_by_confirmation_follow_at_once(visitor, client, directory):
    center = directory.still_true
    with transaction():
        doubt_fields(db.session.get(Center, center.id), [Field.CARE], at=now())
    card = BeautifulSoup(client.get("/centers?sort=confirmed&near=02360").text, "html.parser")
    drawn = next(each for each in card.select("li.card, article.card, .card") if center.profile.name in each.text)
    assert SAID in drawn.text


def report(visitor, center, **fields):
    told = {"field": "phone", "right": "It is 617-555-0199 now.", "reply_by": "code"} | fields
    return visitor.fill(f"/centers/{center.slug}/report", **told)


def test_a_report_gets_a_code_lowers_the_fact_and_opens_a_task(visitor, client, directory):
    answer = report(visitor, directory.harbor_house)
    page = client.get(f"/messages/{code_of(answer)}").text
    assert "617-555-0199" in page
    assert directory.harbor_house.profile.name in page
    assert standing(directory.harbor_house, Field.PHONE) is Standing.DOUBTED
    assert open_task().voices == 1


def test_a_report_must_say_what_is_wrong(visitor, directory):
    answer = report(visitor, directory.harbor_house, field="")
    assert answer.status_code == 422
    assert "Choose what is wrong." in answer.text
    assert "617-555-0199" in answer.text


@pytest.mark.parametrize(
    ("result", "finding", "after"),
    [
        (CheckResult.CONFIRMED, Finding.AS_LISTED, Standing.CONFIRMED),
        (CheckResult.WRONG, Finding.WRONG, Standing.DOUBTED),
    ],
)
def test_what_we_find_on_the_phone_ends_the_doubt_and_answers_the_report(
    visitor, client, directory, result, finding, after
):
    code = code_of(report(visitor, directory.harbor_house))
    with transaction():
        checks.settle(open_task(), {Field.PHONE: result}, by=BY)
    assert standing(directory.harbor_house, Field.PHONE) is after
    inquiry = db.session.execute(select(Inquiry).where(Inquiry.topic == Topic.REPORT)).scalar_one()
    assert (inquiry.finding, inquiry.state) == (finding, InquiryState.ANSWERED)
    assert "What we found" in client.get(f"/messages/{code}").text
    assert db.session.execute(select(CheckTask).where(CheckTask.ended_at.is_(None))).all() == []


def test_a_field_that_was_not_asked_about_stays_as_it_was(visitor, directory):
    report(visitor, directory.harbor_house)
    with transaction():
        checks.settle(open_task(), {Field.PHONE: CheckResult.NOT_ASKED}, by=BY)
    assert standing(directory.harbor_house, Field.PHONE) is Standing.DOUBTED


def test_three_calls_without_an_answer_end_the_task_and_say_so(visitor, directory):
    report(visitor, directory.harbor_house)
    for attempt in range(3):
        with transaction():
            task = open_task()
            assert task.attempts == attempt
            checks.not_reached(task, NotReached.NO_ANSWER, by=BY)
    inquiry = db.session.execute(select(Inquiry)).scalar_one()
    assert inquiry.finding is Finding.NOT_CHECKED
    assert standing(directory.harbor_house, Field.PHONE) is Standing.DOUBTED


def test_a_confirmation_after_a_doubt_weighs_more_and_a_later_doubt_more_again(directory, app):
    center = directory.harbor_house
    with transaction():
        held = db.session.get(Center, center.id)
        confirm(held, Field.PHONE, days_ago=1)
        doubt_fields(held, [Field.PHONE], at=now() - timedelta(days=2))
    assert standing(center, Field.PHONE) is Standing.CONFIRMED
    with transaction():
        doubt_fields(db.session.get(Center, center.id), [Field.PHONE], at=now())
    assert standing(center, Field.PHONE) is Standing.DOUBTED


def test_a_center_that_takes_no_messages_says_what_to_do_instead(client, directory):
    page = client.get(f"/centers/{directory.harbor_house.slug}/contact")
    assert page.status_code == 200
    assert "takes no messages here" in page.text
    assert "tel:" in page.text


@pytest.mark.parametrize("door", ["report", "called", "contact"])
def test_a_center_that_is_not_there_has_no_such_doors(client, app, door):
    assert client.get(f"/centers/nowhere/{door}").status_code == 404
