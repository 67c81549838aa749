"""The second proof (S20): each code once, no way around it."""

import re
from html import unescape
from threading import Barrier, Thread

import pytest
from passlib.totp import TOTP
from people import PASSWORD, Window, invite, link_to, make_person
from sqlalchemy import func, select

from app.accounts import actions, gate, queries, second_factor
from app.accounts.models import Outcome, RecoveryCode, User
from app.core.db import db, now, transaction
from app.core.errors import Refused


def half_way(app, person):
    window = Window(app)
    window.post("/account/sign-in", email=person.email, password=PASSWORD)
    return window


def codes_on(page):
    return re.findall(r"<code>([0-9a-f-]{14})</code>", page)


def set_up_app(window):
    """Set up an app as a person does; return its key."""
    page = window.get("/account/app").text
    key = re.search(r'class="key">([^<]+)<', page)[1].replace("-", "")
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', page)}
    code = TOTP(key).generate(time=now()).token
    answer = window.client.post("/account/app", data=fields | {"code": code})
    return key, code, answer


def test_a_code_counts_once(app, clock):
    person = make_person("moderator")
    code = person.code()
    assert half_way(app, person).post("/account/sign-in/code", code=code).status_code == 303
    assert half_way(app, person).post("/account/sign-in/code", code=code).status_code == 422
    clock(seconds=30)
    assert half_way(app, person).post("/account/sign-in/code", code=person.code()).status_code == 303


def test_an_older_code_does_not_count_after_a_newer_one(app, clock):
    person = make_person("moderator")
    older, newer = person.code(), person.code(later=30)
    assert half_way(app, person).post("/account/sign-in/code", code=newer).status_code == 303
    assert half_way(app, person).post("/account/sign-in/code", code=older).status_code == 422


@pytest.mark.parametrize(("later", "status"), [(-30, 303), (0, 303), (30, 303), (-90, 422), (90, 422), (3600, 422)])
def test_a_phone_s_clock_may_be_half_a_minute_wrong(app, clock, later, status):
    person = make_person("moderator")
    assert half_way(app, person).post("/account/sign-in/code", code=person.code(later=later)).status_code == status


def test_the_same_code_sent_twice_at_once_lets_one_in(app):
    person = make_person("moderator")
    code, start, counted = person.code(), Barrier(8), []

    def press():
        with app.app_context():
            start.wait()
            with transaction():
                counted.append(second_factor.spend_code(gate.codes(), queries.by_id(person.id), code))
            db.session.remove()

    presses = [Thread(target=press) for _ in range(8)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert counted.count(True) == 1


def test_another_s_code_does_not_count(app):
    one, other = make_person("moderator"), make_person("moderator")
    assert half_way(app, one).post("/account/sign-in/code", code=other.code()).status_code == 422


@pytest.mark.parametrize("code", ["", " ", "12345", "1234567", "abcdef", "000000", "١٢٣٤٥٦", "' OR 1=1", "1" * 40])
def test_what_is_no_code_is_refused(app, code):
    assert half_way(app, make_person("moderator")).post("/account/sign-in/code", code=code).status_code == 422


def test_a_code_may_be_typed_with_spaces(app):
    person = make_person("moderator")
    code = person.code()
    assert half_way(app, person).post("/account/sign-in/code", code=f" {code[:3]} {code[3:]} ").status_code == 303


def test_a_recovery_code_counts_once(app):
    person = make_person("moderator")
    code = person.recovery_codes[3]
    assert half_way(app, person).post("/account/sign-in/recovery", code=code).status_code == 303
    assert half_way(app, person).post("/account/sign-in/recovery", code=code).status_code == 422
    assert queries.recovery_codes_left(queries.by_id(person.id)) == 9
    assert Outcome.RECOVERY_CODE in {line.outcome for line in queries.sign_ins(queries.by_id(person.id))}


def test_a_recovery_code_may_be_typed_without_hyphens_and_in_capitals(app):
    person = make_person("moderator")
    code = person.recovery_codes[0].replace("-", "").upper()
    assert half_way(app, person).post("/account/sign-in/recovery", code=code).status_code == 303


def test_another_s_recovery_code_does_not_count(app):
    one, other = make_person("moderator"), make_person("moderator")
    code = other.recovery_codes[0]
    assert half_way(app, one).post("/account/sign-in/recovery", code=code).status_code == 422
    assert half_way(app, other).post("/account/sign-in/recovery", code=code).status_code == 303


def test_without_the_password_no_second_step_opens(app):
    person = make_person("moderator")
    for path, code in (("code", person.code()), ("recovery", person.recovery_codes[0])):
        window = Window(app)
        fields = window.hidden("/account/sign-in", "/account/sign-in")
        answer = window.client.post(f"/account/sign-in/{path}", data=fields | {"code": code})
        assert answer.location == "/account/sign-in"
        assert not window.is_signed_in


def test_a_new_password_by_letter_passes_by_no_second_proof(app):
    person = make_person("moderator")
    Window(app).post("/account/forgot", email=person.email)
    window = Window(app)
    answer = window.post(link_to(person.email), password="another phrase of mine")
    assert answer.location == "/account/sign-in"
    assert not window.is_signed_in
    window.post("/account/sign-in", email=person.email, password="another phrase of mine")
    assert not window.is_signed_in
    assert window.post("/account/sign-in/code", code=person.code()).status_code == 303
    assert window.is_signed_in


def test_a_new_invitation_passes_by_no_second_proof(app):
    person = make_person("moderator")
    with transaction():
        actions.disable(queries.by_id(person.id), by="test")
    window = Window(app)
    window.post(invite(person.email), password="another phrase of mine")
    answer = window.post("/account/sign-in", email=person.email, password="another phrase of mine")
    assert answer.location == "/account/sign-in/code"


@pytest.mark.parametrize("role", ["moderator", "admin", "center"])
def test_until_a_second_proof_is_set_up_nothing_else_opens(app, role):
    window = Window(app).enter(make_person(role, app_codes=False))
    for path in ("/account", "/account/name", "/account/password", "/account/recovery-codes", "/account/download"):
        assert window.get(path).location == "/account/enrol", path
    for path in ("/account/name", "/account/close", "/account/sessions/end-others", "/account/address"):
        assert window.client.post(path).status_code == 403, path
    for path in ("/account/enrol", "/account/app", "/account/passkeys", "/account/prove"):
        assert window.get(path).status_code == 200, path


def test_who_has_no_role_needs_no_second_proof(app):
    assert Window(app).enter(make_person(app_codes=False)).is_signed_in


def test_an_app_counts_once_a_code_of_it_was_right_and_that_code_is_used(app, clock):
    person = make_person("moderator", app_codes=False)
    window = Window(app).enter(person)
    fields = window.hidden("/account/app", "/account/app")
    assert window.client.post("/account/app", data=fields | {"code": "000000"}).status_code == 422
    assert not queries.by_id(person.id).has_second_factor
    person.key, code, answer = set_up_app(window)
    assert answer.location == "/account/recovery-codes"
    assert half_way(app, person).post("/account/sign-in/code", code=code).status_code == 422
    clock(seconds=30)
    assert half_way(app, person).post("/account/sign-in/code", code=person.code()).status_code == 303


def test_a_wrong_first_code_leaves_the_key_as_it_was(app):
    window = Window(app).enter(make_person("moderator", app_codes=False))
    fields = window.hidden("/account/app", "/account/app")
    key = re.search(r'class="key">([^<]+)<', window.client.post("/account/app", data=fields | {"code": "1"}).text)[1]
    again = re.search(r'class="key">([^<]+)<', window.client.post("/account/app", data=fields | {"code": "2"}).text)[1]
    assert key == again


def test_a_key_from_another_person_s_page_is_not_taken(app):
    one, other = (Window(app).enter(make_person("moderator")) for _ in range(2))
    foreign = other.hidden("/account/app", "/account/app")["secret"]
    fields = one.hidden("/account/app", "/account/app") | {"secret": foreign, "code": "123456"}
    assert one.client.post("/account/app", data=fields).status_code == 422


def test_a_page_to_set_up_an_app_is_good_for_half_an_hour(app, clock):
    person = make_person("moderator")
    offered = second_factor.offered("app", person.row, "secret")
    clock(seconds=second_factor.SETTING_UP - 1)
    assert second_factor.taken_up("app", person.row, offered) == "secret"
    clock(seconds=2)
    with pytest.raises(Refused):
        second_factor.taken_up("app", person.row, offered)


def test_recovery_codes_are_shown_once_and_kept_as_fingerprints(app):
    person = make_person("moderator")
    window = Window(app).enter(person)
    page = window.get("/account/recovery-codes").text
    shown = codes_on(page)
    assert len(set(shown)) == second_factor.RECOVERY_CODES
    assert queries.recovery_codes_left(queries.by_id(person.id)) == 10
    assert half_way(app, person).post("/account/sign-in/recovery", code=shown[0]).status_code == 422, "Not kept yet."
    fields = dict(re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', page))
    assert window.client.post("/account/recovery-codes", data=fields).status_code == 303
    assert not set(shown) & set(codes_on(window.get("/account/recovery-codes").text))
    kept = db.session.execute(select(RecoveryCode.code)).scalars().all()
    assert all(len(code) == 32 for code in kept)
    assert half_way(app, person).post("/account/sign-in/recovery", code=person.recovery_codes[0]).status_code == 422
    assert half_way(app, person).post("/account/sign-in/recovery", code=shown[0]).status_code == 303


def test_nobody_brings_recovery_codes_of_their_own(app):
    person = make_person("moderator")
    window = Window(app).enter(person)
    fields = window.hidden("/account/recovery-codes", "/account/recovery-codes") | {"codes": '["1","2"]'}
    assert window.client.post("/account/recovery-codes", data=fields).status_code == 422
    assert db.session.execute(select(func.count()).select_from(RecoveryCode)).scalar_one() == 10


def test_the_app_s_secret_is_sealed(app):
    person = make_person("moderator")
    row = db.session.execute(select(User)).scalar_one()
    assert person.key.encode() not in row.totp_sealed
    assert person.key not in row.totp, "Not even opened is it the key itself."


def test_the_only_second_proof_stays(app):
    person = make_person("moderator")
    window = Window(app).enter(person)
    fields = window.hidden("/account", "/account/sign-out")
    assert window.client.post("/account/app/remove", data=fields).status_code == 422
    assert queries.by_id(person.id).has_second_factor


STEP_UP = ["/account/app", "/account/passkeys", "/account/recovery-codes", "/account/password", "/account/address",
           "/account/download", "/account/close"]  # fmt: skip


@pytest.mark.parametrize("path", STEP_UP)
def test_what_can_do_harm_needs_a_proof_of_the_last_ten_minutes(app, clock, path):
    person = make_person("moderator")
    window = Window(app).enter(person)
    assert window.get(path).status_code == 200
    clock(minutes=10)
    asked = window.get(path)
    assert asked.location == f"/account/prove?next={path}"
    assert window.client.post(path).status_code in {303, 405}
    answer = window.post("/account/prove", page=asked.location, password=PASSWORD, code=person.code())
    assert answer.location == path
    assert window.get(path).status_code == 200


WRONG_PROOFS = {
    "no code": {"password": PASSWORD, "code": ""},
    "a wrong code": {"password": PASSWORD, "code": "000000"},
    "a wrong password": {"password": "not the right one"},
    "nothing": {"password": "", "code": ""},
}


@pytest.mark.parametrize("kind", WRONG_PROOFS)
def test_a_wrong_proof_proves_nothing(app, clock, kind):
    person = make_person("moderator")
    window = Window(app).enter(person)
    clock(minutes=11)
    fields = {"code": person.code()} | WRONG_PROOFS[kind]
    assert window.post("/account/prove", **fields).status_code == 422
    assert window.get("/account/password").status_code == 302


def test_proofs_are_guessed_at_no_faster_than_sign_ins(app, clock):
    person = make_person("moderator")
    window = Window(app).enter(person)
    answers = [window.post("/account/prove", password="not the right one", code="1").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert half_way(app, person).get("/account/sign-in/code").status_code == 200, "The owner elsewhere need not wait."


def test_a_stale_button_leads_to_the_proof_and_changes_nothing(app, clock):
    person = make_person("moderator")
    window = Window(app).enter(person)
    fields = window.hidden("/account/close", "/account/close")
    clock(minutes=11)
    answer = window.client.post("/account/close", data=fields)
    assert answer.location == "/account/prove?next=/account/close"
    assert queries.by_id(person.id).active
