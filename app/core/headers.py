"""What every answer says to the browser: keep to this site, tell nobody, trust no inline code."""

from flask import Flask, Response

POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
}


def protect(app: Flask) -> None:
    """Send the policy with every answer of `app`."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.headers.extend(POLICY)
    return response
