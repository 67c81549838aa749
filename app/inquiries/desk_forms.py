"""The forms of those who answer: at the desk, and in a center's inbox."""

from collections.abc import Collection
from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from app.centers.freshness import Field
from app.core.forms import Form, text
from app.core.translation import _
from app.core.words import N_
from app.inquiries.outcomes import (
    FIELD_LABELS,
    NOT_REACHED_LABELS,
    QUESTIONS,
    RESULT_LABELS,
    CheckResult,
    NotReached,
)


class Button(Form):
    """One button; where it is sent says what it does."""


class AnswerForm(Form):
    """What the person who asked will read."""

    message = text(N_("Your answer"), most=4000, validators=[DataRequired(N_("Write your answer first."))])


class NoteForm(Form):
    """What the others who answer will read, and nobody else."""

    note = text(N_("A note for colleagues"), most=2000, validators=[DataRequired(N_("Write the note first."))])


class NotReachedForm(Form):
    """A call that brought nothing."""

    why = RadioField(
        N_("What happened?"),
        choices=[SelectChoice(*pair) for pair in NOT_REACHED_LABELS.items()],
        coerce=NotReached,
        validators=[DataRequired(N_("Choose what happened."))],
    )
    next_time = text(N_("A note for whoever calls next"), most=1000)


class SheetForm(Form):
    """What a center said on the phone, field by field; `doubted` and `others` are its parts."""

    doubted: tuple[Field, ...]
    others: tuple[Field, ...]
    note = text(N_("What they said, in short"), most=1000)

    def results(self) -> dict[Field, CheckResult]:
        """Return what was answered, for each field that was asked about."""
        said = {field: self[field.value].data for field in self.doubted}
        said |= {field: CheckResult.CONFIRMED for field in self.others if self[field.value].data}
        return {field: result for field, result in said.items() if result is not CheckResult.NOT_ASKED}

    def validate(self, **more: Any) -> bool:
        """Refuse a sheet on which nothing was asked."""
        valid: bool = super().validate(**more)
        if valid and not self.results():
            self.form_errors.append(_("Say what they told you about one part at least."))
        return valid and bool(self.results())


def sheet_form(doubted: Collection[Field], others: Collection[Field]) -> type[SheetForm]:
    """Return the form of one call: a choice for each doubted field, a box for each other one."""
    asked = {
        field.value: RadioField(
            QUESTIONS[field],
            choices=[SelectChoice(*pair) for pair in RESULT_LABELS.items()],
            coerce=CheckResult,
            default=CheckResult.NOT_ASKED,
        )
        for field in doubted
    }
    boxes = {field.value: BooleanField(FIELD_LABELS[field]) for field in others}
    parts = {"doubted": tuple(doubted), "others": tuple(others)}
    return type("ThisSheet", (SheetForm,), parts | asked | boxes)
