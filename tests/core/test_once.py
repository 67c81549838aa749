from threading import Barrier, Thread

import pytest
import time_machine
from flask import redirect, request
from sqlalchemy import func, select

from app.core import access, once
from app.core.audit import AuditEvent, record
from app.core.db import db, now
from app.core.errors import Refused


@pytest.fixture
def door(app):
    """A view that writes one row for each effect, and refuses what it is told to refuse."""

    @app.post("/effect")
    @access.form
    @once.saves
    def effect():
        record("effect", "test", by="test")
        if request.form.get("word") == "bad":
            return "Mend it.", 422, {"Content-Type": "text/plain"}
        if request.form.get("word") == "refuse":
            raise Refused("Not today.")
        return redirect(f"/effects/{how_many()}", 303)

    app.extensions["tokens"] = once.new_token
    return app


def how_many():
    return db.session.execute(select(func.count()).select_from(AuditEvent).filter_by(action="effect")).scalar_one()


def send(app, token, word="good"):
    return app.test_client().post("/effect", data={"once": token, "word": word})


def test_the_same_form_sent_twice_has_one_effect_and_the_same_answer(door):
    token = once.new_token()
    first, second = send(door, token), send(door, token)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location == "/effects/1"
    assert how_many() == 1


def test_two_forms_have_two_effects(door):
    assert send(door, once.new_token()).location != send(door, once.new_token()).location


def test_the_same_form_with_other_words_is_refused(door):
    token = once.new_token()
    send(door, token)
    assert send(door, token, word="other").status_code == 422
    assert how_many() == 1


@pytest.mark.parametrize("word", ["bad", "refuse"])
def test_an_answer_that_is_no_good_takes_everything_back_and_may_be_tried_again(door, word):
    token = once.new_token()
    assert send(door, token, word=word).status_code == 422
    assert how_many() == 0
    assert send(door, token).status_code == 303
    assert how_many() == 1


@pytest.mark.parametrize("token", ["", "made-up", "x" * 5000])
def test_a_token_that_is_not_ours_has_no_effect(door, token):
    assert send(door, token).status_code == 400
    assert how_many() == 0


def test_a_form_that_is_older_than_a_day_has_no_effect(door):
    token = once.new_token()
    with time_machine.travel(now().timestamp() + once.DAY_SECONDS + 60):
        assert send(door, token).status_code == 400
    assert how_many() == 0


def test_fifty_equal_posts_at_once_have_one_effect_and_one_answer(door):
    token, start, answers = once.new_token(), Barrier(50), []

    def press():
        start.wait()
        answers.append(send(door, token))

    presses = [Thread(target=press) for _ in range(50)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert {answer.location for answer in answers} == {"/effects/1"}
    assert how_many() == 1


def test_where_a_form_led_cannot_be_read_from_the_database(door):
    send(door, once.new_token())
    given = db.session.execute(select(once.GivenAnswer)).scalar_one()
    assert b"effects" not in given.location
