"""A person's own account: what they see, change, take with them, and erase."""

import json

from people import Window, letters_to, make_person
from sqlalchemy import func, select

from app.accounts import queries
from app.accounts.models import Passkey, RecoveryCode, Session, SignIn, User, UserRole
from app.core.audit import AuditEvent
from app.core.db import db


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_person_sees_where_they_are_signed_in_and_how_they_came_in(app):
    person = make_person("moderator")
    window = Window(app, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    window.sign_in(person)
    Window(app, HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari/604.1").enter(person)
    page = window.get("/account").text
    for words in (
        "Firefox on Windows",
        "A test",
        "Signed in with the password and a code",
        "works at the desk",
        person.email,
    ):
        assert words in page
    assert page.count("(this one)") == 1


def test_two_parts_of_which_one_holds_the_other_are_said_once(app):
    page = Window(app).enter(make_person("moderator", "admin")).get("/account").text
    assert page.count("works at the desk") == 1


def test_who_is_signed_in_is_not_asked_to_sign_in(app):
    page = Window(app).enter(make_person("moderator")).get("/account").text
    assert "/account/sign-in" not in page
    assert "/account/sign-in" in app.test_client().get("/").text


def test_a_person_sees_no_one_else(app):
    other = make_person("admin")
    Window(app).sign_in(other)
    page = Window(app).enter(make_person("moderator")).get("/account").text
    assert other.email not in page
    assert "looks after the site" not in page


def test_a_person_changes_their_name(app):
    person = make_person("moderator")
    window = Window(app).enter(person)
    assert window.post("/account/name", name="  Ana\u202e  Example ").status_code == 303
    assert queries.by_id(person.id).name == "Ana Example"
    assert window.post("/account/name", name="x" * 81).status_code == 422


def test_what_a_form_does_not_ask_for_changes_nothing(app):
    person = make_person("moderator")
    window = Window(app).enter(person)
    extra = {column.name: "1" for column in User.__table__.columns} | {
        "roles": "admin",
        "active": "",
        "email": "x@example.org",
    }
    before = {column.name: getattr(person.row, column.name) for column in User.__table__.columns}
    window.post("/account/name", **extra | {"name": "Ana"})
    after = {column.name: getattr(person.row, column.name) for column in User.__table__.columns}
    assert {name for name in before if before[name] != after[name]} == {"name_sealed"}
    assert person.row.works_as == {"moderator"}


def test_a_person_takes_their_data_with_them(app):
    person = make_person("moderator")
    window = Window(app)
    window.sign_in(person)
    answer = window.get("/account/download")
    data = json.loads(answer.text)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert data["email"] == person.email
    assert data["roles"] == ["moderator"]
    assert [line["outcome"] for line in data["sign_ins"]] == ["code", "half-way"]
    assert "password" not in data
    assert person.key not in answer.text


def test_closing_an_account_erases_it_and_keeps_a_number(app):
    person = make_person("moderator")
    window = Window(app)
    window.sign_in(person)
    answer = window.post("/account/close")
    assert answer.location == "/"
    assert "Clear-Site-Data" in answer.headers
    assert not window.is_signed_in
    row = person.row
    assert (row.erased, row.active, row.password, row.address_print, row.email) == (True, False, None, None, "")
    assert [count(model) for model in (UserRole, Passkey, RecoveryCode, SignIn)] == [0, 0, 0, 0]
    assert Window(app).post("/account/sign-in", email=person.email, password=person.password).status_code == 422
    assert letters_to(person.email)[-1][0] == "accounts-changed"
    assert queries.everyone() == []


def test_an_address_is_free_again_after_its_account_was_closed(app):
    person = make_person("moderator")
    Window(app).enter(person).post("/account/close")
    assert make_person("moderator", email=person.email).id != person.id


def test_the_last_admin_cannot_leave(app):
    person = make_person("admin")
    make_person("admin", active=False)
    window = Window(app).enter(person)
    answer = window.post("/account/close")
    assert answer.status_code == 409
    assert "last admin" in answer.text
    assert person.row.active
    assert window.is_signed_in
    make_person("admin")
    assert window.post("/account/close").status_code == 303


def test_a_button_without_its_token_does_nothing(app):
    person = make_person("moderator")
    window = Window(app).enter(person)
    other = Window(app).enter(person)
    for path in ("/account/sessions/end-others", "/account/close", "/account/name", "/account/app/remove"):
        assert window.client.post(path, data={"name": "x"}).status_code in {400, 422}, path
    foreign = other.hidden("/account", "/account/sign-out")
    assert window.client.post("/account/sessions/end-others", data=foreign).status_code == 422
    assert other.is_signed_in
    assert count(AuditEvent) == 0
    assert count(Session) == 2


def test_names_and_browsers_are_shown_as_text(app):
    person = make_person("moderator")
    window = Window(app).enter(person)
    name = "<script>alert(1)</script>\"'&"
    window.post("/account/name", name=name)
    assert "<script>alert" not in window.get("/account").text
    assert "&lt;script&gt;alert" in window.get("/account").text


def test_pages_behind_the_door_are_kept_out_of_every_cache_and_index(app):
    window = Window(app).enter(make_person("moderator"))
    for path in ("/account", "/account/name", "/account/download", "/account/sign-in"):
        assert window.get(path).headers["Cache-Control"] == "no-store"
    assert 'content="noindex"' in window.get("/account").text
    robots = app.test_client().get("/robots.txt").text
    assert all(f"Disallow: {path}" in robots for path in ("/account", "/desk", "/inbox"))
