"""Words coming in: each form asks as little as it can."""

import re
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from app.centers.freshness import Field
from app.core.forms import Form, PublicForm, line, text
from app.core.translation import _
from app.core.words import N_
from app.inquiries import receipt
from app.inquiries.outcomes import FIELD_LABELS, OUTCOME_LABELS, CallOutcome
from app.inquiries.topics import ABOUT, CODE, EMAIL, PHONE, Topic

REPORTED = (
    Field.PHONE,
    Field.ADDRESS,
    Field.CARE,
    Field.PAYMENT,
    Field.MEDICINES,
    Field.OPENINGS,
    Field.STATUS,
    Field.SERVICES,
)
WORDS_NEEDED = N_("Write a few words, so that we know what to do.")


class Reachable(PublicForm):
    """Asks for one way to answer: here with the code, or by email or phone. “No” is the safe answer to each question."""

    reply_by = RadioField(
        N_("How shall we answer?"),
        choices=[
            SelectChoice(CODE, N_("Here. I will look with my code")),
            SelectChoice(EMAIL, N_("Here, and send me an email when it is there")),
            SelectChoice(PHONE, N_("Call me")),
        ],
        default=CODE,
    )
    reply_to = line(N_("Your email address or phone number"), most=200)
    voicemail = BooleanField(N_("You may leave a voicemail"))
    texting = BooleanField(N_("You may send a text"))
    times = line(N_("When is it safe to call?"), most=200)

    def validate_reply_to(self, field: Any) -> None:
        """Refuse an address or number that cannot be right, where one is needed."""
        if self.reply_by.data == EMAIL:
            field.data = _address(field.data)
        elif self.reply_by.data == PHONE:
            field.data = _number(field.data)
        elif field.data:
            field.data = ""  # not needed, so not kept

    def told(self) -> dict[str, str]:
        """Return what was said, by name; answers about calls only where a call was asked for."""
        told = {name: field.data for name, field in self._fields.items() if name in self.kept() and field.data}
        if self.reply_by.data != PHONE:
            told = {name: said for name, said in told.items() if name not in {"voicemail", "texting", "times"}}
        return {name: "yes" if said is True else said for name, said in told.items()}

    def kept(self) -> list[str]:
        """Return the names of the fields that are kept."""
        return ["reply_by", "reply_to", "voicemail", "texting", "times"]


class MessageForm(Reachable):
    """A message to us or to a center; `asked` are the short questions of its topic."""

    topic: Topic
    message = text(N_("Your message"), most=4000, validators=[DataRequired(WORDS_NEEDED)])
    name = line(N_("What may we call you?"), most=100)

    def kept(self) -> list[str]:
        """Return the names of the fields that are kept."""
        return ["message", "name", *super().kept(), *(asked.name for asked in ABOUT[self.topic].asked)]


def message_form(topic: Topic) -> type[MessageForm]:
    """Return the form of one topic, with its own few questions."""
    asked = {
        each.name: line(
            each.label, most=200, description=each.hint, validators=[DataRequired(N_("Please fill this in."))]
        )
        if each.required
        else line(each.label, most=200, description=each.hint)
        for each in ABOUT[topic].asked
    }
    return type("TopicForm", (MessageForm,), {"topic": topic, **asked})


class ReportForm(Reachable):
    """Which fact of a center's page is wrong, and what would be right."""

    field = RadioField(
        N_("What is wrong?"),
        choices=[SelectChoice(field.value, FIELD_LABELS[field]) for field in REPORTED],
        validators=[DataRequired(N_("Choose what is wrong."))],
    )
    right = text(N_("What is right, and how do you know?"), most=1000)

    def kept(self) -> list[str]:
        """Return the names of the fields that are kept."""
        return ["right", *super().kept()]


class CalledForm(Form):
    """One tap: what happened. No field but the button pressed."""

    outcome = RadioField(
        choices=[SelectChoice(*pair) for pair in OUTCOME_LABELS.items()], coerce=CallOutcome, validate_choice=True
    )


class AgainForm(Form):
    """Another message in a thread."""

    message = text(N_("Write again"), most=4000, validators=[DataRequired(WORDS_NEEDED)])


class WithdrawForm(Form):
    """The button that takes a message back."""


class CodeForm(Form):
    """The code of a receipt, as a person types it."""

    code = line(N_("Your code"), most=80, validators=[DataRequired(N_("Type in the code that you were shown."))])

    def validate_code(self, field: Any) -> None:
        """Refuse what cannot be a code."""
        if not receipt.read_code(field.data or ""):
            raise ValidationError(_("A code has 26 letters and digits. Look at it once more."))


def _address(text: str) -> str:
    try:
        return validate_email(text or "", check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValidationError(
            _("Write an email address such as name@example.org, or choose another way to answer.")
        ) from error


def _number(text: str) -> str:
    try:
        number = phonenumbers.parse(text or "", "US")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_(NO_NUMBER)) from error
    digits = re.sub(r"\D", "", str(number.national_number))
    if number.country_code != 1 or not phonenumbers.is_possible_number(number):
        raise ValidationError(_(NO_NUMBER))
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" + (f" x{number.extension}" if number.extension else "")


NO_NUMBER = N_("Write a phone number with its area code, or choose another way to answer.")
