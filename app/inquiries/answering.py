"""A message in the hands of somebody who may answer it: the same page and buttons at the desk and in a center's inbox."""

from typing import Any

from flask import render_template, request

from app.core.db import now
from app.core.translation import _
from app.core.words import N_
from app.inquiries import actions, history, taking
from app.inquiries.desk_forms import AnswerForm, Button, NoteForm
from app.inquiries.in_hand import Answer, InHand
from app.inquiries.models import Inquiry, InquiryState
from app.inquiries.outcomes import FIELD_LABELS
from app.inquiries.ready_answers import ready_answers, ready_text
from app.inquiries.topics import ABOUT, PHONE

STATES = {
    InquiryState.OPEN: N_("Waiting for an answer"),
    InquiryState.ANSWERED: N_("Answered"),
    InquiryState.CLOSED: N_("Closed"),
    InquiryState.WITHDRAWN: N_("Taken back by the person, and erased"),
}
VERBS = "read,release,answer,note,close,reopen"
REF = 6  # letters of an id by which colleagues tell messages apart


class Answering(InHand[Inquiry]):
    """One message, and the list it came from (`home`: “/desk” or “/inbox”)."""

    def __init__(self, inquiry: Inquiry, me: str, home: str) -> None:
        super().__init__(inquiry, me, f"{home}/messages/{inquiry.id}")
        self.home = home

    def act(self, verb: str) -> Answer:
        """Do what one of the buttons says; `verb` is one of VERBS."""
        answer, note = AnswerForm(), NoteForm()
        if verb == "answer":
            said = _("Your answer is there. The person reads it with their code.")
            return self.press(answer, lambda it, by: actions.answer(it, answer.message.data, by=by), self.home, said)
        if verb == "note":
            return self.press(note, lambda it, by: actions.add_note(it, note.note.data, by=by), self.address)
        verbs = {
            "read": (actions.read, self.address, ""),
            "release": (taking.release, self.home, _("It waits in the list again.")),
            "close": (actions.close, self.home, _("The message is closed.")),
            "reopen": (actions.reopen, self.address, ""),
        }
        return self.press(Button(), *verbs[verb])

    def page(self, sent: Any = None) -> str:
        """Draw the page, with the form that was `sent` and not taken in, if there is one."""
        inquiry = self.item
        told = inquiry.told if self.opened else {}
        return render_template(
            "inquiries/answering.html",
            here=self,
            at=now(),
            inquiry=inquiry,
            about=ABOUT[inquiry.topic],
            ref=inquiry.id[:REF],
            state=STATES[inquiry.state],
            part=FIELD_LABELS[inquiry.field] if inquiry.field else "",
            told=told,
            call=_number(told),
            lines=history.lines(f"inquiry {inquiry.id}", self.me),
            ready=ready_answers(),
            sent=sent,
            answering=sent if isinstance(sent, AnswerForm) else _answer_form(),
            noting=sent if isinstance(sent, NoteForm) else NoteForm(formdata=None),
            button=Button(formdata=None),
        )


def _answer_form() -> AnswerForm:
    """Return the form for the answer, with a ready one in it where one was chosen."""
    return AnswerForm(formdata=None, message=ready_text(request.args.get("ready", 0, type=int)))


def _number(told: dict[str, str]) -> tuple[str, str] | None:
    """Return the ten digits and the extension of who wants to be called; see forms.Reachable."""
    if told.get("reply_by") != PHONE:
        return None
    number, _sign, extension = told["reply_to"].partition(" x")
    return number.replace("-", ""), extension
