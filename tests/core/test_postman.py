"""Letters against a mail server that refuses, hangs and drops: each arrives once, or fails where a person sees it."""

import ipaddress
import ssl
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from core.mail_server import a_byte_a_second, cut, free_port, hang, mail_server, raw_server, silence
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from faults import trial
from sqlalchemy import select

from app.core import outbox, postman, tray
from app.core.db import db, now, transaction
from app.core.outbox import Letter, LetterState


@pytest.fixture
def app(app):
    trial.add_letters(app)
    return app


def post(to="somebody@example.org", **values):
    with transaction():
        return outbox.post("trial", to=to, **values)


def sent_by(app, url):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=url)
    return postman.deliver()


def only_letter():
    db.session.expire_all()
    return db.session.execute(select(Letter)).scalar_one()


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


def test_a_letter_arrives_whole_at_its_one_address(app, server):
    letter = post()
    assert sent_by(app, server.url) == 1
    [arrived] = server.letters
    assert (arrived["Subject"], arrived["To"]) == ("There is news", "somebody@example.org")
    assert arrived["Message-ID"] == f"<{letter.id}@localhost>"
    assert arrived.get_content().splitlines() == ["Somebody wrote to you. Sign in to read it."]
    assert server.recipients == [["somebody@example.org"]]
    assert (only_letter().state, only_letter().erased) == (LetterState.SENT, True)
    assert sent_by(app, server.url) == 0


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["550 no such person", "552 too big"])
def test_what_is_refused_for_good_has_failed_at_once_and_holds_up_nobody(app, server, command, answer):
    post()
    server.answers = {command: answer}
    assert sent_by(app, server.url) == 0
    letter = only_letter()
    assert letter.state is LetterState.FAILED
    assert letter.trouble.endswith(answer[:3])
    assert outbox.failed() == [letter]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
@pytest.mark.parametrize("answer", ["421 closing", "450 try later"])
def test_what_is_refused_for_now_is_tried_again(app, server, command, answer):
    post()
    server.answers = {command: answer}
    assert sent_by(app, server.url) == 0
    assert only_letter().state is LetterState.WAITING
    server.answers = {}
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert sent_by(app, server.url) == 1
    assert len(server.letters) == 1


def test_a_refusal_of_our_own_address_or_password_fails_no_letter(app, server):
    post()
    server.answers = {"MAIL": "550 who are you"}
    assert sent_by(app, server.url) == 0
    assert only_letter().state is LetterState.WAITING
    post("other@example.org")
    assert sent_by(app, server.url.replace("smtp://", "smtp://name:password@")) == 0
    assert {letter.state for letter in db.session.execute(select(Letter)).scalars()} == {LetterState.WAITING}


@pytest.mark.parametrize("talk", [silence, a_byte_a_second])
def test_a_server_that_hangs_holds_up_one_letter_for_a_bounded_time(app, monkeypatch, talk):
    monkeypatch.setattr(postman, "SECONDS", 0.6)
    monkeypatch.setattr(postman, "SECONDS_IN_ALL", 1.2)
    for _ in range(3):
        post()
    began = time.monotonic()
    with raw_server(talk) as url:
        assert sent_by(app, url) == 0
    assert time.monotonic() - began < 5
    tries = db.session.execute(select(Letter.tries).order_by(Letter.tries)).scalars().all()
    assert tries == [0, 0, 1], "the others are not pushed back because the server is away"


@pytest.mark.parametrize("death", [("DATA", hang, 1), ("after DATA", hang, 2), ("after DATA", cut, 2)])
def test_a_line_that_dies_in_the_middle_gives_one_more_copy_at_most_under_the_same_id(app, server, monkeypatch, death):
    when, behaviour, copies = death
    monkeypatch.setattr(postman, "SECONDS", 0.5)
    post()
    server.answers = {when: behaviour}
    assert sent_by(app, server.url) == 0
    server.answers = {}
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert sent_by(app, server.url) == 1
    assert len(server.letters) == copies
    assert len(set(server.message_ids)) == 1


def test_after_an_outage_each_letter_arrives_exactly_once(app):
    port, at = free_port(), datetime(2026, 11, 26, tzinfo=UTC)
    with time_machine.travel(at, tick=False) as clock:
        for number in range(40):
            post(f"person{number}@example.org")
        for _ in range(60):
            clock.shift(60)
            assert sent_by(app, f"smtp://127.0.0.1:{port}") == 0
        assert outbox.how_many()[LetterState.WAITING] == 40
        with mail_server(port=port) as server:
            for _ in range(5):
                clock.shift(outbox.LONGEST_WAIT.total_seconds())
                postman.deliver()
    assert len(server.letters) == len(set(server.message_ids)) == 40


def test_it_is_tried_after_growing_waits_and_given_up_after_72_hours(app, server):
    server.answers = {"RCPT": "450 try later"}
    at = datetime(2026, 11, 26, tzinfo=UTC)
    with time_machine.travel(at, tick=False) as clock:
        post()
        waits, last = [], at
        while only_letter().state is LetterState.WAITING:
            clock.move_to(max(only_letter().next_try_at, now()))
            sent_by(app, server.url)
            waits.append(now() - last)
            last = now()
    minutes = [wait.total_seconds() / 60 for wait in waits]
    assert minutes[:10] == [0, 1, 2, 4, 8, 16, 32, 64, 128, 240]
    assert timedelta(hours=72) <= last - at < timedelta(hours=76)
    assert only_letter().state is LetterState.FAILED


def test_a_letter_that_failed_is_sent_when_a_person_says_so_and_waits_as_if_it_were_new(app, server):
    post()
    server.answers = {"RCPT": "550 no"}
    sent_by(app, server.url)
    with transaction():
        outbox.try_again(only_letter())
    assert only_letter().tries == 0
    server.answers = {}
    assert sent_by(app, server.url) == 1


def test_many_tries_later_the_wait_is_still_a_number(app):
    letter = post()
    letter.tries = 5000
    outbox.note_trouble(letter, "late")
    assert letter.next_try_at - now() <= outbox.LONGEST_WAIT


@pytest.mark.parametrize("leap", [timedelta(days=-365), timedelta(days=400)])
def test_no_lease_and_no_wait_outlives_a_clock_that_was_wrong(app, server, leap):
    post()
    with time_machine.travel(now() - leap):
        with transaction():
            assert outbox.claim()
        assert sent_by(app, server.url) == 0
    assert sent_by(app, server.url) == (1 if leap else 0)


def test_a_letter_nobody_can_write_is_tried_again_and_holds_up_nobody(app, server):
    with transaction():
        outbox.post("no-such-letter", to="somebody@example.org")
    post()
    assert sent_by(app, server.url) == 1
    assert outbox.how_many() == {LetterState.WAITING: 1, LetterState.SENT: 1, LetterState.FAILED: 0}


def test_a_letter_withdrawn_while_it_is_under_way_is_no_trouble(app, server):
    post()

    async def withdraw(_server):
        with app.app_context(), transaction():
            db.session.delete(db.session.execute(select(Letter)).scalar_one())
        return "250 OK"

    server.answers = {"after DATA": withdraw}
    assert sent_by(app, server.url) == 1
    assert sum(outbox.how_many().values()) == 0


def test_a_server_elsewhere_that_offers_no_tls_gets_no_letter(app, server, monkeypatch):
    monkeypatch.setattr(tray, "LOOPBACK", frozenset())
    post()
    assert sent_by(app, server.url) == 0
    assert only_letter().trouble == "the mail server cannot be used: it offers no TLS"
    assert server.letters == []


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_tls_is_used_and_the_server_must_be_who_it_says(app, monkeypatch, tmp_path, scheme, trusted):
    certificate = own_certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    monkeypatch.setattr(tray, "LOOPBACK", frozenset())
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    post()
    options = {"tls_context": context, "require_starttls": True} if scheme == "smtp" else {"ssl_at_once": context}
    with mail_server(**options) as server:
        assert sent_by(app, server.url.replace("smtp://", f"{scheme}://")) == trusted
        assert len(server.letters) == trusted


def own_certificate(folder):
    """Write a key and a certificate that it signed itself, for 127.0.0.1, into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    day = timedelta(days=1)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, now() - day, now() + day)
    signed = certificate.add_extension(here, critical=False).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = folder / "certificate.pem"
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + signed.public_bytes(pem))
    return path
