"""The one address of a page, absolute: as the operator names this site, else as the request does.

Only search engines and paper need it.
"""

from flask import current_app, request


def host() -> str:
    """Return this site's own scheme and host without a closing slash."""
    named: str = current_app.config["SETTINGS"].public_url
    return named or request.host_url.rstrip("/")


def this_page() -> str:
    """Return the address of the page at hand, without its query."""
    return host() + request.path
