"""The doors that letters lead to, and the one that asks for a letter."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, passwords, queries
from app.accounts.address import address_print
from app.accounts.forms import AddressForm, Button, InvitationForm, NewPasswordForm
from app.accounts.models import Purpose
from app.accounts.turns import a_turn, posts_take_even_turns
from app.accounts.views import blueprint
from app.accounts.waiting import wait_please
from app.core import access
from app.core.errors import Refused
from app.core.once import saves
from app.core.throttle import seconds_to_wait, throttle
from app.core.translation import _
from app.core.words import N_

FROM_ONE_SENDER = "10/hour;30/day"
TO_ONE_ADDRESS = "3/hour;6/day"
PASSWORDS_FROM_ONE_SENDER = "30/hour"
CHOSEN = N_("Your password is set. Sign in with it now.")


def link_url(endpoint: str) -> str:
    """Return the address of a door for letters, with “{token}” where the link's own part comes."""
    path = url_for(endpoint, token="TOKEN", _external=False).replace("TOKEN", "{token}")  # noqa: S106
    return f"{current_app.config['SETTINGS'].site_url}{path}"


def hashes_first(view: Callable[..., Any]) -> Callable[..., Any]:
    """Hash the new password of a POST before the view's transaction begins: nobody else may wait for that to write."""

    @wraps(view)
    def hashing(*args: Any, **values: Any) -> Any:
        password = request.form.get("password", "") if request.method == "POST" else ""
        g.password_hash = ""
        if _is_good_enough(password) and not seconds_to_wait("new password", PASSWORDS_FROM_ONE_SENDER):
            with a_turn():
                g.password_hash = passwords.hashed(password)
        return view(*args, **values)

    return hashing


def _is_good_enough(password: str) -> bool:
    try:
        passwords.check(password)
    except Refused:
        return False
    return True


@blueprint.route("/forgot", methods=["GET", "POST"])
@access.form
@posts_take_even_turns
@saves
def forgot() -> ResponseReturnValue:
    """Send a link to choose a new password; the answer is the same whether or not there is such an account."""
    form = AddressForm()

    def page() -> str:
        return render_template("accounts/forgot.html", form=form)

    if request.method == "GET":
        return page()
    if not form.validate():
        return page(), 422
    if wait := seconds_to_wait("reset", FROM_ONE_SENDER):
        return wait_please(form, wait, page)
    address = form.email.data
    if not throttle().wait("reset letter", address_print(address).hex(), TO_ONE_ADDRESS):
        actions.ask_for_reset(address, url=link_url("accounts.choose_password"))
    return redirect(url_for("accounts.letter_sent"), code=303)


@blueprint.get("/forgot/sent")
@access.public
def letter_sent() -> str:
    """Say that a letter is on its way, if there is an account."""
    return render_template("accounts/letter_sent.html")


@blueprint.route("/links/<string:token>", methods=["GET", "POST"])
@access.form
@hashes_first
@saves
def choose_password(token: str) -> ResponseReturnValue:
    """Let whoever holds a link choose a password. It signs nobody in."""
    link = queries.link(token, Purpose.INVITATION, Purpose.RESET)
    if link is None:
        return _link_gone()
    kind = InvitationForm if link.purpose is Purpose.INVITATION else NewPasswordForm
    form = kind(about=(link.user.email, link.user.name, request.form.get("name", "")))

    def page() -> str:
        return render_template("accounts/choose_password.html", form=form, user=link.user, least=passwords.LEAST)

    if request.method == "GET":
        return page()
    if not form.validate():
        return page(), 422
    if not g.password_hash:
        return wait_please(form, 60, page)
    actions.choose_password(link, g.password_hash, name=form.name.data if isinstance(form, InvitationForm) else "")
    flash(_(CHOSEN))
    return redirect(url_for("accounts.sign_in"), code=303)


@blueprint.route("/addresses/<string:token>", methods=["GET", "POST"])
@access.form
@saves
def confirm_address(token: str) -> ResponseReturnValue:
    """Make a new address the person's own, once they say so; looking at the page alone changes nothing."""
    link = queries.link(token, Purpose.ADDRESS)
    if link is None:
        return _link_gone()
    form = Button()
    if request.method == "GET":
        return render_template("accounts/confirm_address.html", form=form, user=link.user)
    if not form.validate():
        return render_template("accounts/confirm_address.html", form=form, user=link.user), 422
    actions.confirm_address(link)
    flash(_("Your new address is set. Sign in with it now."))
    return redirect(url_for("accounts.sign_in"), code=303)


def _link_gone() -> ResponseReturnValue:
    return render_template("accounts/link_gone.html"), 404
