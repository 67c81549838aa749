import json
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from guide.readers.mailbox import CANARY, PAGE, ask, later, letters, rows
from people import Window, make_person
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from app.core.audit import AuditEvent
from app.core.db import db, now, transaction
from app.core.errors import Refused
from app.core.outbox import Letter
from app.guide import actions
from app.guide.library import read_library
from app.guide.models import PublishedQuestion, Question, QuestionState

TOLD = "My name is Canary Bird and I want to know about coffee"
ANSWER = {
    "words": "May people drink coffee?",
    "answer": "No source we know speaks against it. Ask a pharmacist.",
    "cited": "PI-V",
    "general": "y",
}
PUBLIC = [
    *("/", "/naltrexone", f"/naltrexone/{PAGE}", "/naltrexone/questions-and-answers", "/naltrexone/library"),
    *("/guide-news", f"/naltrexone/{PAGE}/ask", f"/naltrexone/{PAGE}/asked", "/naltrexone/search?q=coffee"),
    *("/naltrexone/newsletter", "/sitemaps/1.xml"),
]


def only():
    (question,) = rows(Question)
    return question


def publish(desk, **fields):
    """Answer the one question that waits."""
    address = f"/desk/questions/{only().id}"
    return desk.fill(address, press=f"{address}/publish", **ANSWER | fields)


def decline(desk, reason="personal"):
    address = f"/desk/questions/{only().id}"
    return desk.fill(address, press=f"{address}/decline", reason=reason)


def withdraw(desk):
    address = f"/desk/questions/{only().id}"
    return desk.fill(address, press=f"{address}/withdraw")


def foot(client, page=PAGE):
    found = BeautifulSoup(client.get(f"/naltrexone/{page}").text, "html.parser")
    return found.select_one("section.from-readers")


def everything_public(client):
    """Return all that anybody may read, as it is sent."""
    return "\n".join(client.get(path).text for path in PUBLIC)


def test_every_page_leads_to_its_own_question_form(client):
    for leaf in read_library().leaves.values():
        page = BeautifulSoup(client.get(leaf.page.url).text, "html.parser")
        assert page.find("a", href=f"/naltrexone/{leaf.page.slug}/ask"), leaf.page.slug
        assert page.find("a", href="/naltrexone/newsletter"), leaf.page.slug
        assert client.get(f"/naltrexone/{leaf.page.slug}/ask").status_code == 200


def test_a_page_that_is_not_there_has_no_form(client):
    for path in ("/naltrexone/nothing/ask", "/naltrexone/nothing/asked", "/naltrexone/library/ask"):
        assert client.get(path).status_code == 404


def test_the_form_asks_for_no_name_and_says_what_happens(client):
    page = client.get(f"/naltrexone/{PAGE}/ask").text
    fields = {field["name"] for field in BeautifulSoup(page, "html.parser").select("main form [name]")}
    assert fields == {"words", "email", "website", "once", "csrf_token"}
    for said in ("Leave out your name", "erased", "nobody else", "tel:988", "tel:911"):
        assert said in page


def test_nothing_of_a_question_shows_anywhere_before_somebody_answered_it(visitor, client):
    ask(visitor, TOLD, CANARY)
    assert only().words == TOLD
    said = everything_public(client)
    for hidden in ("Canary Bird", "coffee and", "about coffee", CANARY, only().id):
        assert hidden not in said


def test_a_question_is_sealed_in_the_database_and_in_the_log(visitor):
    ask(visitor, TOLD, CANARY)
    with db.engine.connect() as connection:
        statements = ("SELECT * FROM reader_question", "SELECT * FROM audit_event")
        held = [connection.execute(text(statement)).all() for statement in statements]
    assert all(held)
    assert "anary" not in repr(held)
    assert [event.subject for event in rows(AuditEvent)] == [f"question {only().id}"]


def test_an_answer_stands_on_its_page_with_its_day_and_its_sources_and_on_no_other(visitor, client, desk):
    ask(visitor, TOLD)
    assert publish(desk).location == "/desk/questions"
    shown = foot(client)
    assert ANSWER["words"] in shown.text
    assert ANSWER["answer"] in shown.text
    assert "Answered on" in shown.text
    assert shown.find("a", href=read_library().sources["PI-V"].url)
    assert "coffee" not in foot(client, "stopping").text


def test_the_words_of_the_reader_are_erased_when_ours_are_published(visitor, client, desk):
    ask(visitor, TOLD, CANARY)
    key, sealed = only().data_key, only().words_sealed
    assert key
    publish(desk)
    question = only()
    assert question.erased
    assert (question.words, question.address, question.words_sealed) == ("", "", None)
    with db.engine.connect() as connection:
        held = repr(connection.execute(text("SELECT * FROM reader_question")).all())
    assert repr(sealed) not in held
    assert repr(key) not in held
    assert "Canary" not in everything_public(client)
    assert "Canary" not in desk.client.get(f"/desk/questions/{question.id}").text


def test_an_answer_counts_as_one_of_the_questions_that_search_engines_read(visitor, client, desk):
    ask(visitor, page="questions-and-answers")
    publish(desk)
    page = BeautifulSoup(client.get("/naltrexone/questions-and-answers").text, "html.parser")
    blocks = [json.loads(block.string) for block in page.select('script[type="application/ld+json"]')]
    (ours,) = [block for block in blocks if block.get("@type") == "FAQPage"]
    assert ours["@id"] == "/naltrexone/questions-and-answers#questions"
    assert ours["mainEntity"] == [
        {
            "@type": "Question",
            "name": ANSWER["words"],
            "acceptedAnswer": {"@type": "Answer", "text": ANSWER["answer"]},
        }
    ]


def test_answers_are_found_from_the_page_of_questions_and_from_the_news(visitor, client, desk):
    ask(visitor)
    publish(desk)
    (row,) = rows(PublishedQuestion)
    for path in ("/naltrexone/questions-and-answers", "/guide-news"):
        lead = BeautifulSoup(client.get(path).text, "html.parser").find("a", string=ANSWER["words"])
        assert lead["href"] == f"/naltrexone/{PAGE}#answer-{row.id}"
    assert foot(client).find(id=f"answer-{row.id}")


def test_an_answer_that_is_taken_down_is_gone_from_everywhere(visitor, client, desk):
    ask(visitor)
    publish(desk)
    assert "drink coffee" in everything_public(client)
    assert withdraw(desk).status_code == 303
    assert "drink coffee" not in everything_public(client)
    assert rows(PublishedQuestion) == []
    assert only().state is QuestionState.WITHDRAWN


def test_who_left_an_address_gets_one_letter_and_is_then_forgotten(visitor, desk):
    ask(visitor, TOLD, CANARY)
    assert letters() == []
    publish(desk)
    (letter,) = letters()
    assert letter["To"] == CANARY
    assert "/guide-news#answers" in letter.get_content()
    assert only().address == ""


def test_what_is_put_aside_is_erased_and_its_reader_told_why_in_general(visitor, desk):
    ask(visitor, TOLD, CANARY)
    assert decline(desk).location == "/desk/questions"
    assert only().erased
    assert only().state is QuestionState.DECLINED
    (letter,) = letters()
    assert "/guide-news#no-answer" in letter.get_content()


def test_an_advertisement_gets_no_letter(visitor, desk):
    ask(visitor, "Buy it here", CANARY)
    decline(desk, "spam")
    assert rows(Letter) == []


@pytest.mark.parametrize("press", ["publish", "decline"])
def test_a_double_click_at_the_desk_has_one_effect(visitor, desk, press):
    ask(visitor, TOLD, CANARY)
    address = f"/desk/questions/{only().id}"
    page = desk.client.get(address)
    sent = [
        desk.send(page, address, press=f"{address}/{press}", **ANSWER | {"reason": "personal"}).location for _ in "ab"
    ]
    assert sent == ["/desk/questions"] * 2
    assert len(rows(Letter)) == 1
    decided = [event for event in rows(AuditEvent) if event.action in {"question published", "question declined"}]
    assert len(decided) == 1


def test_two_people_at_the_desk_cannot_decide_twice(visitor, desk):
    ask(visitor)
    address = f"/desk/questions/{only().id}"
    page = desk.client.get(address)
    publish(desk)
    late = desk.send(page, address, press=f"{address}/decline", reason="personal")
    assert late.status_code == 422
    assert "decided about this question already" in late.text
    assert only().state is QuestionState.PUBLISHED


def test_a_double_click_of_a_reader_is_one_question(visitor):
    address = f"/naltrexone/{PAGE}/ask"
    page = visitor.client.get(address)
    sent = [visitor.send(page, address, words="Is it so?").location for _ in "ab"]
    assert sent == [f"/naltrexone/{PAGE}/asked"] * 2
    assert only()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": ""}, "Write the question in our own words"),
        ({"answer": " "}, "Write the answer"),
        ({"cited": ""}, "Name at least one source"),
        ({"cited": "", "others": "PI-V, Wikipedia"}, "There is no source Wikipedia"),
        ({"general": ""}, "never advice for one person"),
        ({"answer": "x" * 2001}, "2000 letters at most"),
    ],
)
def test_an_answer_that_lacks_something_is_not_published_and_is_kept(visitor, desk, fields, said):
    ask(visitor)
    told = {name: value for name, value in (ANSWER | fields).items() if value}
    address = f"/desk/questions/{only().id}"
    answer = desk.fill(address, press=f"{address}/publish", **told)
    assert answer.status_code == 422
    assert said in answer.text
    assert told.get("words", "The answer") in answer.text
    assert rows(PublishedQuestion) == []
    assert only().state is QuestionState.WAITING


def test_sources_of_other_pages_may_be_named_by_their_ids(visitor, client, desk):
    ask(visitor)
    publish(desk, others="SAMHSA-ntx; PI-V", cited="PI-V")
    (row,) = rows(PublishedQuestion)
    assert row.cited == ["PI-V", "SAMHSA-ntx"]
    assert foot(client).find("a", href=read_library().sources["SAMHSA-ntx"].url)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": ""}, "Write your question"),
        ({"words": " \n\u200b "}, "Write your question"),
        ({"words": "x" * 601}, "600 letters at most"),
        ({"words": "Look at https://spam.example"}, "leave out web addresses"),
        ({"words": "Look at WWW.spam.example"}, "leave out web addresses"),
        ({"email": "nobody"}, "It looks like name@example.org"),
        ({"website": "x"}, "leave the last field empty"),
        ({"csrf_token": "forged"}, "Allow cookies here"),
        ({"once": "forged"}, "open for more than a day"),
    ],
)
def test_a_question_that_cannot_be_taken_in_is_said_and_kept(visitor, fields, said):
    told = {"words": "Is it so?", "email": ""} | fields
    answer = visitor.fill(f"/naltrexone/{PAGE}/ask", **told)
    assert answer.status_code == 422
    assert said in answer.text
    kept = BeautifulSoup(answer.text, "html.parser").find(id="words").text
    assert kept.strip() == told["words"].replace("\u200b", "").strip()
    assert rows(Question) == []


def test_a_flood_of_questions_is_slowed(visitor):
    for _ in range(5):
        ask(visitor)
    answer = visitor.fill(f"/naltrexone/{PAGE}/ask", words="A sixth")
    assert answer.status_code == 429
    assert "A sixth" in answer.text
    assert len(rows(Question)) == 5


def test_words_of_danger_come_first_at_the_desk_and_every_reader_sees_who_to_call(visitor, client, desk):
    calm = ask(visitor, "Is it so?")
    danger = ask(visitor, "I want to die")
    assert calm.location == danger.location
    assert "tel:988" in BeautifulSoup(client.get(danger.location).text, "html.parser").main.decode()
    listed = BeautifulSoup(desk.client.get("/desk/questions").text, "html.parser").select("#waiting ~ ul li")
    assert ["danger" in item.text for item in listed] == [True, False]
    said = BeautifulSoup(desk.client.get("/desk").text, "html.parser").find("a", href="/desk/questions").parent.text
    assert "2 questions about the guide wait" in said
    assert "Words of danger" in said
    assert "I want to die" in desk.client.get(listed[0].a["href"]).text


HOSTILE = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>&amp;</script>{{7*7}}"


def test_hostile_words_are_words_at_the_desk_and_on_the_page(visitor, client, desk):
    ask(visitor, HOSTILE, page="questions-and-answers")
    address = f"/desk/questions/{only().id}"
    assert (
        BeautifulSoup(desk.client.get(address).text, "html.parser").select_one("li.from-person .typed").text == HOSTILE
    )
    publish(desk, words=HOSTILE, answer=HOSTILE)
    pages = ["/naltrexone/questions-and-answers", "/guide-news", "/desk/questions", address]
    for path in pages:
        page = desk.client.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert HOSTILE in BeautifulSoup(page, "html.parser").text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(pages[0]).text, re.DOTALL)
    assert HOSTILE in json.dumps([json.loads(block) for block in blocks], ensure_ascii=False).replace('\\"', '"')


@pytest.mark.parametrize("path", ["/desk/questions", "/desk/questions/nothing"])
def test_the_desk_is_closed_to_everyone_else(client, path):
    assert client.get(path).location.startswith("/account/sign-in")


@pytest.mark.parametrize("press", ["publish", "decline", "withdraw"])
def test_nobody_else_decides_about_a_question(visitor, client, press):
    ask(visitor, TOLD)
    assert client.post(f"/desk/questions/{only().id}/{press}", data=ANSWER).status_code == 401
    assert only().state is QuestionState.WAITING


def test_who_works_for_a_center_may_not_see_questions(app):
    window = Window(app).enter(make_person("center"))
    assert window.get("/desk/questions").status_code == 403


def test_a_question_that_is_not_there_is_said_so(desk):
    assert desk.client.get("/desk/questions/nothing").status_code == 404


def test_looking_at_questions_writes_nothing(visitor, client, desk, writes):
    ask(visitor)
    writes.clear()
    for path in PUBLIC:
        client.get(path)
    for path in ("/desk/questions", f"/desk/questions/{only().id}"):
        assert desk.client.get(path).status_code == 200
    assert writes == []


def test_a_decision_says_who_made_it(visitor, desk, moderator):
    ask(visitor)
    publish(desk)
    withdraw(desk)
    assert [event.by for event in rows(AuditEvent)] == ["a reader", *[f"user {moderator.id}"] * 2]


def test_questions_are_erased_after_90_days_but_for_what_stands_on_the_site(visitor, client, desk):
    ask(visitor, "Stays?")
    publish(desk)
    ask(visitor, "Waits?")
    for days, left in ((89.9, 2), (90.1, 1)):
        with later(days=days), transaction():
            actions.erase_questions(now())
        assert len(rows(Question)) == left
    assert only().state is QuestionState.PUBLISHED
    assert ANSWER["words"] in foot(client).text


def test_the_database_itself_keeps_no_words_of_what_is_decided(visitor):
    ask(visitor, TOLD)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Question).values(state="declined"))


def test_the_database_itself_publishes_a_question_once(visitor):
    ask(visitor)
    row = {"question_id": only().id, "slug": PAGE, "words": "x", "answer": "y", "cited": []}
    with pytest.raises(IntegrityError), transaction():
        db.session.add_all([PublishedQuestion(**row), PublishedQuestion(**row)])


def test_a_page_is_drawn_with_the_answers_it_had_while_the_database_is_away(visitor, client, desk, app, monkeypatch):
    ask(visitor)
    publish(desk)
    assert ANSWER["words"] in foot(client).text
    answered = app.extensions["readers"].answered
    monkeypatch.setattr("app.guide.queries.published_version", away)
    with time_machine.travel(now(), tick=True):
        assert ANSWER["words"] in foot(client).text
    assert answered.current().newest


def away(_session):
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    raise OperationalError("SELECT", {}, Exception("away"))


def test_a_decision_cannot_be_made_twice_by_the_verbs_themselves(app):
    with transaction():
        question = actions.ask(PAGE, "Is it so?")
        db.session.flush()
        actions.decline(question, "personal", by="user 7", tell=True)
        with pytest.raises(Refused):
            actions.publish(question, words="x", answer="y", cited=["PI-V"], by="user 7")
