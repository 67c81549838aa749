"""The second proofs of somebody who sets them up: what an app or a browser makes of a page."""

import re
from html import unescape

from passlib.totp import TOTP
from soft_passkey import SoftPasskey

from app.core.db import now


def app_code(_browser, page):
    """Return the code that an app shows for the key on the page."""
    key = re.search(r'class="key">([^<]+)<', page)[1].replace("-", "")
    return {"code": TOTP(key).generate(time=now()).token}


def passkey(browser, page):
    """Return what a browser answers when the page asks it for a new passkey."""
    options = unescape(re.search(r'data-options="([^"]+)"', page)[1])
    made = SoftPasskey(browser.host.partition(":")[0], f"http://{browser.host}")
    return {"answer": made.make(options)}
