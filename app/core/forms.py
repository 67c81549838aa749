"""What every form that saves something has: a token against forgery, one against a double click, and clear errors."""

import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from app.core import once
from app.core.translation import _
from app.core.words import N_

FORGED = N_("We could not see that this came from our own page. Allow cookies here, then press the button again.")
QUICKEST = 2.0  # seconds; nobody reads a form and fills it in faster
# Letters that turn text around or hide in it; a name with them would not be what it looks like.
HIDDEN_LETTERS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, 0], None
)


def tidy(text: str | None) -> str:
    """Return what a person typed without the space around it, control characters and letters that hide."""
    plain = unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").translate(HIDDEN_LETTERS))
    kept = (letter for letter in plain if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def tidy_line(text: str | None) -> str:
    """Return the same on one line."""
    return " ".join(tidy(text).split())


class Form(FlaskForm):  # type: ignore[misc]
    """A form of a person who is signed in, and the ground of every other."""

    once = HiddenField()

    def fresh(self) -> Markup:
        """Draw the hidden fields, with a new token for each time that the form is shown.

        They have no ids, so that several forms may stand on one page.
        """
        self.once.data = once.new_token()
        return Markup("").join(field(id=False) for field in self if isinstance(field.widget, HiddenInput))

    def validate_once(self, field: HiddenField) -> None:
        """Refuse a form that is older than a day."""
        if once.age_of(field.data or "") is None:
            raise ValidationError(
                _("This page was open for more than a day. Your words are kept: press the button again.")
            )

    def complaints(self) -> list[tuple[str, str]]:
        """Return (the id of a field, what is wrong with it) for the summary at the top of the page, which translates it."""
        found = []
        for name, errors in self.errors.items():
            shown = self._fields.get(name)
            hidden = shown is None or isinstance(shown, HiddenField)
            words = [FORGED] if name == "csrf_token" else [str(error) for error in errors]
            found += [("" if hidden else shown.id, sentence) for sentence in words]
        return found


class PublicForm(Form):
    """A form that anyone may send: it also tells people from programs, without asking anybody else."""

    # A program fills in every field it finds; a person never sees this one.
    website = StringField(N_("Leave this empty"))

    def validate_website(self, field: StringField) -> None:
        """Refuse what only a program would fill in."""
        if field.data:
            raise ValidationError(_("Please leave the last field empty; it is there to catch programs."))

    def validate_once(self, field: HiddenField) -> None:
        """Refuse also what comes faster than a person types."""
        super().validate_once(field)
        if (once.age_of(field.data or "") or 0) < QUICKEST:
            raise ValidationError(_("That was very quick. Look over what you wrote, and press the button again."))


def line(label: str, *, most: int = 200, **more: Any) -> StringField:
    """Return a field of one line, tidied, with at most `most` letters."""
    return StringField(label, filters=[tidy_line], validators=[*more.pop("validators", ()), _at_most(most)], **more)


def text(label: str, *, most: int = 4000, **more: Any) -> TextAreaField:
    """Return a field of several lines, tidied, with at most `most` letters."""
    return TextAreaField(label, filters=[tidy], validators=[*more.pop("validators", ()), _at_most(most)], **more)


def _at_most(most: int) -> Length:
    return Length(max=most, message=N_("Please use %(max)d letters at most."))
