"""The doors for a person who writes: the contact form, and the thread behind the code of a receipt."""

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.core.access import seeker
from app.core.display import date_words
from app.core.once import saves
from app.core.throttle import TOO_MANY, seconds_to_wait, wait_words
from app.core.words import N_
from app.inquiries import actions, receipt
from app.inquiries.forms import AgainForm, CodeForm, WithdrawForm, message_form
from app.inquiries.models import Inquiry, InquiryState, Reply, Voice
from app.inquiries.outcomes import FIELD_LABELS, FINDING_LABELS
from app.inquiries.queries import by_code
from app.inquiries.topics import ABOUT, CONTACT_TOPICS, Topic

blueprint = Blueprint("inquiries", __name__)
Answer = AnyResponse | str | tuple[str, int]
SENDING = "5/hour;20/day"  # messages of one sender; row S26 of the threat list
GUESSING = "30/hour"  # wrong codes of one sender
STATES = {
    InquiryState.OPEN: N_("Waiting for an answer"),
    InquiryState.ANSWERED: N_("Answered"),
    InquiryState.CLOSED: N_("Closed"),
    InquiryState.WITHDRAWN: N_("Withdrawn and erased"),
}


@blueprint.route("/contact", methods=["GET", "POST"])
@seeker
@saves
def contact() -> Answer:
    """Ask what it is about; then take in the message, and lead to its receipt."""
    topic = next((each for each in CONTACT_TOPICS if each == request.args.get("topic")), None)
    if topic is None:
        topics = [(each, ABOUT[each]) for each in CONTACT_TOPICS]
        return render_template("inquiries/contact.html", topics=topics), 200 if request.method == "GET" else 422
    form = message_form(topic)()
    if request.method == "POST" and form.validate():
        if wait := seconds_to_wait("message", SENDING):
            return _message_page(form, topic, wait), TOO_MANY
        _inquiry, code = actions.receive(topic, form.told())
        return to_thread(code)
    return _message_page(form, topic), 422 if form.is_submitted() else 200


def _message_page(form: object, topic: Topic, wait: int = 0) -> str:
    return render_template("inquiries/message.html", form=form, topic=topic, about=ABOUT[topic], wait=wait_words(wait))


@blueprint.route("/messages", methods=["GET", "POST"])
@seeker
@saves
def messages() -> Answer:
    """Ask for the code of a receipt, and lead to what it opens."""
    form = CodeForm()
    if request.method == "POST" and form.validate():
        return to_thread(receipt.read_code(form.code.data))
    return render_template("inquiries/messages.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/messages/<string:code>", methods=["GET", "POST"])
@seeker
@saves
def thread(code: str) -> Answer:
    """Show what was written and answered; take in another message of the person who asked."""
    found = _thread(code)
    form = AgainForm()
    if request.method == "POST" and form.validate():
        if wait := seconds_to_wait("message", SENDING):
            return _thread_page(found, code, form, wait), TOO_MANY
        actions.write_again(found, form.message.data)
        return to_thread(code)
    return _thread_page(found, code, form), 422 if form.is_submitted() else 200


@blueprint.post("/messages/<string:code>/withdraw")
@seeker
@saves
def withdraw(code: str) -> Answer:
    """Erase what the person wrote."""
    found = _thread(code)
    if not WithdrawForm().validate():
        return _thread_page(found, code, AgainForm()), 422
    actions.withdraw(found)
    return to_thread(code)


@blueprint.get("/messages/<string:code>/download")
@seeker
def download(code: str) -> Response:
    """Give a person all we hold of them, as a file a machine can read too."""
    found = _thread(code)
    answer = jsonify(
        about=found.topic.value,
        center=found.center.slug if found.center else None,
        part=found.field.value if found.field else None,
        state=found.state.value,
        received=found.created_at.isoformat(),
        erased_on=found.erase_at.date().isoformat(),
        you_wrote=found.told,
        messages=[{"from": each.voice.value, "at": each.at.isoformat(), "text": each.text} for each in _heard(found)],
    )
    answer.headers["Content-Disposition"] = "attachment; filename=messages.json"
    return answer


def to_thread(code: str) -> AnyResponse:
    """Lead to what a code opens."""
    return redirect(url_for("inquiries.thread", code=code), code=303)


def _thread(code: str) -> Inquiry:
    """Return the message behind a code; a wrong, an unknown and an old code all get the same answer."""
    if found := by_code(receipt.read_code(code)):
        return found
    return abort(TOO_MANY if seconds_to_wait("code", GUESSING) else 404)


def _heard(found: Inquiry) -> list[Reply]:
    return [each for each in found.replies if each.voice is not Voice.NOTE]


def _thread_page(found: Inquiry, code: str, form: AgainForm, wait: int = 0) -> str:
    return render_template(
        "inquiries/thread.html",
        inquiry=found,
        about=ABOUT[found.topic],
        code=receipt.read_code(code),
        state=STATES[found.state],
        finding=FINDING_LABELS.get(found.finding) if found.finding else None,
        part=FIELD_LABELS[found.field] if found.field else "",
        heard=_heard(found),
        form=form,
        withdrawing=WithdrawForm(),
        withdrawn=found.state is InquiryState.WITHDRAWN,
        erased_on=date_words(found.erase_at),
        wait=wait_words(wait),
    )
