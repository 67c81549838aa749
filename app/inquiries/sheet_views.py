"""The doors of the call sheet: open it, give it back, and say what came of the call."""

from typing import Any

from flask import abort, render_template, url_for

from app.accounts.gate import person
from app.core.access import signed_in
from app.core.db import now
from app.core.once import saves
from app.core.translation import _
from app.inquiries import call_sheet, checks, history, queries, taking
from app.inquiries.desk_forms import Button, NotReachedForm, SheetForm, sheet_form
from app.inquiries.in_hand import Answer, InHand
from app.inquiries.models import CheckTask
from app.inquiries.outcomes import OUTCOME_LABELS
from app.inquiries.queries import DESK
from app.inquiries.views import blueprint

NUMBER = "<int(max=2147483647):task_id>"  # more no database has room for


class Sheet(InHand[CheckTask]):
    """The sheet of one call."""

    def __init__(self, task_id: int) -> None:
        task = queries.call_sheet(task_id) or abort(404)
        super().__init__(task, person().id, url_for("inquiries.sheet", task_id=task.id))
        self.reports = queries.reports_behind(task)
        self.doubted, self.others = call_sheet.parts(task.center, self.reports if self.opened else [], now())

    def form(self, **how: Any) -> SheetForm:
        """Return the form with this sheet's fields."""
        return sheet_form([part.field for part in self.doubted], [part.field for part in self.others])(**how)

    def page(self, sent: Any = None) -> str:
        """Draw the page, with the form that was `sent` and not taken in, if there is one."""
        task = self.item
        return render_template(
            "inquiries/call_sheet.html",
            here=self,
            at=now(),
            task=task,
            profile=task.center.profile,
            taps=[(OUTCOME_LABELS[outcome], count) for outcome, count in queries.taps_behind(task).items()],
            notes=queries.call_notes(task.center_id) if self.opened else [],
            lines=history.lines(f"center {task.center_id}", self.me),
            sent=sent,
            saying=sent if isinstance(sent, SheetForm) else self.form(formdata=None),
            missing=sent if isinstance(sent, NotReachedForm) else NotReachedForm(formdata=None),
            button=Button(formdata=None),
        )


@blueprint.get(f"/desk/checks/{NUMBER}")
@signed_in(*DESK)
def sheet(task_id: int) -> str:
    """Show the sheet of one call."""
    return Sheet(task_id).page()


@blueprint.post(f"/desk/checks/{NUMBER}/open")
@signed_in(*DESK)
@saves
def open_sheet(task_id: int) -> Answer:
    """Take a call and open its sheet."""
    here = Sheet(task_id)
    return here.press(Button(), checks.open_sheet, here.address)


@blueprint.post(f"/desk/checks/{NUMBER}/release")
@signed_in(*DESK)
@saves
def release_sheet(task_id: int) -> Answer:
    """Give a call back to the queue."""
    return Sheet(task_id).press(Button(), taking.release, "/desk", _("It waits in the list again."))


@blueprint.post(f"/desk/checks/{NUMBER}/settle")
@signed_in(*DESK)
@saves
def settle(task_id: int) -> Answer:
    """Write down what the center said."""
    here = Sheet(task_id)
    form, said = here.form(), _("Saved. The center's page says so now. Those who reported it can read what we found.")
    return here.press(
        form, lambda task, by: checks.settle(task, form.results(), by=by, note=form.note.data), "/desk", said
    )


@blueprint.post(f"/desk/checks/{NUMBER}/not-reached")
@signed_in(*DESK)
@saves
def not_reached(task_id: int) -> Answer:
    """Write down that a call brought nothing."""
    form, said = NotReachedForm(), _("Saved. Thank you for trying.")
    return Sheet(task_id).press(
        form,
        lambda task, by: checks.not_reached(task, form.why.data, by=by, note=form.next_time.data),
        "/desk",
        said,
    )
