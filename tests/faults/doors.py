"""The forms that people send, each said in one line, so that every fault test drives them all.

A new form is a new line in DOORS. `{word}` in what is typed becomes a word that nothing else holds; `{center}` in an
address becomes the slug of a center.
"""

import html
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urljoin

PATIENCE_SECONDS = 20


@dataclass(frozen=True, eq=False)
class Door:
    """One form. Each time that it is sent, one row must stand in `table`, one in the log, and `letters` in the outbox."""

    page: str
    typed: dict[str, str]
    table: str
    logged: str
    letters: int = 1

    def __str__(self):
        return self.page


EMAIL = {"reply_by": "email", "reply_to": "{word}@example.org"}
PHONE = {"reply_by": "phone", "reply_to": "617-555-0134", "times": "{word}", "voicemail": "y"}
MESSAGE = {"message": "{word}", "name": "{word}", "where": "{word}", "pay": "{word}", **EMAIL}
DOORS = [
    Door("/contact?topic=finding-care", MESSAGE, "inquiry", "message received"),
    Door(
        "/contact?topic=listing", {"message": "{word}", "center": "{word}", **PHONE}, "inquiry", "message received", 0
    ),
    Door("/centers/{center}/contact", {"message": "{word}", "name": "{word}", **EMAIL}, "inquiry", "message received"),
    Door("/centers/{center}/report", {"field": "phone", "right": "{word}", **EMAIL}, "inquiry", "message received"),
    Door("/centers/{center}/called", {"outcome": "wrong-number"}, "called", "call told", letters=0),
    Door(
        "/naltrexone/how-it-works/ask",
        {"words": "{word}", "email": "{word}@example.org"},
        "reader_question",
        "question asked",
        0,
    ),
    Door("/naltrexone/newsletter", {"email": "{word}@example.org"}, "guide_subscriber", "letters asked for"),
]


@dataclass
class Sheet:
    """One form on one person's screen: what will be sent, where, and the strange words in it."""

    door: Door
    action: str
    fields: dict[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def token(self):
        return sha256(self.fields["once"].encode()).digest()


def fill_in(door, page_address, page, *, words=None):
    """Return the sheet that a page holds, filled in; `words` may name the strange words to use, in order."""
    found = next(
        form for form in re.finditer(r"<form\b([^>]*)>(.*?)</form>", page, re.DOTALL) if 'name="once"' in form[2]
    )
    action = _attributes(found[1]).get("action", "") or page_address
    hidden = [_attributes(tag) for tag in re.findall(r"<input\b([^>]*)>", found[2])]
    sheet = Sheet(door, urljoin(page_address, html.unescape(action)), {})
    sheet.fields = {each["name"]: each.get("value", "") for each in hidden if each.get("type") == "hidden"}
    for name, typed in door.typed.items():
        word = words.pop(0) if words else f"zq{secrets.token_hex(8)}"
        sheet.fields[name] = typed.replace("{word}", word)
        sheet.words += [word] * ("{word}" in typed)
    return sheet


def _attributes(tag):
    return {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


class Sender:
    """A person who opens a form, fills it in, and presses the button until there is an answer."""

    def __init__(self, port, center=""):
        self.port = port
        self.center = center
        self.cookie = ""

    def open(self, door):
        page = door.page.replace("{center}", self.center)
        status, _headers, body = self.ask("GET", page)
        assert status == 200, (page, status)
        return fill_in(door, page, body)

    def send(self, sheet):
        """Send the sheet once; return the status, the headers and the page."""
        return self.ask("POST", sheet.action, urlencode(sheet.fields))

    def press(self, sheet):
        """Send the sheet once; return the status."""
        return self.send(sheet)[0]

    def ask(self, method, path, body=None):
        """Ask once; raises OSError or HTTPException when the server goes away meanwhile."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {"Cookie": self.cookie} | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if given := answer.headers.get("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        return answer.status, answer.headers, text


GONE = (OSError, HTTPException)
