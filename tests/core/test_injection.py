"""Two hundred ways to slip a second recipient or a header into a letter."""

from dataclasses import replace
from itertools import product

import pytest
from core.mail_server import mail_server
from faults import trial
from sqlalchemy import select

from app.core import outbox, postman
from app.core.db import db, transaction
from app.core.outbox import Letter, LetterState

BREAKS = ["\r\n", "\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\x00", "\x1c", "\x1d", "\x1e", "\r\n\t", "\n "]
SMUGGLED = [
    "Bcc: evil@example.net",
    "To: evil@example.net",
    "Subject: other",
    "\r\nevil",
    "RCPT TO:<evil@example.net>",
    ".",
    "\r\n.\r\n",
]
SECOND = [
    "a@example.org, evil@example.net",
    "a@example.org,evil@example.net",
    "a@example.org;evil@example.net",
    "a@example.org evil@example.net",
    "a@example.org\tevil@example.net",
    "Somebody <a@example.org>",
    "<a@example.org>",
    "<a@example.org>, <evil@example.net>",
    '"evil@example.net" <a@example.org>',
    "evil@example.net <a@example.org>",
    "group: a@example.org, evil@example.net;",
    "a@example.org(evil@example.net)",
    "(evil@example.net)a@example.org",
    "@example.net:a@example.org",
    "a@evil@example.org",
    '"a b"@example.org',
    "a@[127.0.0.1]",
    "a@example.org>",
    "a\\@example.org",
    "a@",
    "@example.org",
    "a",
    "",
    " ",
    "a@exa mple.org",
    "a@example.org\\",
    "=?utf-8?q?a=40example.org=2C?= evil@example.net",
    "a@" + "x" * 64 + ".org",
    "=?utf-8?q?a=0D=0ABcc=3A_evil=40example.net?=@example.org",
    "a@=?utf-8?q?example.org=0D=0ABcc=3A_evil=40example.net?=",
    "a@.example.org",
    "a@example..org",
]
BAD_ADDRESSES = SECOND + [f"a@example.org{gap}{what}" for gap, what in product(BREAKS, SMUGGLED)]
BAD_WORDS = [f"News{gap}{what}" for gap, what in product(BREAKS, SMUGGLED)] + [
    "=?utf-8?q?News=0D=0ABcc:_evil=40example.net?=",
    "=?utf-8?b?TmV3cw0KQmNjOiBldmlsQGV4YW1wbGUubmV0?=",
    "=?iso-8859-1?Q?News=0ABcc=3A_evil=40example.net?= =?utf-8?q?=0D=0A?=",
    "News" + "x" * 2000,
    "Ne\u202ews",
    "ñews ☃",
]
EXPECTED = {
    "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding", "X-Peer", "X-MailFrom", "X-RcptTo",
}  # fmt: skip


@pytest.fixture
def sent(app):
    """A function that posts letters, lets them leave, and returns what the server got."""
    trial.add_letters(app)
    with mail_server() as server:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_url=server.url)

        def send(posts):
            with transaction():
                for to, values in posts:
                    outbox.post("echo", to=to, **values)
            postman.deliver()
            return server

        yield send


def test_there_are_two_hundred_of_them():
    assert len(BAD_ADDRESSES) + len(BAD_WORDS) >= 200


def test_an_address_that_is_not_one_plain_address_gets_no_letter(sent):
    server = sent([(address, {"subject": "News", "text": "None."}) for address in BAD_ADDRESSES])
    assert server.recipients == []
    letters = db.session.execute(select(Letter)).scalars().all()
    assert {letter.state for letter in letters} == {LetterState.FAILED}
    assert {letter.trouble for letter in letters} == {"it cannot be written: NoAddress"}


def test_words_that_reach_the_subject_make_no_header_and_no_recipient(sent):
    server = sent([("a@example.org", {"subject": words, "text": words}) for words in BAD_WORDS])
    assert len(server.letters) == len(BAD_WORDS)
    for letter, recipients in zip(server.letters, server.recipients, strict=True):
        assert recipients == ["a@example.org"]
        assert set(letter.keys()) <= EXPECTED, letter.keys()
        assert letter.get_all("To") == ["a@example.org"]
        assert len(letter.get_all("Subject")) == 1


def test_an_international_domain_is_written_as_the_mail_server_reads_it(sent):
    server = sent([("a@bücher.example", {"subject": "News", "text": "None."})])
    assert server.recipients == [["a@xn--bcher-kva.example"]]


def test_the_test_notices_an_address_that_is_taken_as_it_comes(sent, monkeypatch):
    monkeypatch.setattr(postman, "_one_address", lambda text: text)
    server = sent([("a@example.org, evil@example.net", {"subject": "News", "text": "None."})])
    assert server.letters[0]["To"] == "a@example.org, evil@example.net"
