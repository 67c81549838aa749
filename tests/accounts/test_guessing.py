"""Guessing (S17): a hundred tries in a row at most, and the owner still gets in from a machine of theirs."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from people import PASSWORD, Window, invite, letters_to, link_to, make_person

from app.accounts import retention, second_factor, tries
from app.accounts.models import Outcome
from app.accounts.queries import by_id, sign_ins
from app.core.db import db, now, transaction


def guess(what, who, device=""):
    with transaction():
        return tries.begin(what, who, device)


def test_five_tries_are_free_and_then_each_wait_is_longer(app, clock):
    assert [guess("password", "a@example.org") for _ in range(5)] == [0] * 5
    waits = []
    for _ in range(6):
        waits.append(guess("password", "a@example.org"))
        clock(seconds=waits[-1])
        assert guess("password", "a@example.org") == 0
    assert waits == [60, 120, 240, 480, 900, 900]


def test_a_try_that_comes_too_soon_does_not_count(app, clock):
    for _ in range(5):
        guess("password", "a@example.org")
    for _ in range(50):
        assert guess("password", "a@example.org") == 60
    clock(seconds=60)
    assert guess("password", "a@example.org") == 0


@pytest.mark.parametrize("what", ["password", "code", "recovery"])
def test_of_a_hundred_thousand_guesses_a_hundred_are_looked_at(app, clock, what):
    """A guess each ten seconds for eleven days; those that a wait refuses are passed over together."""
    looked_at = at = 0
    while at < 1_000_000:
        with transaction():
            wait = tries.begin(what, "somebody")
        looked_at += not wait
        step = max(10, wait)
        clock(seconds=step)
        at += step
    assert looked_at == tries.MOST


def test_guesses_at_once_are_counted_one_by_one(app):
    start, answers = Barrier(30), []

    def press():
        with app.app_context():
            start.wait()
            answers.append(guess("password", "a@example.org"))
            db.session.remove()

    presses = [Thread(target=press) for _ in range(30)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert answers.count(0) == tries.FREE


def test_the_owner_gets_in_from_a_known_machine_while_a_stranger_guesses(app):
    person = make_person("moderator")
    own = Window(app)
    own.sign_in(person)
    own.post("/account/sign-out", page="/account")
    stranger = Window(app)
    for _ in range(8):
        answer = stranger.post("/account/sign-in", email=person.email, password="not the right one")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert own.post("/account/sign-in", email=person.email, password=PASSWORD).location == "/account/sign-in/code"


def test_a_known_machine_is_known_for_its_own_account_only(app):
    mine, other = make_person("moderator"), make_person("moderator")
    window = Window(app)
    window.sign_in(mine)
    window.post("/account/sign-out", page="/account")
    for _ in range(6):
        answer = Window(app).post("/account/sign-in", email=other.email, password="not the right one")
    assert answer.status_code == 429
    assert window.post("/account/sign-in", email=other.email, password=PASSWORD).status_code == 429


def test_a_forged_mark_of_a_known_machine_is_worth_nothing(app):
    person = make_person("moderator")
    for number in range(7):
        window = Window(app)
        window.client.set_cookie("wayhome-device", f"forged{number}", path="/account")
        answer = window.post("/account/sign-in", email=person.email, password="not the right one")
    assert answer.status_code == 429


def test_a_right_password_forgets_the_wrong_ones(app):
    person = make_person(app_codes=False)
    window = Window(app)
    for _ in range(4):
        window.post("/account/sign-in", email=person.email, password="not the right one")
    assert window.sign_in(person).status_code == 303
    window.post("/account/sign-out", page="/account")
    stranger = Window(app)
    for _ in range(4):
        assert stranger.post("/account/sign-in", email=person.email, password="wrong again").status_code == 422


def test_after_a_hundred_wrong_passwords_a_letter_opens_the_way_again(app, monkeypatch):
    monkeypatch.setattr(tries, "MOST", 3)
    person = make_person(app_codes=False)
    for _ in range(4):
        answer = Window(app).post("/account/sign-in", email=person.email, password="not the right one")
    assert answer.status_code == 429
    assert "closed now" in answer.text
    Window(app).post("/account/forgot", email=person.email)
    Window(app).post(link_to(person.email), password="another phrase of mine")
    assert (
        Window(app).post("/account/sign-in", email=person.email, password="another phrase of mine").status_code == 303
    )


def test_codes_are_guessed_at_five_times_at_most_in_their_window(app, clock):
    person = make_person("moderator")
    window = Window(app)
    window.post("/account/sign-in", email=person.email, password=PASSWORD)
    answers = [window.post("/account/sign-in/code", code="000000").status_code for _ in range(7)]
    assert answers == [422] * 5 + [429] * 2
    clock(seconds=second_factor.WINDOW)
    assert window.post("/account/sign-in/code", code=person.code()).status_code == 429, "Even the right one must wait."
    clock(seconds=60)
    assert window.post("/account/sign-in/code", code=person.code()).status_code == 303


def test_recovery_codes_are_guessed_at_no_faster(app):
    person = make_person("moderator")
    window = Window(app)
    window.post("/account/sign-in", email=person.email, password=PASSWORD)
    answers = [window.post("/account/sign-in/recovery", code="0000-0000-0000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_one_sender_cannot_try_the_same_password_on_many_accounts(app, monkeypatch):
    monkeypatch.setattr("app.accounts.views.FROM_ONE_SENDER", "5/minute")
    window = Window(app)
    answers = [
        window.post("/account/sign-in", email=f"p{number}@example.org", password="the same for all").status_code
        for number in range(7)
    ]
    assert answers == [422] * 5 + [429] * 2


def test_a_mailbox_gets_three_letters_an_hour_at_most_and_the_answer_does_not_tell(app):
    person = make_person("moderator")
    for _ in range(6):
        assert Window(app).post("/account/forgot", email=person.email).location == "/account/forgot/sent"
    assert len(letters_to(person.email)) == 3


def test_wrong_tries_stand_in_the_history(app):
    person = make_person("moderator")
    window = Window(app)
    window.post("/account/sign-in", email=person.email, password="not the right one")
    window.post("/account/sign-in", email=person.email, password=PASSWORD)
    window.post("/account/sign-in/code", code="000000")
    lines = [line.outcome for line in sign_ins(by_id(person.id))]
    assert lines == [Outcome.WRONG_CODE, Outcome.HALF_WAY, Outcome.WRONG_PASSWORD]


def test_links_in_letters_are_too_long_to_guess(app):
    path = invite("new@example.org")
    assert len(path.rsplit("/", 1)[1]) >= 43  # 256 bits


def test_counts_are_forgotten_after_thirty_days(app):
    guess("password", "a@example.org")
    with transaction():
        assert retention.forget("counts of tries", now() + timedelta(days=29)) == 0
        assert retention.forget("counts of tries", now() + timedelta(days=31)) == 1
