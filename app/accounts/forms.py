"""Words coming in. Passwords and codes are never shown again, and never tidied beyond what their own rules say."""

from typing import Any

from wtforms import HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from app.accounts import address, passkeys, passwords
from app.core import forms
from app.core.errors import Refused
from app.core.translation import _
from app.core.words import N_

LONGEST_NAME = 80
LONGEST_ANSWER = 20_000  # letters that a browser may answer for a passkey
NEEDED = N_("Please fill this in.")


def _needed() -> InputRequired:
    return InputRequired(message=NEEDED)


class SignInForm(forms.Form):
    """Address and password."""

    email = forms.line(N_("E-mail address"), most=address.LONGEST, validators=[_needed()])
    password = PasswordField(N_("Password"), validators=[_needed()])
    next = HiddenField()


class CodeForm(forms.Form):
    """A code of the authenticator app."""

    code = StringField(N_("Code from your app"), validators=[_needed(), Length(max=40)])


class RecoveryForm(forms.Form):
    """A recovery code."""

    code = StringField(N_("Recovery code"), validators=[_needed(), Length(max=40)])


class PasskeyForm(forms.Form):
    """What a browser answered for a passkey; scripts fill it in."""

    answer = HiddenField(validators=[InputRequired(message=passkeys.NOT_THIS), Length(max=LONGEST_ANSWER)])
    next = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A passkey that a browser made, and what the person calls it."""

    name = forms.line(N_("What do you call it?"), most=passkeys.LONGEST, validators=[_needed()])


class AddressForm(forms.Form):
    """An e-mail address."""

    email = forms.line(N_("E-mail address"), most=address.LONGEST, validators=[_needed()])

    def validate_email(self, field: StringField) -> None:
        """Refuse what is no address."""
        try:
            field.data = address.tidy_address(field.data or "")
        except Refused as refused:
            raise ValidationError(_(str(refused))) from refused


class NewPasswordForm(forms.Form):
    """A password of the person's own choice; they see what they type if they wish, so once is enough."""

    password = PasswordField(N_("New password"), validators=[_needed()])

    def __init__(self, *args: Any, about: tuple[str, ...] = (), **values: Any) -> None:
        super().__init__(*args, **values)
        self._about = about

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what is too short, too long, or among the first things others would try."""
        try:
            passwords.check(field.data or "", about=self._about)
        except Refused as refused:
            raise ValidationError(_(str(refused))) from refused


class InvitationForm(NewPasswordForm):
    """The first password, and what colleagues call the person."""

    name = forms.line(N_("Your name, as colleagues here read it"), most=LONGEST_NAME)


class NameForm(forms.Form):
    """What colleagues call the person."""

    name = forms.line(N_("Your name, as colleagues here read it"), most=LONGEST_NAME, validators=[_needed()])


class ProofForm(forms.Form):
    """The password once more, and a code where the person has an app."""

    password = PasswordField(N_("Password"), validators=[_needed()])
    code = StringField(N_("Code from your app"), validators=[Length(max=40)])
    next = HiddenField()


class AppForm(CodeForm):
    """The first code of a new app; its secret came with the page."""

    secret = HiddenField()


class RecoveryCodesForm(forms.Form):
    """The recovery codes that the page showed."""

    codes = HiddenField()


class Button(forms.Form):
    """A button that does one thing."""
