"""Brings the letters of the outbox to the mail server, or into files where there is none."""

import logging
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from threading import Timer
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app, render_template
from sqlalchemy import select

from app.core import outbox, tray
from app.core.config import ADDRESS, Settings
from app.core.db import db, transaction
from app.core.forms import tidy_line
from app.core.outbox import Letter, LetterState

SECONDS = 20.0  # the mail server may be silent that long
SECONDS_IN_ALL = 60.0  # one letter may take; half its lease
REFUSED_FOR_GOOD = 500
UNFOLDED = policy.default.clone(max_line_length=998)  # a long address that is broken up leads nowhere
CLOSING = 421  # the server's word for “not now, nobody”
Carry = Callable[[EmailMessage, str], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a letter did not leave. `for_good`: no later try will do better. `nobody`: no other letter would leave now."""

    words: str
    for_good: bool = False
    nobody: bool = False


class NoServer(Exception):
    """The mail server cannot be spoken with; it is not about the letter."""


class NoAddress(Exception):
    """What should be the address is not one plain address."""


def deliver(stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due and return how many letters left.

    Ends early when the mail server is away, or when `stopping` says so after a letter. No database transaction is
    open while the server is slow.
    """
    carry = _carrier(current_app.config["SETTINGS"])
    left = 0
    while not stopping() and (letter_id := _claimed()):
        trouble = _bring(letter_id, carry)
        left += trouble is None
        if trouble:
            log.warning("A letter did not leave: %s.", trouble.words)
            if trouble.nobody:
                break
    return left


def write_message(letter: Letter) -> EmailMessage:
    """Write the letter out: plain text, to one address, under a Message-ID that is the same at each try.

    Raises NoAddress.
    """
    settings: Settings = current_app.config["SETTINGS"]
    values = letter.values
    written = render_template(f"letters/{letter.kind}.txt", **values, site=settings.site_url)
    subject, _line, text = written.partition("\n")
    home = urlsplit(settings.public_url).hostname or "localhost"
    message = EmailMessage()
    # “=?” begins an encoded word, which the email library would decode, line ends and all (CVE-2024-6923).
    message["Subject"] = tidy_line(subject).replace("=?", "= ?")
    message["From"] = Address("Wayhome", addr_spec=settings.mail_from or f"wayhome@{home}")
    message["To"] = _one_address(letter.recipient)
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.id}@{home}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.strip() + "\n", cte="quoted-printable")
    if leave := values.get("leave"):
        _show_the_way_out(message, settings.site_url + leave)
    return message


def _show_the_way_out(message: EmailMessage, address: str) -> None:
    """Let mail programs draw a button that leaves a list at once, by RFC 2369 and RFC 8058."""
    message.policy = UNFOLDED
    message["List-Unsubscribe"] = f"<{address}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _one_address(text: str) -> Address:
    if not ADDRESS.fullmatch(text) or "=?" in text:
        raise NoAddress
    name, _at, domain = text.rpartition("@")
    try:
        return Address(addr_spec=f"{name}@{domain.encode('idna').decode()}")
    except (ValueError, MessageError, IndexError) as error:
        raise NoAddress from error


def _claimed() -> str | None:
    if not outbox.anything_due():
        db.session.rollback()
        return None
    with transaction():
        return outbox.claim()


def _bring(letter_id: str, carry: Carry) -> Trouble | None:
    letter = _waiting(letter_id)
    if letter is None:
        return None
    trouble = _carried(letter, carry)
    with transaction():
        letter = _waiting(letter_id)
        if letter is None:  # it was withdrawn while it was under way
            return trouble
        if trouble:
            outbox.note_trouble(letter, trouble.words, for_good=trouble.for_good)
        else:
            outbox.note_sent(letter)
    return trouble


def _waiting(letter_id: str) -> Letter | None:
    statement = select(Letter).where(Letter.id == letter_id, Letter.state == LetterState.WAITING).with_for_update()
    return db.session.execute(statement).scalar_one_or_none()


def _carried(letter: Letter, carry: Carry) -> Trouble | None:
    try:
        message = write_message(letter)
    except Exception as error:  # noqa: BLE001 - a letter that cannot be written must not hold up the others
        return Trouble(f"it cannot be written: {type(error).__name__}", for_good=isinstance(error, NoAddress))
    finally:
        db.session.rollback()  # a slow mail server must not hold a snapshot of the database
    try:
        carry(message, message["To"].addresses[0].addr_spec)
    except (OSError, NoServer) as error:  # every word of smtplib's is an OSError
        return _trouble(error)
    return None


def _trouble(error: Exception) -> Trouble:
    match error:
        case NoServer():
            trouble = Trouble(f"the mail server cannot be used: {error}", nobody=True)
        case smtplib.SMTPSenderRefused():
            trouble = Trouble(f"the mail server refuses our own address: {error.smtp_code}", nobody=True)
        case smtplib.SMTPRecipientsRefused():
            trouble = _refused("refused the address", max(code for code, _words in error.recipients.values()))
        case smtplib.SMTPResponseException():
            trouble = _refused("refused the letter", error.smtp_code)
        case smtplib.SMTPNotSupportedError():
            trouble = Trouble("the mail server cannot take such an address", for_good=True)
        case _:
            trouble = Trouble(f"the mail server fell silent: {type(error).__name__}", nobody=True)
    return trouble


def _refused(words: str, code: int) -> Trouble:
    return Trouble(f"the mail server {words}: {code}", for_good=code >= REFUSED_FOR_GOOD, nobody=code == CLOSING)


def _carrier(settings: Settings) -> Carry:
    if not settings.mail_url:
        return lambda message, _recipient: tray.lay_in(settings, message)
    return lambda message, recipient: _hand_over(urlsplit(settings.mail_url), message, recipient)


def _hand_over(url: SplitResult, message: EmailMessage, recipient: str) -> None:
    with _spoken_with(url) as server:
        server.send_message(message, to_addrs=[recipient])


@contextmanager
def _spoken_with(url: SplitResult) -> Iterator["Server"]:
    """Give the mail server, ready for a letter: over TLS unless it is on this machine. Raises NoServer."""
    try:
        server = Server(url)
    except OSError as error:
        raise NoServer(_said(error)) from error
    with server:
        try:
            server.ehlo_or_helo_if_needed()
            if url.scheme == "smtp" and url.hostname not in tray.LOOPBACK:
                _go_private(server)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
        except OSError as error:
            raise NoServer(_said(error)) from error
        yield server


def _go_private(server: "Server") -> None:
    if not server.has_extn("starttls"):
        raise NoServer("it offers no TLS")
    server.starttls(context=ssl.create_default_context())


def _said(error: OSError) -> str:
    return str(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__


class Server(smtplib.SMTP):
    """A connection to the mail server that is cut when one letter takes too long, a byte at a time or not at all."""

    def __init__(self, url: SplitResult) -> None:
        self._clock: Timer | None = None
        self._line: socket.socket | None = None
        self._private = url.scheme == "smtps"
        super().__init__(url.hostname or "localhost", url.port or (465 if self._private else 25), timeout=SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        self._line = plain.dup()  # TLS takes the first over; both are ends of the same line
        self._clock = Timer(SECONDS_IN_ALL, self._line.shutdown, [socket.SHUT_RDWR])
        self._clock.daemon = True
        self._clock.start()
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host) if self._private else plain
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection, and stop the clock."""
        super().close()
        if self._clock and self._line:
            self._clock.cancel()
            self._line.close()

    def __exit__(self, *args: object) -> None:
        """Say goodbye and wait for no answer: what was to be said has been said."""
        with suppress(OSError):
            self.putcmd("quit")
        self.close()
