from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from app.centers.freshness import Field
from app.centers.models import Center
from app.core.db import db, now, transaction
from app.inquiries import actions, checks, queue, taking
from app.inquiries.models import CheckTask
from app.inquiries.outcomes import CallOutcome, NotReached
from app.inquiries.queue import DANGER, HEAVY, LATE, RESTING, WAITING, Asked, Show
from app.inquiries.topics import Topic

ANA, BEN = "a" * 32, "b" * 32
DANGER_WORDS = "I want to die"


def write(topic=Topic.PRESS, words="Who are you?", *, days_ago=0, center=None):
    with time_machine.travel(now() - timedelta(days=days_ago)), transaction():
        held = db.session.get(Center, center.id) if center else None
        inquiry, _code = actions.receive(topic, {"message": words, "reply_by": "code"}, center=held)
        return inquiry.id


def doubt(center, voices=1, *, days_ago=0):
    with time_machine.travel(now() - timedelta(days=days_ago)), transaction():
        held = db.session.get(Center, center.id)
        for voice in range(voices):
            checks.tell_what_happened(held, CallOutcome.WRONG_NUMBER, sender=bytes([voice]) * 32)
        found = db.session.execute(db.select(CheckTask.id).filter_by(center_id=center.id)).scalar_one()
    return str(found)


def report(center, words="It moved."):
    with transaction():
        checks.report(db.session.get(Center, center.id), Field.PHONE, {"right": words, "reply_by": "code"})


def shown(**asked):
    return [(entry.urgency, str(entry.item.id)) for entry in queue.entries(Asked(ANA, **asked), now())]


def test_the_worst_comes_first(directory):
    plain, young_call = write(), doubt(directory.bayside)
    heavy = doubt(directory.still_true, voices=3)
    late = write(days_ago=8)  # three days apart: a weekend may lie between
    later = write(days_ago=11)
    late_call = doubt(directory.long_ago, days_ago=14)
    danger = write(words=DANGER_WORDS)
    resting = doubt(directory.harbor_house)
    with transaction():
        checks.not_reached(db.session.get(CheckTask, int(resting)), NotReached.NO_ANSWER, by=BEN)
    assert shown() == [
        (DANGER, danger),
        (LATE, late_call),
        (LATE, later),
        (LATE, late),
        (HEAVY, heavy),
        (WAITING, plain),
        (WAITING, young_call),
        (RESTING, resting),
    ]


def test_a_message_to_a_center_is_never_in_it(directory):
    write(Topic.TO_CENTER, center=directory.harbor_house)
    write(Topic.TO_CENTER, DANGER_WORDS, center=directory.harbor_house)
    assert shown() == []
    assert queue.counts(now()) == {}


def test_a_report_waits_inside_the_call_that_settles_it(directory):
    report(directory.harbor_house)
    assert list(queue.counts(now())) == [queue.CALLS]


def test_a_report_with_words_of_danger_waits_in_front_all_the_same(directory):
    report(directory.harbor_house, DANGER_WORDS)
    assert [urgency for urgency, _id in shown()] == [DANGER, WAITING]


def test_a_report_that_no_call_will_settle_waits_by_itself(directory, visitor):
    report(directory.harbor_house)
    with transaction():
        task = db.session.execute(db.select(CheckTask)).scalar_one()
        task.ended_at = now()
    assert list(queue.counts(now())) == [Topic.REPORT]


def test_answered_closed_and_withdrawn_messages_are_gone_from_it(app):
    for verb in (actions.answer, actions.close, actions.withdraw):
        found = write()
        with transaction():
            inquiry = db.session.get(actions.Inquiry, found)
            verb(
                inquiry,
                *(["Hello"] if verb is actions.answer else []),
                **({} if verb is actions.withdraw else {"by": ANA}),
            )
    assert shown() == []


def test_it_can_be_narrowed_to_a_kind_and_to_what_one_has_taken(directory):
    press, privacy, call = write(), write(Topic.PRIVACY), doubt(directory.bayside)
    assert shown(kind=Topic.PRIVACY.value) == [(WAITING, privacy)]
    assert shown(kind=queue.CALLS) == [(WAITING, call)]
    with transaction():
        taking.take(db.session.get(actions.Inquiry, press), by=ANA)
        taking.take(db.session.get(actions.Inquiry, privacy), by=BEN)
    assert shown(show=Show.MINE) == [(WAITING, press)]
    assert len(shown()) == 3
    assert [str(item.id) for item in queue.next_free(ANA, now())] == [call]
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert shown(show=Show.MINE) == []
        assert len(queue.next_free(ANA, now())) == 3


def test_what_rests_is_not_offered(directory):
    resting = doubt(directory.harbor_house)
    with transaction():
        checks.not_reached(db.session.get(CheckTask, int(resting)), NotReached.NO_ANSWER, by=BEN)
    assert queue.next_free(ANA, now()) == []
    with time_machine.travel(now() + timedelta(days=4)):
        assert [str(item.id) for item in queue.next_free(ANA, now())] == [resting]


def lines(page):
    return [item.get_text(" ", strip=True) for item in BeautifulSoup(page.text, "html.parser").select(".queue > li")]


def test_the_list_shows_no_word_that_anybody_wrote(moderator, directory):
    with transaction():
        actions.receive(
            Topic.FINDING_CARE,
            {"message": "Canary one", "name": "Canary two", "where": "Canary three", "reply_by": "code"},
        )
    report(directory.harbor_house, "Canary four")
    page = moderator.get("/desk")
    assert len(lines(page)) == 2
    assert "Canary" not in page.text


def test_the_list_says_how_old_how_late_and_who_has_it(moderator, colleague, directory):
    write(days_ago=8)
    calm = write(Topic.PRIVACY)
    danger = write(words=DANGER_WORDS)
    doubt(directory.harbor_house, voices=2)
    with transaction():
        taking.take(db.session.get(actions.Inquiry, calm), by=colleague.id)
        taking.take(db.session.get(actions.Inquiry, danger), by=moderator.id)
    page = moderator.get("/desk")
    first, second, *others = lines(page)
    assert "Words of danger are in it" in first
    assert "You have it until" in first
    assert "days late" in second
    call = next(line for line in others if "Harbor House" in line)
    assert "2 people found it otherwise" in call
    assert "call by" in call
    held = next(line for line in others if "your data" in line)
    assert "A colleague has it until" in held
    addresses = [link["href"] for link in BeautifulSoup(page.text, "html.parser").select(".queue a")]
    assert f"/desk/messages/{calm}" not in addresses
    assert f"/desk/messages/{danger}" in addresses


def test_a_long_list_has_pages_and_each_thing_stands_on_one_of_them(moderator, monkeypatch):
    monkeypatch.setattr(queue, "PAGE_SIZE", 3)
    ids = {write() for _ in range(8)}
    found = []
    for page in (1, 2, 3):
        soup = BeautifulSoup(moderator.get(f"/desk?page={page}").text, "html.parser")
        found += [link["href"].rpartition("/")[2] for link in soup.select(".queue a")]
    assert len(found) == 8
    assert set(found) == ids
    assert "Page 3 of 3" in moderator.get("/desk?page=99").text


@pytest.mark.parametrize(
    "query", ["page=0", "page=-4", "page=x", "page=" + "9" * 30, "kind=nothing", "show=x", "kind=%00"]
)
def test_a_strange_question_gets_a_list(moderator, query):
    write()
    assert len(lines(moderator.get(f"/desk?{query}"))) == 1


def test_what_is_done_stands_in_a_list_of_its_own_and_leads_back_to_it(moderator, directory):
    answered, closed, withdrawn, waiting = (write(days_ago=days) for days in (1, 2, 3, 4))
    to_center = write(Topic.TO_CENTER, center=directory.harbor_house)
    call = doubt(directory.bayside)
    with transaction():
        actions.answer(db.session.get(actions.Inquiry, answered), "Hello", by=ANA)
        actions.close(db.session.get(actions.Inquiry, closed), by=ANA)
        actions.close(db.session.get(actions.Inquiry, to_center), by=ANA)
        actions.withdraw(db.session.get(actions.Inquiry, withdrawn))
        db.session.get(CheckTask, int(call)).ended_at = now()
    page = moderator.get("/desk?show=done")
    latest, second, third = lines(page)
    assert "Bayside" in latest
    assert "Called" in latest
    assert "Answered" in second
    assert "Closed" in third
    addresses = [link["href"] for link in BeautifulSoup(page.text, "html.parser").select(".queue a")]
    assert addresses == [f"/desk/checks/{call}", f"/desk/messages/{answered}", f"/desk/messages/{closed}"]
    assert [moderator.get(address).status_code for address in addresses] == [200] * 3
    assert [found for _urgency, found in shown()] == [waiting]
    with time_machine.travel(now() + timedelta(days=800)):
        assert [str(entry.item.id) for entry in queue.entries(Asked(ANA, Show.DONE), now())] == [call]


def test_an_empty_list_says_so_and_offers_nothing(moderator):
    page = moderator.get("/desk")
    assert "Nothing waits. Well done." in page.text
    assert "Take the next one" not in page.text


def test_the_next_one_is_the_worst_that_nobody_has(moderator, colleague, directory):
    write()
    danger = write(words=DANGER_WORDS)
    late = doubt(directory.harbor_house, days_ago=9)
    assert moderator.press("/desk/next", "/desk").location == f"/desk/messages/{danger}"
    assert colleague.press("/desk/next", "/desk").location == f"/desk/checks/{late}"


def test_where_nothing_is_free_a_sentence_says_so(moderator, colleague):
    write()
    colleague.press("/desk/next", "/desk")
    answer = moderator.post("/desk/next", "/desk")
    assert answer.status_code == 422
    assert "Nothing is free to take just now." in answer.text


def test_the_desk_leads_to_what_readers_ask_about_the_guide(moderator):
    links = [link["href"] for link in BeautifulSoup(moderator.get("/desk").text, "html.parser").select("main a")]
    assert "/desk/questions" in links
    assert moderator.get("/desk/questions").status_code == 200
