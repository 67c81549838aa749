"""Brings the letters of the outbox to the mail server, or into files where there is none."""

import smtplib
import ssl
from collections.abc import Callable
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from sqlalchemy import select

from app.core import outbox
from app.core.config import Settings
from app.core.db import db, private_directory, transaction
from app.core.outbox import Letter
from app.core.secrets import lay_down

AT_ONCE = 20
SECONDS = 20.0  # the mail server may be silent that long
REFUSED_FOR_GOOD = 500
UNFOLDED = policy.default.clone(max_line_length=998)  # a long address that is broken up leads nowhere
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
Carry = Callable[[EmailMessage, str], None]


def deliver() -> int:
    """Send what is due and return how many letters left; no database transaction is open while the server is slow."""
    carry = _carrier(current_app.config["SETTINGS"])
    left = 0
    while ids := _claimed():
        for letter_id in ids:
            left += _bring(letter_id, carry)
    return left


def write_message(letter: Letter) -> EmailMessage:
    """Write the letter out: plain text, to one address, under a Message-ID that is the same at each try."""
    settings: Settings = current_app.config["SETTINGS"]
    values = letter.values
    written = render_template(f"letters/{letter.kind}.txt", **values, site=settings.site_url)
    subject, _line, text = written.partition("\n")
    home = urlsplit(settings.public_url).hostname or "localhost"
    message = EmailMessage()
    message["Subject"] = subject.strip()
    message["From"] = Address("Wayhome", addr_spec=_sender(settings, home))
    message["To"] = Address(addr_spec=letter.recipient)
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.id}@{home}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.strip() + "\n")
    if leave := values.get("leave"):
        _show_the_way_out(message, settings.site_url + leave)
    return message


def _show_the_way_out(message: EmailMessage, address: str) -> None:
    """Let mail programs draw a button that leaves a list at once, by RFC 2369 and RFC 8058."""
    message.policy = UNFOLDED
    message["List-Unsubscribe"] = f"<{address}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _claimed() -> list[str]:
    with transaction():
        return outbox.claim(AT_ONCE)


def _bring(letter_id: str, carry: Carry) -> bool:
    letter = db.session.execute(select(Letter).where(Letter.id == letter_id)).scalar_one_or_none()
    if letter is None:
        return False
    trouble, for_good = "", False
    try:
        recipient, message = letter.recipient, write_message(letter)
        db.session.rollback()  # a slow mail server must not hold a snapshot of the database
        carry(message, recipient)
    except smtplib.SMTPResponseException as error:
        trouble, for_good = f"the mail server said {error.smtp_code}", error.smtp_code >= REFUSED_FOR_GOOD
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _words in error.recipients.values())
        trouble, for_good = f"the mail server refused the address: {code}", code >= REFUSED_FOR_GOOD
    except (OSError, smtplib.SMTPException) as error:
        trouble = f"the mail server does not answer: {type(error).__name__}"
    except ValueError as error:
        trouble, for_good = f"it cannot be written: {type(error).__name__}", True
    with transaction():
        letter = db.session.execute(select(Letter).where(Letter.id == letter_id).with_for_update()).scalar_one_or_none()
        if letter is None:  # it was taken back while it was under way
            return not trouble
        if trouble:
            outbox.note_trouble(letter, trouble, for_good=for_good)
        else:
            outbox.note_sent(letter)
    return not trouble


def _carrier(settings: Settings) -> Carry:
    if not settings.mail_url:
        return lambda message, _recipient: _lay_in_tray(settings.home / "mail", message)
    return lambda message, recipient: _hand_over(settings.mail_url, message, recipient)


def _lay_in_tray(tray: Path, message: EmailMessage) -> None:
    name = message["Message-ID"].strip("<>").partition("@")[0]
    lay_down(private_directory(tray) / f"{name}.eml", message.as_bytes())


def _hand_over(mail_url: str, message: EmailMessage, recipient: str) -> None:
    url = urlsplit(mail_url)
    host, tls = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=SECONDS, context=tls)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=SECONDS)
    with server:
        if url.scheme == "smtp" and host not in LOOPBACK and server.has_extn("starttls"):
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message, to_addrs=[recipient])


def _sender(settings: Settings, home: str) -> str:
    return settings.mail_from or f"wayhome@{home}"
