"""Letters as files, where there is no mail server, and the page that shows them to whoever works on the site."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request

from app.core.access import public
from app.core.config import Settings
from app.core.db import private_directory
from app.core.files import lay_down

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Any of them means that the question came through another machine's or program's hands.
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via")
MOST_SHOWN = 50

blueprint = Blueprint("tray", __name__)


def tray(settings: Settings) -> Path:
    """Return the directory in which letters lie."""
    return settings.home / "mail"


def lay_in(settings: Settings, message: EmailMessage) -> None:
    """Lay one letter down; the same letter a second time changes nothing."""
    name = message["Message-ID"].strip("<>").partition("@")[0]
    lay_down(private_directory(tray(settings)) / f"{name}.eml", message.as_bytes())


@blueprint.get("/dev/letters")
@public
def letters() -> Response:
    """Show the newest letters, on the machine they lie on and only while the site has no public address."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.mail_url or settings.public_url or not _asked_from_here():
        abort(404)
    files = sorted(tray(settings).glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    text = "\n".join(_written_out(files[:MOST_SHOWN])) or "No letters yet."
    return Response(text + "\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _asked_from_here() -> bool:
    host = request.host.removeprefix("[").partition("]" if request.host.startswith("[") else ":")[0]
    passed_on = any(name in request.headers for name in PASSED_ON)
    return request.remote_addr in LOOPBACK and host in LOOPBACK and not passed_on


def _written_out(files: list[Path]) -> Iterator[str]:
    for path in files:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        yield from (f"{name}: {message[name]}" for name in ("Date", "To", "Subject"))
        yield f"\n{message.get_content()}\n{'-' * 72}"
