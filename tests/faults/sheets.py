"""A form on one person's screen, and the browsers in which it is opened, filled in and sent."""

import html
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urljoin

from faults.doors import Door

PATIENCE_SECONDS = 20
GONE = (OSError, HTTPException)


class NotThere(Exception):
    """A page did not open, or holds no such form."""


@dataclass
class Sheet:
    """One form on one person's screen: what will be sent, where, the strange words in it, and all `names` of its fields."""

    door: Door
    action: str
    fields: dict[str, str]
    names: list[str]
    words: list[str] = field(default_factory=list)

    @property
    def token(self):
        return sha256(self.fields["once"].encode()).digest()


class Names(dict):
    """The names that stand in braces, and a new strange word for each `{word}`."""

    def __init__(self, known):
        self.known, self.words = known, []

    def __missing__(self, name):
        if name != "word":
            return self.known[name]
        self.words.append(f"zq{secrets.token_hex(8)}")
        return self.words[-1]


def fill_in(door, address, page, known, browser):
    """Return the sheet that a page holds for a door, filled in."""
    leads = door.leads.format_map(known) or address.partition("?")[0]
    action, form = _form(address, page, leads)
    inputs = [_attributes(tag) for tag in re.findall(r"<input\b([^>]*)>", form)]
    held = {each["name"]: each.get("value", "") for each in inputs if each.get("type") == "hidden"}
    known = Names(known)
    typed = {name: words.format_map(known) for name, words in door.typed.items()}
    worked_out = door.worked_out(browser, page) if door.worked_out else {}
    names = list(dict.fromkeys(re.findall(r'<(?:input|textarea|select)\b[^>]* name="([^"]+)"', form)))
    return Sheet(door, action, held | typed | worked_out, names, known.words)


def _form(address, page, leads):
    """Return where the form of a page that `leads` there is sent, and what is in it."""
    for form in re.finditer(r"<form\b([^>]*)>(.*?)</form>", page, re.DOTALL):
        action = urljoin(address, _attributes(form[1]).get("action", "") or address)
        if action.partition("?")[0] == leads and 'name="once"' in form[2]:
            return action, form[2]
    raise NotThere(f"No form on {address} leads to {leads}.")


def _attributes(tag):
    return {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}


class Browser:
    """A person's browser: it keeps a cookie, opens forms, and sends them."""

    host = "localhost"

    def __init__(self, cookie=""):
        self.cookie = cookie

    def open(self, door, known):
        """Return the form of a door, filled in; raises NotThere."""
        door.leads.format_map(known)  # what is looked up may have to be made, and then shows on the page
        address = door.page.format_map(known)
        status, _headers, page = self.ask("GET", address)
        if status != 200:
            raise NotThere(f"{address} answers {status}.")
        return fill_in(door, address, page, known, self)

    def send(self, sheet):
        """Send the sheet once; return the status, the headers and the page."""
        return self.ask("POST", sheet.action, urlencode(sheet.fields))

    def ask(self, method, path, body=None):
        """Ask once, and keep the cookie that is given."""
        headers = {"Cookie": self.cookie} | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        status, given, text = self.answer_to(method, path, body, headers)
        if cookie := given.get("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        return status, given, text

    def answer_to(self, method, path, body, headers):
        """Return the status, the headers and the page that the site answers."""
        raise NotImplementedError


class Sender(Browser):
    """A browser that asks a server; it raises one of GONE when the server goes away meanwhile."""

    def __init__(self, port, cookie=""):
        super().__init__(cookie)
        self.port, self.host = port, f"127.0.0.1:{port}"

    def answer_to(self, method, path, body, headers):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()


class InProcess(Browser):
    """A browser that asks the app itself."""

    def __init__(self, app, cookie=""):
        super().__init__(cookie)
        self.app = app

    def answer_to(self, method, path, body, headers):
        client = self.app.test_client(use_cookies=False)
        client.fetched, client.every = 1, 20  # the pages themselves are looked at elsewhere
        answer = client.open(path, method=method, data=body, headers=headers)
        return answer.status_code, answer.headers, answer.text
