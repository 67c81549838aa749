"""The doors of a center's inbox: its own messages, and whether it takes any."""

from flask import abort, flash, redirect, render_template, request, url_for

from app.accounts.gate import person
from app.accounts.models import Role
from app.centers import actions as centers
from app.centers import queries as center_queries
from app.centers.models import Center
from app.core.access import signed_in
from app.core.db import now
from app.core.errors import Refused
from app.core.once import saves
from app.core.translation import _
from app.inquiries import queries
from app.inquiries.answering import REF, STATES, VERBS, Answering
from app.inquiries.desk_forms import Button
from app.inquiries.in_hand import Answer
from app.inquiries.views import blueprint


@blueprint.get("/inbox")
@signed_in(Role.CENTER)
def inbox() -> str:
    """Show the messages to the centers that a person reads for."""
    return _inbox_page(Button())


@blueprint.get("/inbox/messages/<string:inquiry_id>")
@signed_in(Role.CENTER)
def inbox_message(inquiry_id: str) -> str:
    """Show one message: what was written to the one who has taken it, the rest to all its intake staff."""
    return for_staff_or_404(inquiry_id).page()


@blueprint.post(f"/inbox/messages/<string:inquiry_id>/<any({VERBS}):verb>")
@signed_in(Role.CENTER)
@saves
def act_for_center(inquiry_id: str, verb: str) -> Answer:
    """Take a message and read it, answer it, note something, close it, or give it back."""
    return for_staff_or_404(inquiry_id).act(verb)


@blueprint.post("/inbox/centers/<string:slug>/<any(start,stop):verb>")
@signed_in(Role.CENTER)
@saves
def switch_messages(slug: str, verb: str) -> Answer:
    """Let people write to the center through us, or no longer."""
    center, form, by = own_center_or_404(slug), Button(), f"user {person().id}"
    if not form.validate():
        return _inbox_page(form), 422
    try:
        if verb == "start":
            centers.start_taking_messages(center, by=by)
            flash(_("People can write to this center from its page now."))
        else:
            centers.stop_taking_messages(center, by=by)
            flash(_("No new messages come from now on. You can still answer those that are here."))
    except Refused as refused:
        form.form_errors.append(_(str(refused)))
        return _inbox_page(form), 422
    return redirect(url_for("inquiries.inbox"), code=303)


def for_staff_or_404(inquiry_id: str) -> Answering:
    """Return a message to a center whose intake staff the person is; another's and none at all are the same 404."""
    me = person()
    return Answering(queries.for_staff(inquiry_id, me) or abort(404), me.id, "/inbox")


def own_center_or_404(slug: str) -> Center:
    """Return a center whose intake staff the person is; another's and none at all are the same 404."""
    own = center_queries.intake_of(person())
    return next((center for center in own if center.slug == slug), None) or abort(404)


def _inbox_page(form: Button) -> str:
    me, done = person(), request.args.get("show") == "done"
    counts = {kind: queries.inbox_count(me, done=kind) for kind in (False, True)}
    last = max(1, -(-counts[done] // queries.PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    return render_template(
        "inquiries/inbox.html",
        messages=queries.inbox(me, done=done, page=page),
        centers=center_queries.intake_of(me),
        done=done,
        counts=counts,
        page=page,
        last=last,
        previous=_page_link(page - 1, done=done) if page > 1 else "",
        following=_page_link(page + 1, done=done) if page < last else "",
        at=now(),
        states=STATES,
        me=me.id,
        ref=REF,
        form=form,
        button=Button(formdata=None),
    )


def _page_link(page: int, *, done: bool) -> str:
    return url_for("inquiries.inbox", show="done" if done else None, page=page)
