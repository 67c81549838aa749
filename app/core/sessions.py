"""The one cookie: set when a person opens a form that stores something, gone when the browser closes."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.config import Settings
from app.core.secrets import key_for
from app.core.throttle import Throttle


class Sessions(SecureCookieSessionInterface):
    """Flask's own, with one signer for all requests and nothing done for who sends no cookie: a twentieth of a page's time."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the session from the cookie; most people who look never get one."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookie; the key is the app's for good."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its session cookie, forms that cannot be forged, and counters of who sends how often."""
    secure = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=key_for("session", settings.home),
        SESSION_COOKIE_NAME="__Host-wayhome" if secure else "wayhome",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = Sessions()
    app.extensions["throttle"] = Throttle()
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
