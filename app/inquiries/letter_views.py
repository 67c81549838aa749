"""The doors to letters that could not be sent."""

from flask import abort, flash, redirect, render_template, render_template_string, url_for

from app.accounts.gate import person
from app.core import outbox
from app.core.access import signed_in
from app.core.config import ROOT
from app.core.errors import Refused
from app.core.once import saves
from app.core.outbox import Letter, LetterState
from app.core.translation import _
from app.inquiries import letters
from app.inquiries.desk_forms import Button
from app.inquiries.in_hand import Answer
from app.inquiries.queries import DESK
from app.inquiries.views import blueprint

SHOWN = 100  # the newest; whatever keeps so many from leaving is one cause


@blueprint.get("/desk/letters")
@signed_in(*DESK)
def failed_letters() -> str:
    """Show which letters were given up, and why."""
    return _page(Button())


@blueprint.post("/desk/letters/<string:letter_id>/again")
@signed_in(*DESK)
@saves
def try_again(letter_id: str) -> Answer:
    """Send one of them once more."""
    letter, form = letters.one(letter_id) or abort(404), Button()
    if form.validate():
        try:
            letters.try_again(letter, by=person().id)
        except Refused as refused:
            form.form_errors.append(_(str(refused)))
        else:
            flash(_("It is on its way again."))
            return redirect(url_for("inquiries.failed_letters"), code=303)
    return _page(form), 422


def _page(form: Button) -> str:
    return render_template(
        "inquiries/letters.html",
        form=form,
        letters=outbox.failed()[:SHOWN],
        subject_of=_subject_of,
        counts=outbox.how_many(),
        waiting=LetterState.WAITING,
    )


def _subject_of(letter: Letter) -> str:
    """Return a letter's subject line, which is the same for everybody; to whom it goes, and what it says, stay sealed."""
    try:
        with (ROOT / "templates" / "letters" / f"{letter.kind}.txt").open(encoding="utf-8") as template:
            return render_template_string(template.readline().strip())
    except FileNotFoundError:  # a letter of a version before this one
        return letter.kind
