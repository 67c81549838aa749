"""The doors in and out: password, second proof, passkey, and signing out."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, devices, gate, passkeys, queries, second_factor, tries
from app.accounts.address import tidy_address
from app.accounts.forms import Button, CodeForm, PasskeyForm, RecoveryForm, SignInForm
from app.accounts.models import Outcome, User
from app.accounts.signing_in import RightPassword, TooSoon, try_password
from app.accounts.turns import posts_take_even_turns
from app.accounts.waiting import refuse, wait_please
from app.core import access
from app.core.db import now, transaction
from app.core.errors import Refused
from app.core.forms import Form
from app.core.throttle import seconds_to_wait
from app.core.words import N_

blueprint = Blueprint("accounts", __name__, url_prefix="/account")

HALF = "half"  # what the session holds between the password and the second proof
HALF_SECONDS = 10 * 60
FROM_ONE_SENDER = "30/minute;200/hour"
WRONG = N_("This address and this password do not belong together. Check both, or set a new password.")
WRONG_CODE = N_("That code is not right, or it was used before. Wait for the next one, and try again.")
WRONG_RECOVERY_CODE = N_("That code is not right, or it was used before.")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@access.form
@posts_take_even_turns
def sign_in() -> ResponseReturnValue:
    """Ask for address and password, or for a passkey."""
    if user := gate.user_here():
        return redirect(gate.desk_of(user))
    form = SignInForm()
    if request.method == "GET":
        form.next.data = gate.own_path(request.args.get("next"))
        return _sign_in_page(form)
    if not form.validate():
        return _sign_in_page(form), 422
    if wait := seconds_to_wait("sign-in", FROM_ONE_SENDER):
        return wait_please(form, wait, lambda: _sign_in_page(form))
    return _by_password(form)


def _by_password(form: SignInForm) -> ResponseReturnValue:
    browser = gate.this_browser()
    try:
        address = tidy_address(form.email.data)
        right = try_password(address, form.password.data, device=devices.known(address), browser=browser)
    except TooSoon as too_soon:
        return wait_please(form, too_soon.seconds, lambda: _sign_in_page(form))
    except Refused as refused:
        return refuse(form, str(refused), lambda: _sign_in_page(form))
    return _after_password(right, form.next.data) if right else refuse(form, WRONG, lambda: _sign_in_page(form))


def _after_password(right: RightPassword, following: str) -> ResponseReturnValue:
    with transaction():
        user = queries.by_id(right.user_id)
        if user is None:
            return redirect(url_for("accounts.sign_in"))
        half_way = user.has_second_factor
        right.passed(Outcome.HALF_WAY if half_way else Outcome.PASSWORD)
        if not half_way:
            return _signed_in(user, following)
        session.clear()
        session[HALF] = {"who": user.fs_uniquifier, "at": now().timestamp(), "next": following}
    return redirect(url_for("accounts.second_step"), code=303)


def _signed_in(user: User, following: str, outcome: Outcome | None = None) -> Response:
    """Let a person in who has proved all that they must."""
    gate.enter(user)
    if outcome is not None:
        actions.note_sign_in(user, outcome, browser=gate.this_browser())
    where = gate.own_path(following) or gate.desk_of(user)
    return devices.remember(make_response(redirect(where, code=303)), user.email)


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        passkey=PasskeyForm(formdata=None, next=form.next.data),
        options=passkeys.options_to_prove(gate.site_here(), "sign-in"),
    )


@blueprint.post("/sign-in/passkey")
@access.form
def sign_in_by_passkey() -> ResponseReturnValue:
    """Let in who answers with a passkey: it is both proofs in one."""
    form, again = PasskeyForm(), SignInForm(formdata=None)
    again.next.data = gate.own_path(form.next.data)
    if wait := seconds_to_wait("sign-in", FROM_ONE_SENDER):
        return wait_please(again, wait, lambda: _sign_in_page(again))
    if not form.validate():
        return refuse(again, passkeys.NOT_THIS, lambda: _sign_in_page(again))
    try:
        with transaction():
            user = passkeys.proved(gate.site_here(), "sign-in", form.answer.data)
            return _signed_in(user, form.next.data, Outcome.PASSKEY)
    except Refused as refused:
        return refuse(again, str(refused), lambda: _sign_in_page(again))


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@access.form
def second_step() -> ResponseReturnValue:
    """Ask for the second proof, once the password was right."""
    return _second_step(CodeForm(), "code", "accounts/code.html", WRONG_CODE)


@blueprint.route("/sign-in/recovery", methods=["GET", "POST"])
@access.form
def recovery() -> ResponseReturnValue:
    """Take a recovery code in the place of the second proof."""
    return _second_step(RecoveryForm(), "recovery", "accounts/recovery.html", WRONG_RECOVERY_CODE)


def _second_step(form: Form, what: str, template: str, wrong: str) -> ResponseReturnValue:
    user = _half_way()
    if user is None:
        return redirect(url_for("accounts.sign_in"))

    def page() -> str:
        return render_template(template, form=form, user=user, **_second_passkey(user))

    if request.method == "GET":
        return page()
    if not form.validate():
        return page(), 422
    with transaction():
        device = devices.known(user.email)
        wait = tries.begin(what, user.id, device)
        outcome = None if wait else _outcome(user, what, form["code"].data)
        if outcome in {Outcome.CODE, Outcome.RECOVERY_CODE}:
            tries.clear(what, user.id, device)
            return _signed_in(user, session[HALF]["next"], outcome)
        if outcome is not None:
            actions.note_sign_in(user, outcome, browser=gate.this_browser())
    return wait_please(form, wait, page) if wait else refuse(form, wrong, page)


def _outcome(user: User, what: str, code: str) -> Outcome:
    if what == "recovery":
        return Outcome.RECOVERY_CODE if second_factor.spend_recovery_code(user, code) else Outcome.WRONG_CODE
    return Outcome.CODE if second_factor.spend_code(gate.codes(), user, code) else Outcome.WRONG_CODE


@blueprint.post("/sign-in/code/passkey")
@access.form
def second_step_by_passkey() -> ResponseReturnValue:
    """Take one of the person's passkeys as the second proof."""
    user, form, again = _half_way(), PasskeyForm(), CodeForm(formdata=None)
    if user is None:
        return redirect(url_for("accounts.sign_in"))

    def page() -> str:
        return render_template("accounts/code.html", form=again, user=user, **_second_passkey(user))

    if not form.validate():
        return refuse(again, passkeys.NOT_THIS, page)
    try:
        with transaction():
            passkeys.proved(gate.site_here(), "second", form.answer.data, user)
            return _signed_in(user, session[HALF]["next"], Outcome.PASSKEY)
    except Refused as refused:
        return refuse(again, str(refused), page)


def _second_passkey(user: User) -> dict[str, Any]:
    options = passkeys.options_to_prove(gate.site_here(), "second", user) if user.passkeys else ""
    return {"passkey": PasskeyForm(formdata=None), "options": options}


def _half_way() -> User | None:
    """Return who gave the right password in this browser, within the last minutes."""
    half = session.get(HALF)
    if not half or now().timestamp() - half["at"] > HALF_SECONDS:
        return None
    user = queries.by_uniquifier(half["who"])
    return user if user is not None and user.active and user.has_second_factor else None


@blueprint.post("/sign-out")
@access.form
def sign_out() -> ResponseReturnValue:
    """Sign out of this browser. Whoever is signed out already is not asked why."""
    form = Button()
    if not form.validate():
        return render_template("accounts/sign_out.html", form=form), 422
    with transaction():
        gate.leave()
    return gate.with_clean_slate(make_response(redirect("/", code=303)))


def sign_out_form() -> Button:
    """Return the button for the frame of every page behind the door."""
    return Button(formdata=None)
