"""The one cookie: set when a person opens a form that stores something, gone when the browser closes."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.config import Settings
from app.core.secrets import key_for
from app.core.throttle import Throttle


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
    app.extensions["throttle"] = Throttle()
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
