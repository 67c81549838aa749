"""The doors on a center's page: report a mistake, tell what happened on the phone, write to the center."""

from flask import abort, redirect, render_template, request, url_for

from app.centers import queries as centers
from app.centers.models import Center
from app.core.access import form as open_form
from app.core.access import seeker
from app.core.once import saves
from app.core.throttle import TOO_MANY, seconds_to_wait, this_sender, wait_words
from app.core.translation import _
from app.inquiries import actions, checks
from app.inquiries.forms import CalledForm, ReportForm, message_form
from app.inquiries.outcomes import OUTCOME_LABELS
from app.inquiries.topics import ABOUT, Topic
from app.inquiries.views import SENDING, Answer, blueprint, to_thread

CALLING = "20/hour;60/day"  # taps of one sender, over all centers


@blueprint.route("/centers/<string:slug>/report", methods=["GET", "POST"])
@open_form
@saves
def report(slug: str) -> Answer:
    """Take in which fact of a center's page is wrong."""
    center = _center(slug)
    form, wait = ReportForm(), 0
    if request.method == "POST" and form.validate():
        wait = seconds_to_wait("report", SENDING)
        if not wait:
            return to_thread(checks.report(center, form.field.data, form.told()))
    page = render_template(
        "inquiries/report.html", form=form, center=center, about=ABOUT[Topic.REPORT], wait=wait_words(wait)
    )
    return page, (TOO_MANY if wait else 422) if form.is_submitted() else 200


@blueprint.route("/centers/<string:slug>/called", methods=["GET", "POST"])
@open_form
@saves
def called(slug: str) -> Answer:
    """Take in, with one tap, what happened when a person called."""
    center = _center(slug)
    form, problem = CalledForm(), ""
    if request.method == "POST" and form.validate():
        if not (wait := seconds_to_wait("call", CALLING)):
            checks.tell_what_happened(center, form.outcome.data, sender=bytes.fromhex(this_sender()))
            return redirect(url_for("inquiries.called", slug=slug, thanks="yes"), code=303)
        problem = wait_words(wait)
    elif form.is_submitted():
        problem = _(form.complaints()[0][1]) if form.complaints() else _("Choose what happened.")
    page = render_template(
        "inquiries/called.html",
        center=center,
        form=form,
        outcomes=list(OUTCOME_LABELS.items()),
        problem=problem,
        thanks="thanks" in request.args and not problem,
    )
    return page, 422 if problem else 200


@blueprint.route("/centers/<string:slug>/contact", methods=["GET", "POST"])
@seeker
@saves
def to_center(slug: str) -> Answer:
    """Take in a message for a center that asked for them; say what else to do where it did not."""
    center = _center(slug)
    if not centers.takes_messages(center):
        return render_template("inquiries/no_messages.html", center=center), 200 if request.method == "GET" else 422
    form, wait = message_form(Topic.TO_CENTER)(), 0
    if request.method == "POST" and form.validate():
        wait = seconds_to_wait("message", SENDING)
        if not wait:
            _inquiry, code = actions.receive(Topic.TO_CENTER, form.told(), center=center)
            return to_thread(code)
    page = render_template(
        "inquiries/message.html", form=form, center=center, about=ABOUT[Topic.TO_CENTER], wait=wait_words(wait)
    )
    return page, (TOO_MANY if wait else 422) if form.is_submitted() else 200


def _center(slug: str) -> Center:
    return centers.by_slug(slug) or abort(404)
