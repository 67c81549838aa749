"""Passkeys: both proofs in one, and an answer counts once, for one purpose, on this site."""

import json
import re
from html import unescape

import pytest
from people import PASSWORD, Window, make_person
from soft_passkey import PRESENT, SoftPasskey
from sqlalchemy import func, select, update

from app.accounts import actions
from app.accounts.models import Outcome, Passkey
from app.accounts.queries import by_id, sign_ins
from app.core.db import changed, db, transaction


def options_on(window, path):
    """What the page at `path` asks the browser for."""
    return unescape(re.search(r'data-options="([^"]+)"', window.get(path).text)[1])


def add(window, passkey, name="my phone", **wrong):
    options = options_on(window, "/account/passkeys")
    return window.post("/account/passkeys", answer=passkey.make(options, **wrong), name=name)


@pytest.fixture
def passkey(app):
    return SoftPasskey()


@pytest.fixture
def owner(app, passkey):
    person = make_person("moderator")
    assert add(Window(app).enter(person), passkey).status_code == 303
    return person


def sign_in_with(window, answer):
    return window.post("/account/sign-in/passkey", page="/account/sign-in", answer=answer)


def test_any_kind_of_passkey_may_be_made_but_it_must_ask_who_is_there(app):
    options = json.loads(options_on(Window(app).enter(make_person("moderator")), "/account/passkeys"))
    choice = options["authenticatorSelection"]
    assert "authenticatorAttachment" not in choice, "Keys of the device itself are welcome too."
    assert choice["residentKey"] == choice["userVerification"] == "required"


def test_a_passkey_alone_signs_in(app, owner, passkey, window):
    answer = sign_in_with(window, passkey.prove(options_on(window, "/account/sign-in")))
    assert answer.status_code == 303
    assert window.is_signed_in
    assert sign_ins(by_id(owner.id))[0].outcome == Outcome.PASSKEY
    names = {cookie.key for cookie in window.client._cookies.values()}
    assert "remember_token" not in names


def test_a_passkey_is_the_second_proof_beside_a_password(app, owner, passkey, window):
    window.post("/account/sign-in", email=owner.email, password=PASSWORD)
    options = options_on(window, "/account/sign-in/code")
    answer = window.post("/account/sign-in/code/passkey", page="/account/sign-in/code", answer=passkey.prove(options))
    assert answer.status_code == 303
    assert window.is_signed_in


def test_a_passkey_proves_once_more_who_somebody_is(app, owner, passkey, clock):
    window = Window(app).enter(owner)
    clock(minutes=11)
    proof = window.get("/account/password").location
    answer = window.post("/account/prove/passkey", page=proof, answer=passkey.prove(options_on(window, proof)))
    assert answer.location == "/account/password"
    assert window.get("/account/password").status_code == 200


def test_an_answer_counts_once(app, owner, passkey, window):
    answer = passkey.prove(options_on(window, "/account/sign-in"))
    assert sign_in_with(window, answer).status_code == 303
    with transaction():
        changed(update(Passkey).values(sign_count=0))  # many passkeys count nothing
    thief = Window(app)
    assert sign_in_with(thief, answer).status_code == 422
    assert not thief.is_signed_in


def late(window, passkey, clock):
    answer = passkey.prove(options_on(window, "/account/sign-in"))
    clock(minutes=6)
    return answer


def of_another_site(window, passkey, _clock):
    passkey.origin = "http://wayhome.evil.example"
    return passkey.prove(options_on(window, "/account/sign-in"))


def for_another_host(window, passkey, _clock):
    passkey.host = "evil.example"
    return passkey.prove(options_on(window, "/account/sign-in"))


def without_asking_who_is_there(window, passkey, _clock):
    return passkey.prove(options_on(window, "/account/sign-in"), flags=PRESENT)


def of_another_kind(window, passkey, _clock):
    return passkey.prove(options_on(window, "/account/sign-in"), kind="webauthn.create")


def by_another_key(window, passkey, _clock):
    stranger = SoftPasskey()
    stranger.id = passkey.id
    return stranger.prove(options_on(window, "/account/sign-in"))


def of_nobody(window, _passkey, _clock):
    return SoftPasskey().prove(options_on(window, "/account/sign-in"))


def counted_backwards(window, passkey, _clock):
    answer = passkey.prove(options_on(window, "/account/sign-in"))
    sign_in_with(Window(window.app), answer)
    passkey.count = 0
    return passkey.prove(options_on(window, "/account/sign-in"))


def to_a_challenge_of_its_own(_window, passkey, _clock):
    return passkey.prove(json.dumps({"challenge": "bWluZQ"}))


WRONG = [
    late,
    of_another_site,
    for_another_host,
    without_asking_who_is_there,
    of_another_kind,
    by_another_key,
    of_nobody,
    counted_backwards,
    to_a_challenge_of_its_own,
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_a_wrong_answer_lets_nobody_in(owner, passkey, window, clock, wrong):
    answer = sign_in_with(window, wrong(window, passkey, clock))
    assert answer.status_code == 422
    assert not window.is_signed_in


SPOILED = [
    "",
    "x",
    "null",
    "[]",
    "{}",
    "7",
    '"x"',
    '{"rawId": 7}',
    '{"rawId": "é"}',
    '{"rawId": "AA", "response": "x"}',
    "{" * 5000,
]


@pytest.mark.parametrize("path", ["/account/sign-in/passkey", "/account/passkeys", "/account/prove/passkey"])
@pytest.mark.parametrize("answer", SPOILED)
def test_whatever_is_sent_instead_of_an_answer_is_refused_in_words(app, path, answer):
    window = Window(app).enter(make_person("moderator")) if "sign-in" not in path else Window(app)
    page = {"/account/sign-in/passkey": "/account/sign-in", "/account/prove/passkey": "/account/name"}.get(path, path)
    fields = window.hidden(page, page) | {"answer": answer, "name": "x", "next": ""}
    assert window.client.post(path, data=fields).status_code == 422


def test_a_passkey_of_somebody_shut_out_lets_nobody_in(app, owner, passkey, window):
    with transaction():
        actions.disable(by_id(owner.id), by="test")
    assert sign_in_with(window, passkey.prove(options_on(window, "/account/sign-in"))).status_code == 422


def test_another_s_passkey_is_no_proof_for_me(app, owner, passkey, clock):
    mine = make_person("moderator")
    window = Window(app)
    add(Window(app).enter(mine), SoftPasskey())
    window.post("/account/sign-in", email=mine.email, password=PASSWORD)
    options = options_on(window, "/account/sign-in/code")
    answer = window.post("/account/sign-in/code/passkey", page="/account/sign-in/code", answer=passkey.prove(options))
    assert answer.status_code == 422
    inside = Window(app).enter(mine)
    clock(minutes=11)
    options = options_on(inside, "/account/prove")
    assert (
        inside.post("/account/prove/passkey", page="/account/prove", answer=passkey.prove(options)).status_code == 422
    )


def test_an_answer_for_signing_in_proves_nothing_else(app, owner, passkey, clock, window):
    answer = passkey.prove(options_on(window, "/account/sign-in"))
    inside = Window(app).enter(owner)
    clock(minutes=1)
    assert inside.post("/account/prove/passkey", page="/account/prove", answer=answer).status_code == 422


def test_a_question_put_to_somebody_else_is_not_mine_to_answer(app, owner, passkey, clock):
    mine, theirs = Window(app).enter(owner), Window(app).enter(make_person("moderator"))
    add(theirs, SoftPasskey())
    clock(minutes=1)
    answer = passkey.prove(options_on(theirs, "/account/prove"))
    assert mine.post("/account/prove/passkey", page="/account/prove", answer=answer).status_code == 422


@pytest.mark.parametrize("spoil", [{"flags": PRESENT}, {"flags": 0}])
def test_a_passkey_that_asks_nobody_is_not_taken(app, spoil):
    window = Window(app).enter(make_person("moderator"))
    assert add(window, SoftPasskey(), **spoil).status_code == 422
    assert db.session.execute(select(func.count()).select_from(Passkey)).scalar_one() == 0


def test_a_passkey_made_on_another_page_s_address_is_not_taken(app):
    window = Window(app).enter(make_person("moderator"))
    assert add(window, SoftPasskey(origin="https://evil.example")).status_code == 422


def test_the_same_passkey_is_taken_once(app, owner, passkey):
    assert add(Window(app).enter(owner), passkey).status_code == 422
    assert add(Window(app).enter(make_person("moderator")), passkey).status_code == 422


def test_a_person_removes_their_own_passkeys_only(app, owner):
    held = by_id(owner.id).passkeys[0].id
    stranger = Window(app).enter(make_person("admin"))
    fields = stranger.hidden("/account", "/account/sign-out")
    assert stranger.client.post(f"/account/passkeys/{held}/remove", data=fields).status_code == 404
    own = Window(app).enter(owner)
    assert own.post(f"/account/passkeys/{held}/remove", page="/account/passkeys").status_code == 303
    assert by_id(owner.id).passkeys == []


def test_the_last_second_proof_stays(app, passkey):
    person = make_person("moderator", app_codes=False)
    window = Window(app).enter(person)
    add(window, passkey)
    held = by_id(person.id).passkeys[0].id
    answer = window.post(f"/account/passkeys/{held}/remove", page="/account/passkeys")
    assert answer.status_code == 422
    assert "only second proof" in answer.text
    assert len(by_id(person.id).passkeys) == 1


def test_a_passkey_s_name_is_sealed(app, owner):
    row = by_id(owner.id).passkeys[0]
    assert row.name == "my phone"
    assert b"my phone" not in row.name_sealed
