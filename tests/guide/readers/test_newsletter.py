import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from form_filling import held
from guide.readers.mailbox import CANARY, announce, ask_for_letters, confirmed, later, letters, paths, rows, subscribe
from sqlalchemy import text

from app.core import postman
from app.core.audit import AuditEvent
from app.core.db import db, now, transaction
from app.core.outbox import Letter
from app.guide import actions
from app.guide.models import Subscriber


def test_nobody_is_on_the_list_before_the_button_in_the_letter_is_pressed(visitor):
    ask_for_letters(visitor)
    assert confirmed() == []
    (letter,) = letters()
    assert letter["To"] == CANARY
    assert visitor.fill(paths(letter)[0]).location == "/guide-news/confirmed"
    assert len(confirmed()) == 1


def test_a_mail_program_that_follows_every_link_changes_nothing(visitor, client, writes):
    ask_for_letters(visitor)
    confirm, leave = paths(letters()[0])
    writes.clear()
    for path in (confirm, leave, "/guide-news", "/naltrexone/newsletter", "/naltrexone/newsletter/sent"):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert writes == []
    assert confirmed() == []
    assert len(rows(Subscriber)) == 1


def test_the_answer_is_the_same_for_known_and_unknown_addresses(visitor, client):
    unknown = ask_for_letters(visitor)
    waiting = ask_for_letters(visitor)
    confirm, _leave = paths(letters()[0])
    visitor.fill(confirm)
    known = ask_for_letters(visitor)
    assert unknown.location == waiting.location == known.location
    assert unknown.data.replace(b"303", b"") == known.data.replace(b"303", b"")
    assert {name for name, _value in unknown.headers} >= {name for name, _value in known.headers}
    assert "If the address is right" in client.get(known.location).text


def test_who_is_on_the_list_and_asks_again_gets_the_same_letter_and_stays_on_it(visitor):
    subscribe(visitor)
    (first,) = letters()
    with later(days=2):
        ask_for_letters(visitor)
        (second,) = letters()
        assert second["Subject"] == first["Subject"]
        assert len(confirmed()) == 1
        assert visitor.fill(paths(second)[0]).status_code == 303
    assert len(confirmed()) == 1


def test_an_address_gets_one_letter_a_day_however_often_it_is_typed_in(visitor):
    for typed in (CANARY, CANARY.upper(), f" {CANARY} "):
        ask_for_letters(visitor, typed)
        with later(minutes=1):
            postman.deliver()
    assert len(rows(Letter)) == len(rows(Subscriber)) == 1


def test_a_new_link_takes_the_place_of_the_old_one(visitor):
    ask_for_letters(visitor)
    old, _leave = paths(letters()[0])
    with later(days=2):
        ask_for_letters(visitor)
        (letter,) = letters()
        new, _leave = paths(letter)
        assert visitor.fill(old).status_code == 404
        assert visitor.fill(new).status_code == 303


def test_links_that_are_wrong_used_or_too_old_all_look_alike(visitor):
    ask_for_letters(visitor)
    confirm, _leave = paths(letters()[0])
    wrong = visitor.fill("/guide-news/confirm/nobody-guesses-this")
    with later(days=7, minutes=1):
        old = visitor.fill(confirm)
    assert confirmed() == []
    assert visitor.fill(confirm).status_code == 303
    used = visitor.fill(confirm)
    assert wrong.status_code == old.status_code == used.status_code == 404
    assert wrong.data == old.data == used.data
    assert len(confirmed()) == 1


@pytest.mark.parametrize("code", ["%00", "x" * 3000, "..%2f..", "é"])
def test_no_link_is_too_strange_for_a_plain_answer(visitor, client, code):
    for path in (f"/guide-news/confirm/{code}", f"/guide-news/leave/{code}"):
        assert client.get(path).status_code in {200, 404}
        assert client.post(path, data={}).status_code in {404, 422}


def test_a_double_click_on_the_button_has_one_effect_and_the_same_answer(visitor):
    page = visitor.client.get("/naltrexone/newsletter")
    first = visitor.send(page, "/naltrexone/newsletter", email=CANARY)
    again = visitor.send(page, "/naltrexone/newsletter", email=CANARY)
    assert first.location == again.location
    confirm, _leave = paths(letters()[0])
    page = visitor.client.get(confirm)
    assert visitor.send(page, confirm).location == visitor.send(page, confirm).location == "/guide-news/confirmed"
    assert [event.action for event in rows(AuditEvent)] == ["letters asked for", "letters confirmed"]


def test_one_click_in_a_letter_leaves_and_erases_at_once(visitor, app):
    leave = subscribe(visitor)
    mail_program = app.test_client()
    answer = mail_program.post(leave, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "Your address is erased" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert rows(Subscriber) == []


def test_leaving_again_is_harmless_and_looks_the_same(visitor, client):
    leave = subscribe(visitor)
    first, again = visitor.client.post(leave), visitor.client.post(leave)
    assert first.status_code == again.status_code == 200
    assert first.data == again.data
    assert client.get(leave).status_code == 200


def test_the_link_of_one_person_leaves_for_nobody_else(visitor):
    mine = subscribe(visitor, "mine@example.org")
    subscribe(visitor, "yours@example.org")
    visitor.client.post(mine)
    assert [row.address for row in rows(Subscriber)] == ["yours@example.org"]
    forged = mine[:-5] + ("A" if mine[-5] != "A" else "B") + mine[-4:]
    assert visitor.client.post(forged).status_code == 404
    assert len(rows(Subscriber)) == 1


def test_who_leaves_gets_no_letter_that_was_on_its_way(visitor, app):
    leave = subscribe(visitor)
    announce()
    assert len(letters("guide-changed")) == 1
    visitor.client.post(leave)
    assert rows(Letter) == []
    with later(minutes=1):
        assert postman.deliver() == 0


def test_a_letter_that_is_under_way_while_somebody_leaves_troubles_nobody(visitor, monkeypatch):
    leave = subscribe(visitor)
    sent = []

    def carry(message, _recipient):
        sent.append(message)
        visitor.client.post(leave)

    monkeypatch.setattr(postman, "_carrier", lambda _settings: carry)
    with later(minutes=1):
        postman.deliver()
    assert len(sent) == 1
    assert rows(Letter) == rows(Subscriber) == []


def test_the_address_is_sealed_in_the_database(visitor):
    subscribe(visitor)
    with db.engine.connect() as connection:
        held = connection.execute(text("SELECT * FROM guide_subscriber")).all()
    assert held
    assert b"canary" not in repr(held).encode()


def test_an_address_that_nobody_confirms_is_erased_after_a_week(visitor):
    leave = subscribe(visitor, "stays@example.org")
    ask_for_letters(visitor)
    for days, left in ((6.9, 2), (7.1, 1)):
        with later(days=days), transaction():
            actions.erase_unconfirmed(now())
        assert len(rows(Subscriber)) == left
    assert [letter["To"] for letter in letters()] == ["stays@example.org"]
    assert leave


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": ""}, "Type in your email address"),
        ({"email": "nobody"}, "It looks like name@example.org"),
        ({"email": "a@b.org, c@d.org"}, "It looks like name@example.org"),
        ({"email": "a@b.org\nBcc: c@d.org"}, "It looks like name@example.org"),
        ({"email": '"><script>alert(1)</script>@x.org'}, "It looks like name@example.org"),
        ({"email": "x" * 250 + "@example.org"}, "at most"),
        ({"website": "http://spam.example"}, "leave the last field empty"),
        ({"csrf_token": "forged"}, "Allow cookies here"),
        ({"once": "forged"}, "open for more than a day"),
    ],
)
def test_what_cannot_be_an_address_is_said_and_nothing_happens(visitor, fields, said):
    answer = visitor.fill("/naltrexone/newsletter", **{"email": CANARY} | fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert "<script>alert" not in answer.text
    assert rows(Subscriber) == rows(Letter) == []


def test_a_program_that_fills_the_form_at_once_is_asked_again(client):
    token = re.findall(r'name="(csrf_token|once)"[^>]*value="([^"]+)"', client.get("/naltrexone/newsletter").text)
    answer = client.post("/naltrexone/newsletter", data=dict(token) | {"email": CANARY})
    assert answer.status_code == 422
    assert "very quick" in answer.text


def test_a_sender_of_many_addresses_must_wait(visitor):
    for number in range(5):
        ask_for_letters(visitor, f"reader{number}@example.org")
    answer = visitor.fill("/naltrexone/newsletter", email=CANARY)
    assert answer.status_code == 429
    assert "minutes" in answer.text
    assert CANARY in answer.text
    assert len(rows(Subscriber)) == 5


def test_the_same_address_from_several_browsers_at_once_is_one_subscriber(app):
    address = "/naltrexone/newsletter"
    browsers = [app.test_client() for _ in range(4)]

    def form_of(browser):
        page = BeautifulSoup(browser.get(address).text, "html.parser")
        return held(page.select_one("main form")) | {"email": CANARY}

    with ThreadPoolExecutor(4) as pool:
        forms = list(pool.map(form_of, browsers))
        with later(seconds=5):
            answers = list(pool.map(lambda browser, form: browser.post(address, data=form), browsers, forms))
    assert {answer.status_code for answer in answers} == {303}
    assert len(rows(Subscriber)) == 1
    assert len(letters()) == 1
