"""The doors of a person's own account: where they are signed in, and what they may change."""

from datetime import datetime

from flask import Response, abort, current_app, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime

from app.accounts import actions, gate, passwords, queries, sessions
from app.accounts.forms import AddressForm, Button, NameForm, NewPasswordForm
from app.accounts.letter_views import hashes_first, link_url
from app.accounts.models import OUTCOME_WORDS
from app.accounts.views import blueprint
from app.accounts.waiting import wait_please
from app.core import access
from app.core.errors import Refused
from app.core.once import saves
from app.core.pages import error_page
from app.core.translation import _


def moment_words(at: datetime) -> str:
    """Return a moment as a person writes it down: Nov 20, 2026, 15:04 UTC."""
    return str(format_datetime(at, "MMM d, y, HH:mm 'UTC'"))


@blueprint.get("")
@access.signed_in()
def account() -> str:
    """Show a person what the site knows of them: proofs, sessions, history."""
    user = gate.person()
    return render_template(
        "accounts/account.html",
        user=user,
        here=gate.this_session(),
        sessions=queries.live_sessions(user),
        sign_ins=queries.sign_ins(user),
        codes_left=queries.recovery_codes_left(user),
        outcome_words=OUTCOME_WORDS,
        button=Button(formdata=None),
    )


@blueprint.get("/still-here")
@access.signed_in()
def still_here() -> Response:
    """Keep a person signed in who says that they are still there; the gate has noted it."""
    return Response("ok", mimetype="text/plain")


@blueprint.post("/sessions/<string:session_id>/end")
@access.signed_in()
@saves
def end_session(session_id: str) -> ResponseReturnValue:
    """Sign out of one browser; another person's session is as good as none."""
    found = next((each for each in queries.live_sessions(gate.person()) if each.id == session_id), None)
    if found is None:
        return abort(404)
    gate.pressed()
    sessions.end(found)
    flash(_("That browser is signed out."))
    return redirect(url_for("accounts.account"), code=303)


@blueprint.post("/sessions/end-others")
@access.signed_in()
@saves
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    gate.pressed()
    sessions.end_all(gate.person(), but=gate.this_session())
    flash(_("You are signed in here only."))
    return redirect(url_for("accounts.account"), code=303)


@blueprint.route("/name", methods=["GET", "POST"])
@access.signed_in()
@saves
def name() -> ResponseReturnValue:
    """Change the name that colleagues read."""
    user = gate.person()
    form = NameForm(name=user.name)
    if request.method == "GET" or not form.validate():
        page = render_template("accounts/name.html", form=form)
        return page, 200 if request.method == "GET" else 422
    actions.change_name(user, form.name.data)
    flash(_("Your name is changed."))
    return redirect(url_for("accounts.account"), code=303)


@blueprint.route("/password", methods=["GET", "POST"])
@access.signed_in(fresh=True)
@hashes_first
@saves
def password() -> ResponseReturnValue:
    """Choose another password."""
    user = gate.person()
    form = NewPasswordForm(about=(user.email, user.name))

    def page() -> str:
        return render_template("accounts/password.html", form=form, user=user, least=passwords.LEAST)

    if request.method == "GET":
        return page()
    if not form.validate():
        return page(), 422
    if not g.password_hash:
        return wait_please(form, 60, page)
    actions.change_password(user, g.password_hash, here=gate.this_session())
    flash(_("Your password is changed. You are signed out everywhere else."))
    return redirect(url_for("accounts.account"), code=303)


@blueprint.route("/address", methods=["GET", "POST"])
@access.signed_in(fresh=True)
@saves
def address() -> ResponseReturnValue:
    """Ask for another e-mail address; a letter to it must be answered first."""
    form = AddressForm()
    if request.method == "GET" or not form.validate():
        page = render_template("accounts/address.html", form=form, user=gate.person())
        return page, 200 if request.method == "GET" else 422
    actions.ask_to_change_address(gate.person(), form.email.data, url=link_url("accounts.confirm_address"))
    flash(_("A letter is on its way to the new address. Open the link in it within 2 hours."))
    return redirect(url_for("accounts.account"), code=303)


@blueprint.get("/download")
@access.signed_in(fresh=True)
def download() -> Response:
    """Give a person what the site holds of them, as one file."""
    user = gate.person()
    answer = jsonify(
        email=user.email,
        name=user.name,
        roles=sorted(user.works_as),
        created=user.created_at.isoformat(),
        authenticator_app=user.totp_sealed is not None,
        passkeys=[{"name": key.name, "added": key.created_at.isoformat()} for key in user.passkeys],
        recovery_codes_left=queries.recovery_codes_left(user),
        sessions=[
            {"browser": each.browser, "since": each.created_at.isoformat(), "last_used": each.seen_at.isoformat()}
            for each in queries.live_sessions(user)
        ],
        sign_ins=[
            {"at": each.at.isoformat(), "outcome": each.outcome, "browser": each.browser}
            for each in queries.sign_ins(user)
        ],
    )
    answer.headers["Content-Disposition"] = "attachment; filename=wayhome-account.json"
    return answer


@blueprint.route("/close", methods=["GET", "POST"])
@access.signed_in(fresh=True)
@saves
def close() -> ResponseReturnValue:
    """Erase the account, at the person's own wish."""
    form = Button()
    if request.method == "GET" or not form.validate():
        page = render_template("accounts/close.html", form=form)
        return page, 200 if request.method == "GET" else 422
    try:
        actions.close(gate.person())
    except Refused as refused:
        return error_page(409, sentence=str(refused))
    gate.leave()
    return gate.with_clean_slate(current_app.make_response(redirect("/", code=303)))
