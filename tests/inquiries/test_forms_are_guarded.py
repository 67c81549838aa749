"""Rows S03, S04 and S26 for every form of this room: no forgery, no field too many, no flood."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from colleagues import Colleague
from form_filling import held
from inquiry_forms import ALWAYS, FORMS, World
from sqlalchemy import select
from whole_database import changes, snapshot

from app.core.db import Base, db, now
from app.inquiries.models import Inquiry, InquiryState
from app.inquiries.topics import ABOUT


@pytest.fixture
def world(app, client, directory):
    return World(app, client, directory)


def later():
    """Be as late as a person who fills in a form."""
    return time_machine.travel(now() + timedelta(seconds=5))


def test_every_form_of_the_room_is_here(app):
    routes = {
        str(rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("inquiries.") and "POST" in (rule.methods or ())
    }
    ids = dict.fromkeys(["code", "slug", "other_slug", "waits", "mine", "closed", "letter", "ours", "ours_taken"], "1")
    known = {
        (press or page).format(**ids, call=1, other_call=1).partition("?")[0]
        for _who, page, press, *_ in FORMS.values()
    }
    adapter = app.url_map.bind("localhost")
    assert {str(adapter.match(path, "POST", return_rule=True)[0]) for path in known} == routes


@pytest.mark.parametrize("name", FORMS)
def test_a_form_changes_what_it_is_for_and_nothing_else_whatever_is_sent_along(world, name):
    client, press, hidden, typed, may_change = world.form(name)
    columns = {column.name for table in Base.metadata.sorted_tables for column in table.columns}
    columns |= {"by", "me", "verb", "home", "role", "roles", "told", "user", "admin"}
    extra = dict.fromkeys(columns - hidden.keys() - typed.keys() - {"field", "name", "once"}, "1")
    before = snapshot()
    with later():
        answer = client.post(press, data=extra | hidden | typed)
    assert answer.status_code == 303, answer.text
    found = changes(before, snapshot())
    assert found - ALWAYS <= may_change
    assert bool(found - ALWAYS) == bool(may_change)
    for row in db.session.execute(select(Inquiry)).scalars():
        if (row.id,) not in before["inquiry"]:
            assert (row.state, row.taken_by, row.crisis, row.finding) == (InquiryState.OPEN, None, False, None)
            assert row.told.keys() <= {"message", "right", "reply_by", *(each.name for each in ABOUT[row.topic].asked)}


@pytest.mark.parametrize("name", FORMS)
def test_a_forged_form_changes_nothing(world, name, app):
    client, press, hidden, typed, _may_change = world.form(name)
    elsewhere = BeautifulSoup(app.test_client().get("/messages").text, "html.parser")
    foreign = held(elsewhere.select_one("main form"))
    forged = [
        {**hidden, "csrf_token": ""},
        {**hidden, "csrf_token": foreign["csrf_token"]},
        {**hidden, "csrf_token": "x" + hidden["csrf_token"][1:]},
        {**hidden, "once": ""},
        {**hidden, "once": "x" + hidden["once"][1:]},
        {key: value for key, value in hidden.items() if key != "csrf_token"},
        {},
    ]
    before = snapshot()
    with later():
        for fields in forged:
            assert client.post(press, data=fields | typed).status_code == 422
        words = "\r\n".join(f"{key}={value}" for key, value in (hidden | typed).items())
        assert client.post(press, data=words, content_type="text/plain").status_code in {400, 422}
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
            assert client.open(press, method=method, data=hidden | typed).status_code in {200, 404, 405}
    with time_machine.travel(now() + timedelta(hours=25)):
        client.post(press, data=hidden | typed)
    assert changes(before, snapshot()) == set()


def test_no_look_at_a_page_changes_anything(world):
    before = snapshot()
    for who, page, *_ in FORMS.values():
        assert world.clients[who].get(page.format(**world.ids)).status_code == 200
    for page in ("/desk?show=mine", "/desk?kind=calls", "/desk/messages/{mine}?ready=2", "/inbox?show=done"):
        for client in world.clients.values():
            client.get(page.format(**world.ids))
    assert changes(before, snapshot()) == set()


FLOODS = {"contact": 5, "report": 5, "to a center": 5, "write again": 5}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_slowed_and_what_was_typed_is_kept(world, name):
    for _ in range(FLOODS[name]):
        client, press, hidden, typed, _may_change = world.form(name)
        with later():
            assert client.post(press, data=hidden | typed).status_code == 303
    before = snapshot()
    client, press, hidden, typed, _may_change = world.form(name)
    with later():
        answer = client.post(press, data=hidden | typed)
    assert answer.status_code == 429
    assert next(iter(typed.values())) in answer.text
    assert changes(before, snapshot()) == set()


def test_a_flood_of_taps_counts_once_for_each_center_and_ends(world, client, directory):
    for _ in range(20):
        client_, press, hidden, typed, _may_change = world.form("called")
        with later():
            assert client_.post(press, data=hidden | typed).status_code == 303
    answer = client_.post(press, data=world.form("called")[2] | typed)
    assert answer.status_code == 422
    assert "minutes" in answer.text


def test_wrong_codes_are_not_guessed_for_ever(client, app):
    codes = [f"/messages/{number:026d}" for number in range(35)]
    answers = [client.get(code).status_code for code in codes]
    assert answers == [404] * 30 + [429] * 5


def test_a_right_code_opens_however_many_wrong_ones_came_before(world, client):
    for number in range(35):
        client.get(f"/messages/{number:026d}")
    assert client.get(f"/messages/{world.ids['code']}").status_code == 200


OPEN_TO_ALL = {"report", "called"}


@pytest.mark.parametrize("name", FORMS)
def test_a_door_opens_for_those_it_is_for_and_for_nobody_else(world, app, name):
    who, page, press, typed, _may_change = FORMS[name]
    page, press = page.format(**world.ids), (press or page).format(**world.ids)
    others = {role: client for role, client in world.clients.items() if role != who}
    others |= {"nobody with a role": Colleague(app).client}
    if who == "staff":
        others["admin"] = Colleague(app, "admin").client
    before = snapshot()
    for role, client in others.items():
        looked, sent = client.get(page), client.post(press, data=typed)
        if role == "visitor":
            assert looked.status_code == 302
            assert looked.location.startswith("/account/sign-in")
            assert sent.status_code == 401
        elif name in OPEN_TO_ALL:
            assert (looked.status_code, sent.status_code) == (200, 422)
        else:
            assert (looked.status_code, sent.status_code) == (403, 403)
    assert changes(before, snapshot()) == set()
