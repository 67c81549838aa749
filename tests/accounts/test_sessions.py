"""Sessions (S18): each case ends with a cookie that is worth nothing any more, or with one that says little."""

import re
from datetime import timedelta

import pytest
from flask import Response, session
from people import PASSWORD, Window, link_to, make_person
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.accounts import actions, browsers, gate, queries, retention, sessions
from app.accounts.models import Role, Session, User
from app.accounts.second_factor import taken_up
from app.core.config import Settings
from app.core.db import db, now, transaction
from app.core.sessions import init_app

ROLES = [(), ("center",), ("moderator",), ("admin",)]
IDLE = {(): 30}
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.fixture(params=ROLES, ids=lambda roles: "-".join(roles) or "no role")
def person(request, app):
    return make_person(*request.param)


@pytest.fixture
def idle(person):
    return timedelta(minutes=15 if person.row.works_as else 30)


def token_of(window):
    with window.client.session_transaction() as cookie:
        return cookie.get(gate.TOKEN)


def test_a_sign_in_brings_a_token_that_nobody_had_before(window, person):
    with window.client.session_transaction() as cookie:
        cookie[gate.TOKEN] = "chosen by somebody else"
    window.sign_in(person)
    assert window.is_signed_in
    first = token_of(window)
    assert first != "chosen by somebody else"
    window.post("/account/sign-out", page="/account")
    assert queries.live_session(first) is None


def test_signing_in_again_ends_the_session_that_was_there(window, app):
    person = make_person(app_codes=False)
    window.sign_in(person)
    first = token_of(window)
    other = Window(app)
    with other.client.session_transaction() as cookie:
        cookie[gate.TOKEN] = first
    with app.test_request_context(), transaction():
        session[gate.TOKEN] = first
        gate.enter(queries.by_id(person.id))
    assert not other.is_signed_in


def test_the_database_holds_no_token(window, person):
    window.sign_in(person)
    stored = db.session.execute(select(Session.token)).scalar_one()
    assert stored != token_of(window).encode()
    assert len(stored) == 32


def copy_of(window):
    """Another window with the same cookie, as a thief would have it."""
    thief = Window(window.app)
    with thief.client.session_transaction() as cookie:
        cookie[gate.TOKEN] = token_of(window)
    return thief


def after_signing_out(window, _person):
    window.post("/account/sign-out", page="/account")


def after_a_new_password_by_letter(window, person):
    Window(window.app).post("/account/forgot", email=person.email)
    Window(window.app).post(link_to(person.email), password="another phrase of mine")


def after_a_new_password_elsewhere(window, person):
    Window(window.app).enter(person).post("/account/password", password="another phrase of mine")


def after_a_new_second_proof_elsewhere(window, person):
    other = Window(window.app).enter(person)
    fields = other.hidden("/account/app", "/account/app")
    with other.app.test_request_context():
        secret = taken_up("app", person.row, fields["secret"])
    code = gate.codes().generate_totp_password(secret)
    assert other.client.post("/account/app", data=fields | {"code": code}).status_code == 303


def after_ending_it_elsewhere(window, person):
    here = queries.live_session(token_of(window)).id
    Window(window.app).enter(person).post(f"/account/sessions/{here}/end", page="/account")


def after_ending_all_others(window, person):
    Window(window.app).enter(person).post("/account/sessions/end-others", page="/account")


def after_being_shut_out(_window, person):
    with transaction():
        actions.disable(queries.by_id(person.id), by="test")


def after_a_new_address(window, person):
    Window(window.app).enter(person).post("/account/address", email="elsewhere@example.org")
    path = link_to("elsewhere@example.org")
    Window(window.app).post(path)


ENDINGS = [
    after_signing_out,
    after_a_new_password_by_letter,
    after_a_new_password_elsewhere,
    after_a_new_second_proof_elsewhere,
    after_ending_it_elsewhere,
    after_ending_all_others,
    after_being_shut_out,
    after_a_new_address,
]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_a_copied_cookie_is_worth_nothing(window, person, ending):
    window.enter(person)
    thief = copy_of(window)
    assert thief.is_signed_in
    ending(window, person)
    assert not thief.is_signed_in
    assert thief.client.post("/account/name", data={"name": "Thief"}).status_code == 401


def test_a_session_ends_when_nothing_is_done(window, person, clock, idle):
    window.enter(person)
    clock(seconds=idle.total_seconds() - 1)
    assert window.is_signed_in
    clock(seconds=idle.total_seconds() + 1)
    assert not window.is_signed_in
    assert not window.is_signed_in, "A refused look does not bring it back."


def test_a_session_ends_after_twelve_hours_whatever_is_done(window, person, clock):
    window.enter(person)
    for _ in range(12 * 6 - 1):
        clock(minutes=10)
        assert window.is_signed_in
    clock(minutes=10)
    assert not window.is_signed_in


def test_a_role_that_is_taken_away_bites_at_once(app, window):
    @app.get("/only-for-moderators")
    @gate.access.signed_in("moderator")
    def only_for_moderators():
        return Response("ok", mimetype="text/plain")

    person = make_person("moderator")
    window.enter(person)
    assert window.get("/only-for-moderators").status_code == 200
    with transaction():
        row = queries.by_id(person.id)
        row.roles.clear()
    assert window.get("/only-for-moderators").status_code == 403


def test_six_browsers_at_once_are_five(app, clock):
    person = make_person("moderator")
    windows = []
    for _ in range(6):
        windows.append(Window(app).enter(person))
        clock(seconds=1)
    assert [window.is_signed_in for window in windows] == [False, True, True, True, True, True]


def test_the_cookie_is_for_the_server_alone_and_gone_with_the_browser(window, person):
    answer = window.post("/account/sign-in", email=person.email, password=PASSWORD)
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("wayhome="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert not re.search("expires|max-age|domain", cookie, re.IGNORECASE)


def test_behind_tls_the_cookie_is_bound_to_the_host(app, tmp_path):
    init_app(app, Settings(home=tmp_path, database_url="", public_url="https://wayhome.example"))
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-wayhome"
    assert app.config["SESSION_COOKIE_SECURE"] is True


def test_a_changed_cookie_is_no_cookie(window, person):
    window.enter(person)
    cookie = window.client.get_cookie("wayhome")
    window.client.set_cookie("wayhome", cookie.value[:-3] + ("AAA" if cookie.value[-3:] != "AAA" else "BBB"))
    assert not window.is_signed_in


def test_a_look_at_a_page_writes_at_most_once_a_minute(window, clock):
    person = make_person("moderator")
    window.enter(person)

    def last_use():
        return db.session.execute(select(Session.seen_at).execution_options(populate_existing=True)).scalar_one()

    start = last_use()
    for seconds, moved in ((30, False), (31, True), (30, False), (31, True)):
        clock(seconds=seconds)
        before = last_use()
        db.session.rollback()
        window.get("/account")
        assert (last_use() != before) is moved
    assert last_use() - start == timedelta(seconds=122)


def test_a_person_reads_on_while_the_database_cannot_be_written_to(window, clock, monkeypatch):
    window.enter(make_person("moderator"))
    clock(minutes=2)

    def locked(_session):
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(sessions, "note_use", locked)
    assert window.is_signed_in


def test_a_person_can_say_that_they_are_still_there(window, clock):
    window.enter(make_person("moderator"))
    for _ in range(4):
        clock(minutes=14)
        assert window.get("/account/still-here").status_code == 200
    clock(minutes=16)
    assert window.get("/account/still-here").status_code == 302


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Firefox on Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
        ("Firefox" * 500, "Firefox"),
    ],
)  # fmt: skip
def test_of_a_browser_coarse_words_are_kept(user_agent, words):
    assert browsers.browser_words(user_agent) == words


def test_no_address_of_a_machine_and_no_version_reaches_the_database(app):
    person = make_person("moderator")
    window = Window(app, REMOTE_ADDR="127.9.8.7", HTTP_USER_AGENT=PHONE)
    window.sign_in(person)
    session = queries.live_sessions(queries.by_id(person.id))[0]
    kept = " ".join(str(getattr(session, column.name)) for column in Session.__table__.columns)
    assert session.browser == "Firefox on Android"
    assert "127.9.8.7" not in kept
    assert "140.0" not in kept


def test_ended_sessions_are_forgotten(app, person):
    window = Window(app).enter(person)
    with transaction():
        assert retention.forget("sessions", now() + timedelta(seconds=1)) == 0
    window.post("/account/sign-out", page="/account")
    with transaction():
        assert retention.forget("sessions", now() + timedelta(seconds=1)) == 1


def test_a_stranger_s_session_id_ends_nothing(app, person):
    other = make_person("admin")
    theirs = Window(app).enter(other)
    mine = Window(app).enter(person)
    here = queries.live_session(token_of(theirs)).id
    fields = mine.hidden("/account", "/account/sign-out")
    assert mine.client.post(f"/account/sessions/{here}/end", data=fields).status_code == 404
    assert theirs.is_signed_in


def test_roles_are_what_the_models_say():
    assert {role.value for role in Role} == {"moderator", "admin", "center"}
    assert {"moderator"} & {Role.MODERATOR}
    assert User.__tablename__ == "user"
