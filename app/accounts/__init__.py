"""People who sign in: who they are, how they prove it, and where they are signed in.

Flask-Security keeps the passwords, the codes and who the current user is. Its pages are not opened: they commit by
themselves, write on GET, and answer a wrong form with 200. The doors here are our own, marked like all others.
"""

from base64 import b64encode

from flask import Flask
from flask_login.utils import _user_context_processor
from flask_security import Security

from app.accounts import account_views, factor_views, gate, letter_views, passwords, retention, views
from app.accounts.datastore import People
from app.accounts.second_factor import Codes
from app.accounts.sessions import idle_limit
from app.core import keeping
from app.core.config import Settings
from app.core.secrets import key_for

# A module of doors opens them by being imported.
__all__ = ["account_views", "factor_views", "init_app", "letter_views"]


def init_app(app: Flask) -> None:
    """Open the doors of accounts, and guard every door that is marked for people who are signed in."""
    settings: Settings = app.config["SETTINGS"]
    app.config.update(
        SECURITY_PASSWORD_SALT=_text(key_for("password", settings.home)),
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=passwords.COST,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TOTP_SECRETS={"1": _text(key_for("totp", settings.home))},
        SECURITY_TOTP_ISSUER="Wayhome",
        SECURITY_CLI_USERS_NAME="",
        SECURITY_CLI_ROLES_NAME="",
    )
    security = Security(app, People(), register_blueprint=False, totp_cls=Codes)
    security.login_manager.user_loader(lambda _id: None)
    security.login_manager.request_loader(gate.user_here)
    security.login_manager.session_protection = None
    _keep_off_public_pages(app, security)
    gate.init_app(app)
    app.jinja_env.filters["moment"] = account_views.moment_words
    app.jinja_env.globals.update(
        desks=gate.desks,
        person=gate.user_here,
        sign_out_form=views.sign_out_form,
        idle_seconds=lambda user: int(idle_limit(user).total_seconds()),
    )
    for what, erase in retention.RULES:
        keeping.keep(app, what, erase)
    app.register_blueprint(views.blueprint)


def _keep_off_public_pages(app: Flask, security: Security) -> None:
    """Take out what the library does around each request: it looks into the session, and public pages have none.

    Without this every page would vary by cookie, and ask the database who is there.
    """
    app.after_request_funcs[None].remove(security.login_manager._update_remember_cookie)  # noqa: SLF001
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001
    app.template_context_processors[None].remove(_user_context_processor)


def _text(key: bytes) -> str:
    return b64encode(key).decode()
