"""The worker is killed a hundred times while letters leave: none is lost, and each kill doubles one letter at most."""

import asyncio
import random
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from core.mail_server import mail_server
from faults import trial
from faults.killing import killed_after

from app.core import outbox, postman
from app.core.db import db, transaction
from app.core.outbox import LetterState
from app.core.vault import new_id

AMOUNTS = {"sqlite": (300, 100), "postgresql": (60, 20)}  # letters, kills


@pytest.fixture
def server(app, monkeypatch):
    """A mail server that takes its time."""
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=0.3))
    trial.add_letters(app)
    with mail_server() as server:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=server.url)
        server.answers = {"DATA": think}
        yield server


async def think(_server):
    await asyncio.sleep(0.01)


async def think_long(_server):
    await asyncio.sleep(0.15)


def post(letters):
    with transaction():
        for number in range(letters):
            outbox.post("trial", to=f"person{number}@example.org")


def work():
    while True:
        postman.deliver()
        time.sleep(0.01)


def killed_and_finished(server, times):
    """Kill the worker so often while letters leave, then let those that are left leave; return how often it was at work."""
    moments, kills = random.Random(8), 0
    for _ in range(times):
        before = len(server.letters)
        kills += killed_after(moments.uniform(0, 0.1), work, once=lambda before=before: len(server.letters) > before)
    until = time.monotonic() + 60
    while outbox.how_many()[LetterState.WAITING] and time.monotonic() < until:
        db.session.rollback()
        postman.deliver()
        time.sleep(0.05)
    return kills


def test_a_worker_killed_again_and_again_loses_nothing(server, database):
    letters, times = AMOUNTS[database]
    post(letters)
    kills = killed_and_finished(server, times)
    assert kills == times
    assert outbox.how_many() == {LetterState.WAITING: 0, LetterState.SENT: letters, LetterState.FAILED: 0}
    assert len(set(server.message_ids)) == letters, "none is lost, and a copy has the Message-ID of its letter"
    assert len(server.letters) - letters <= kills


@pytest.mark.databases("sqlite")
def test_the_test_notices_a_letter_that_counts_as_sent_before_it_is(server, database, monkeypatch):

    def too_early(letter_id, carry):
        message = postman.write_message(postman._waiting(letter_id))
        with transaction():
            outbox.note_sent(postman._waiting(letter_id))
        carry(message, "somebody@example.org")

    monkeypatch.setattr(postman, "_bring", too_early)
    server.answers = {"DATA": think_long}
    post(40)
    killed_and_finished(server, 12)
    assert len(set(server.message_ids)) < 40


@pytest.mark.databases("sqlite")
def test_the_test_notices_a_new_message_id_for_each_try(server, monkeypatch):
    write = postman.write_message

    def under_a_new_id(letter):
        message = write(letter)
        message.replace_header("Message-ID", f"<{new_id()}@localhost>")
        return message

    server.answers = {"after DATA": think_long}
    monkeypatch.setattr(postman, "write_message", under_a_new_id)
    post(40)
    killed_and_finished(server, 8)
    assert len(set(server.message_ids)) > 40
