"""Invitations, new passwords and new addresses: what letters lead to, and what stands in them."""

import re
from datetime import timedelta

import pytest
from people import PASSWORD, Window, invite, letters_to, link_to, make_person
from sqlalchemy import func, select
from test_house_rules import NEVER

from app.accounts import actions, messages, queries, retention
from app.accounts.address import tidy_address
from app.accounts.models import Link, Role, User
from app.core import postman
from app.core.audit import AuditEvent
from app.core.db import db, now, transaction
from app.core.errors import Refused
from app.core.outbox import Letter

NEW = "new@example.org"
URL = "http://localhost/account/links/{token}"


def rows(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def log():
    return [each.action for each in db.session.execute(select(AuditEvent).order_by(AuditEvent.id)).scalars()]


def test_an_invited_person_chooses_a_password_and_signs_in(app):
    path = invite(NEW)
    answer = Window(app).post(path, password=PASSWORD, name="Ana Example")
    assert answer.location == "/account/sign-in"
    window = Window(app)
    assert window.post("/account/sign-in", email=NEW, password=PASSWORD).status_code == 303
    assert window.get("/account").location == "/account/enrol"
    user = queries.by_address(NEW)
    assert (user.name, user.works_as) == ("Ana Example", {Role.MODERATOR})
    assert user.confirmed_at is not None
    assert log() == ["user invited", "password chosen"]


def test_a_link_works_once(app):
    path = invite(NEW)
    Window(app).post(path, password=PASSWORD)
    assert Window(app).get(path).status_code == 404
    window = Window(app)
    fields = window.hidden("/account/forgot", "/account/forgot")
    assert window.client.post(path, data=fields | {"password": "another phrase of mine"}).status_code == 404
    assert Window(app).post("/account/sign-in", email=NEW, password=PASSWORD).status_code == 303


def test_the_same_form_sent_twice_is_one_choice_and_one_answer(app):
    path = invite(NEW)
    window = Window(app)
    fields = window.hidden(path, path) | {"password": PASSWORD}
    first, second = window.client.post(path, data=fields), window.client.post(path, data=fields)
    assert first.location == second.location == "/account/sign-in"
    assert log().count("password chosen") == 1


def test_inviting_twice_sends_a_new_link_and_the_old_one_is_gone(app):
    first = invite(NEW)
    second = invite(NEW)
    assert first != second
    assert Window(app).get(first).status_code == 404
    assert Window(app).get(second).status_code == 200
    assert (rows(User), rows(Link), rows(Letter)) == (1, 1, 2)


def test_whoever_has_a_password_gets_another_role_and_no_link(app):
    person = make_person("moderator")
    with transaction():
        actions.invite(person.email, Role.ADMIN, url=URL, by="test")
    assert queries.by_address(person.email).works_as == {Role.MODERATOR, Role.ADMIN}
    assert rows(Letter) == 0


def test_whoever_was_shut_out_begins_anew(app):
    person = make_person("moderator")
    with transaction():
        actions.disable(queries.by_id(person.id), by="test")
    path = invite(person.email)
    assert Window(app).sign_in(person).status_code == 422, "The old password is gone."
    assert Window(app).post(path, password="another phrase of mine").status_code == 303


@pytest.mark.parametrize(("days", "status"), [(6.9, 200), (7.1, 404)])
def test_an_invitation_is_good_for_seven_days(app, clock, days, status):
    path = invite(NEW)
    clock(days=days)
    assert Window(app).get(path).status_code == status


@pytest.mark.parametrize(("hours", "status"), [(1.9, 200), (2.1, 404)])
def test_a_link_to_a_new_password_is_good_for_two_hours(app, clock, hours, status):
    person = make_person("moderator")
    Window(app).post("/account/forgot", email=person.email)
    path = link_to(person.email)
    clock(hours=hours)
    assert Window(app).get(path).status_code == status


def test_looking_at_a_link_changes_nothing(app):
    path = invite(NEW)
    for _ in range(3):
        assert Window(app).get(path).status_code == 200
    assert queries.by_address(NEW).password is None


def test_a_new_password_ends_other_links_and_tells_the_person(app):
    person = make_person("moderator")
    Window(app).post("/account/forgot", email=person.email)
    Window(app).post(link_to(person.email), password="another phrase of mine")
    assert rows(Link) == 0
    kinds = [kind for kind, _values in letters_to(person.email)]
    assert kinds == ["accounts-reset", "accounts-changed"]


def test_whoever_was_only_invited_asks_for_a_letter_and_gets_the_invitation_again(app):
    first = invite(NEW)
    Window(app).post("/account/forgot", email=NEW)
    assert link_to(NEW) != first
    assert [kind for kind, _values in letters_to(NEW)] == ["accounts-invitation"] * 2


@pytest.mark.parametrize(
    "path", ["/account/links/x", "/account/links/" + "A" * 43, "/account/addresses/x", "/account/links/%00"]
)
def test_a_link_that_never_was_is_explained(app, path):
    answer = Window(app).get(path)
    assert answer.status_code == 404
    assert "does not work any more" in answer.text


def test_a_link_of_one_kind_opens_no_other_door(app):
    person = make_person("moderator")
    Window(app).post("/account/forgot", email=person.email)
    token = link_to(person.email).rsplit("/", 1)[1]
    assert Window(app).get(f"/account/addresses/{token}").status_code == 404


def test_the_database_holds_no_link(app):
    path = invite(NEW)
    token = path.rsplit("/", 1)[1]
    stored = db.session.execute(select(Link.token)).scalar_one()
    assert len(stored) == 32
    assert token.encode() not in stored
    letter = db.session.execute(select(Letter)).scalar_one()
    assert token.encode() not in letter.values_sealed


def test_a_new_address_counts_once_its_letter_is_answered(app):
    person = make_person("moderator")
    window = Window(app).enter(person)
    assert window.post("/account/address", email="Elsewhere@Example.org").status_code == 303
    assert queries.by_id(person.id).email == person.email
    path = link_to("elsewhere@example.org")
    assert Window(app).get(path).status_code == 200
    assert queries.by_id(person.id).email == person.email, "Looking is not saying yes."
    Window(app).post(path)
    assert queries.by_id(person.id).email == "elsewhere@example.org"
    assert not window.is_signed_in
    kinds = [kind for kind, _values in letters_to(person.email)]
    assert kinds == ["accounts-changed"] * 2, "The old address is told twice: asked for, and done."


def test_an_address_that_another_has_looks_like_any_other(app):
    other, person = make_person("moderator"), make_person("moderator")
    window = Window(app).enter(person)
    taken = window.post("/account/address", email=other.email)
    free = window.post("/account/address", email="free@example.org")
    assert (taken.status_code, taken.location) == (free.status_code, free.location)
    assert letters_to(other.email) == []


def test_an_address_that_another_took_meanwhile_is_refused(app):
    person = make_person("moderator")
    Window(app).enter(person).post("/account/address", email="wanted@example.org")
    path = link_to("wanted@example.org")
    make_person("moderator", email="wanted@example.org")
    assert Window(app).post(path).status_code == 422
    assert queries.by_id(person.id).email == person.email


NOT_ADDRESSES = ["x", "a@b", "a@b, c@example.org", "a@example.org\nBcc: b@example.org", "é@example.org", "é@exämple.org",
                 "@example.org", "a b@example.org", "a@example.org;b@example.org", "<a@example.org>", "a" * 250 + "@example.org"]  # fmt: skip


@pytest.mark.parametrize("address", NOT_ADDRESSES)
def test_what_is_not_one_address_is_refused(app, address):
    assert Window(app).post("/account/forgot", email=address).status_code == 422
    assert rows(Letter) == 0


def test_a_domain_in_other_letters_is_kept_as_mail_servers_know_it():
    assert tidy_address("Ana@Exämple.org") == "ana@xn--exmple-cua.org"


def test_a_host_that_somebody_writes_into_the_request_reaches_no_letter(app):
    person = make_person("moderator")
    window = Window(app, HTTP_HOST="evil.example")
    fields = window.hidden("/account/forgot", "/account/forgot") | {"email": person.email}
    window.client.post("/account/forgot", data=fields, headers={"X-Forwarded-Host": "evil.example"})
    assert letters_to(person.email)[0][1]["url"].startswith("http://localhost:8000/account/links/")


HEALTH = re.compile(
    r"treat|center|clinic|recover|addict|drug|alcohol|opioid|naltrexone|medic|patient|health|person\d", re.IGNORECASE
)


@pytest.mark.parametrize("kind", [*messages.KINDS.values(), "accounts-changed"])
def test_letters_have_a_subject_and_say_nothing_of_whom_or_what(app, kind):
    with transaction():
        letter = Letter(kind=kind, recipient=NEW, values={"url": "http://localhost/x", "what": messages.FACTOR_CHANGED})
        db.session.add(letter)
    message = postman.write_message(letter)
    words = f"{message['Subject']}\n{message.get_content()}"
    assert len(message["Subject"]) > 10
    assert "http://localhost/x" in words or kind == "accounts-changed"
    assert not HEALTH.search(words.replace("recovery codes", "")), words
    assert not NEVER.search(words)


def test_a_change_its_letter_and_its_log_line_are_kept_together_or_not_at_all(app, monkeypatch):
    person = make_person("moderator")
    window = Window(app).enter(person)
    before = person.row.password, rows(Letter), rows(AuditEvent)

    def broken(*_words, **_more):
        raise Refused("The letter cannot be written.")

    monkeypatch.setattr(messages.outbox, "post", broken)
    assert window.post("/account/password", password="another phrase of mine").status_code == 422
    assert (person.row.password, rows(Letter), rows(AuditEvent)) == before


def test_the_log_names_nobody(app):
    person = make_person("moderator")
    window = Window(app).enter(person)
    window.post("/account/name", name="Zebedee Quill")
    window.post("/account/address", email="zebedee@example.org")
    invite("other@example.org")
    written = " ".join(
        f"{each.action} {each.subject} {each.by} {each.detail}"
        for each in db.session.execute(select(AuditEvent)).scalars()
    )
    assert f"user {person.id}" in written
    assert not re.search("zebedee|quill|example|person", written, re.IGNORECASE)


def test_links_that_ran_out_are_forgotten(app):
    invite(NEW)
    with transaction():
        assert retention.forget("links", now() + timedelta(days=6)) == 0
        assert retention.forget("links", now() + timedelta(days=8)) == 1
