"""The doors of the second proof: an app, passkeys, recovery codes, and proving once more who one is."""

from typing import Any, cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions, gate, passkeys, queries, second_factor, sessions, tries
from app.accounts.forms import AppForm, Button, NewPasskeyForm, PasskeyForm, ProofForm, RecoveryCodesForm
from app.accounts.models import Outcome, User
from app.accounts.signing_in import TooSoon, try_password
from app.accounts.turns import posts_take_even_turns
from app.accounts.views import WRONG_CODE, blueprint
from app.accounts.waiting import refuse, wait_please
from app.core import access
from app.core.db import transaction
from app.core.errors import Refused
from app.core.once import saves
from app.core.translation import _
from app.core.words import N_

NOT_PROVED = N_("That is not right. Check the password, and the code where you have one.")


@blueprint.get("/enrol")
@access.signed_in()
def enrol() -> ResponseReturnValue:
    """Ask for a second proof; without one nothing else is open to a person with a role."""
    if gate.person().has_second_factor:
        return redirect(url_for("accounts.account"))
    return render_template("accounts/enrol.html")


@blueprint.route("/app", methods=["GET", "POST"], endpoint="app")
@access.signed_in(fresh=True)
@saves
def own_app() -> ResponseReturnValue:
    """Set up an authenticator app; it counts once a code of it was right."""
    user, codes, form = gate.person(), gate.codes(), AppForm()
    if request.method == "GET":
        form.secret.data = second_factor.offered("app", user, codes.generate_totp_secret())

    secret = cast("str", second_factor.taken_up("app", user, form.secret.data))

    def page() -> str:
        return render_template("accounts/app.html", form=form, app=codes.fetch_setup_values(secret, user))

    if request.method == "GET":
        return page()
    if not form.validate():
        return page(), 422
    counter = codes.counter_of(second_factor.tidy_code(form.code.data), secret)
    if counter is None:
        return refuse(form, WRONG_CODE, page)
    first = not user.has_second_factor
    actions.take_app(user, secret, counter, here=gate.this_session())
    return _factor_added(_("Your app is set up."), first=first)


@blueprint.post("/app/remove")
@access.signed_in(fresh=True)
@saves
def remove_app() -> ResponseReturnValue:
    """Ask for no codes any more."""
    gate.pressed()
    actions.drop_app(gate.person(), here=gate.this_session())
    flash(_("The app is removed."))
    return redirect(url_for("accounts.account"), code=303)


@blueprint.route("/passkeys", methods=["GET", "POST"], endpoint="passkeys")
@access.signed_in(fresh=True)
@saves
def own_passkeys() -> ResponseReturnValue:
    """Show a person's passkeys, and take a new one."""
    user, form = gate.person(), NewPasskeyForm()

    def page() -> str:
        options = passkeys.options_to_add(gate.site_here(), user)
        return render_template(
            "accounts/passkeys.html", form=form, user=user, options=options, button=Button(formdata=None)
        )

    if request.method == "GET":
        return page()
    if not form.validate():
        return page(), 422
    first = not user.has_second_factor
    passkey = passkeys.added(gate.site_here(), user, form.answer.data, form.name.data)
    actions.keep_passkey(user, passkey, here=gate.this_session())
    return _factor_added(_("Your passkey is here."), first=first)


@blueprint.post("/passkeys/<string:passkey_id>/remove")
@access.signed_in(fresh=True)
@saves
def remove_passkey(passkey_id: str) -> ResponseReturnValue:
    """Take a passkey away."""
    user = gate.person()
    passkey = queries.passkey_of(user, passkey_id)
    if passkey is None:
        return abort(404)
    gate.pressed()
    actions.drop_passkey(user, passkey, here=gate.this_session())
    flash(_("The passkey is removed."))
    return redirect(url_for("accounts.passkeys"), code=303)


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
@access.signed_in(fresh=True)
@saves
def recovery_codes() -> ResponseReturnValue:
    """Show new recovery codes; they count from when the person says that they are written down."""
    user, form = gate.person(), RecoveryCodesForm()
    if request.method == "GET":
        new = gate.codes().generate_recovery_codes(second_factor.RECOVERY_CODES)
        form.codes.data = second_factor.offered("recovery codes", user, new)
    codes = cast("list[str]", second_factor.taken_up("recovery codes", user, form.codes.data))
    if request.method == "POST" and form.validate():
        actions.renew_recovery_codes(user, codes)
        flash(_("Your recovery codes are set."))
        return redirect(gate.desk_of(user), code=303)
    left = queries.recovery_codes_left(user)
    page = render_template("accounts/recovery_codes.html", form=form, codes=codes, left=left)
    return page, 200 if request.method == "GET" else 422


def _factor_added(words: str, *, first: bool) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("accounts.recovery_codes" if first else "accounts.account"), code=303)


@blueprint.route("/prove", methods=["GET", "POST"])
@access.signed_in()
@posts_take_even_turns
def prove() -> ResponseReturnValue:
    """Ask once more who somebody is, before what could do harm."""
    user, form = gate.person(), ProofForm()
    if request.method == "GET":
        form.next.data = gate.own_path(request.args.get("next"))
        return _proof_page(form, user)
    if not form.validate():
        return _proof_page(form, user), 422
    here = gate.this_session()
    own = f"session {here.id}"
    try:
        right = try_password(user.email, form.password.data, device=own, browser=gate.this_browser())
    except TooSoon as too_soon:
        return wait_please(form, too_soon.seconds, lambda: _proof_page(form, user))
    with transaction():
        proved = right is not None and _second_proof(user, form.code.data or "", own)
        if right is not None:
            right.passed(None if proved else Outcome.WRONG_CODE)
        if proved:
            sessions.note_proof(here)
    if not proved:
        return refuse(form, NOT_PROVED, lambda: _proof_page(form, user))
    return redirect(gate.own_path(form.next.data) or url_for("accounts.account"), code=303)


def _second_proof(user: User, code: str, own: str) -> bool:
    """Say whether the code is right, where there is an app. Who has only passkeys proves it with one of them."""
    if not user.has_second_factor:
        return True
    if tries.begin("code", user.id, own) or not second_factor.spend_code(gate.codes(), user, code):
        return False
    tries.clear("code", user.id, own)
    return True


@blueprint.post("/prove/passkey")
@access.signed_in()
def prove_by_passkey() -> ResponseReturnValue:
    """Take a passkey as the proof."""
    user, form, again = gate.person(), PasskeyForm(), ProofForm(formdata=None)
    again.next.data = gate.own_path(form.next.data)
    if not form.validate():
        return refuse(again, passkeys.NOT_THIS, lambda: _proof_page(again, user))
    try:
        with transaction():
            passkeys.proved(gate.site_here(), "prove", form.answer.data, user)
            sessions.note_proof(gate.this_session())
    except Refused as refused:
        return refuse(again, str(refused), lambda: _proof_page(again, user))
    return redirect(again.next.data or url_for("accounts.account"), code=303)


def _proof_page(form: ProofForm, user: User) -> str:
    more: dict[str, Any] = {"passkey": PasskeyForm(formdata=None, next=form.next.data), "options": ""}
    if user.passkeys:
        more["options"] = passkeys.options_to_prove(gate.site_here(), "prove", user)
    by_password = user.totp_sealed is not None or not user.passkeys
    form.code.flags.required = user.totp_sealed is not None
    return render_template("accounts/prove.html", form=form, user=user, by_password=by_password, **more)
