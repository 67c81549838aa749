"""Words coming in: an address for letters, a question, and what the desk makes of it."""

import re
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from wtforms import BooleanField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput

from app.accounts.address import LONGEST, tidy_address
from app.core.errors import Refused
from app.core.forms import Form, PublicForm, line, text
from app.core.translation import _
from app.core.words import N_
from app.guide.models import LONGEST_ANSWER, LONGEST_QUESTION
from app.guide.references import Source

# People who ask about a medicine have no address of the web to tell; programs always have.
WEB_ADDRESS = re.compile(r"https?:|www\.|\[url|<a\s", re.IGNORECASE)


class Reason(StrEnum):
    """Why a question gets no answer on the site."""

    PERSONAL = "personal"
    ANSWERED = "answered"
    NO_SOURCE = "no-source"
    OFF_TOPIC = "off-topic"
    SPAM = "spam"


REASONS = {
    Reason.PERSONAL: N_("It asks what one person should do"),
    Reason.ANSWERED: N_("The guide says it already"),
    Reason.NO_SOURCE: N_("No source of ours says it"),
    Reason.OFF_TOPIC: N_("It is not about the guide"),
    Reason.SPAM: N_("It is an advertisement, or no question at all"),
}


class NewsletterForm(PublicForm):
    """Where letters should go. Nothing else is asked."""

    email = line(
        N_("Your email address"),
        most=LONGEST,
        validators=[DataRequired(N_("Type in your email address."))],
    )

    def validate_email(self, field: Any) -> None:
        """Refuse what cannot be an address."""
        field.data = _address(field.data)


class ConfirmForm(Form):
    """The button that puts an address on the list."""


class AskForm(PublicForm):
    """A question about one page; nobody is asked for a name."""

    words = text(
        N_("Your question"), most=LONGEST_QUESTION, validators=[DataRequired(N_("Write your question in a few words."))]
    )
    email = line(N_("Your email address"), most=LONGEST)

    def validate_words(self, field: Any) -> None:
        """Refuse web addresses."""
        if WEB_ADDRESS.search(field.data):
            raise ValidationError(_("Please leave out web addresses. A person reads your words, and opens no links."))

    def validate_email(self, field: Any) -> None:
        """Refuse what cannot be an address, where there is one."""
        if field.data:
            field.data = _address(field.data)


class PublishForm(Form):
    """The question as everyone will read it, and the answer with its sources."""

    known: Collection[str] = ()  # every source there is
    words = text(
        N_("The question, as everyone will read it"),
        most=LONGEST_QUESTION,
        validators=[DataRequired(N_("Write the question in our own words."))],
    )
    answer = text(N_("The answer"), most=LONGEST_ANSWER, validators=[DataRequired(N_("Write the answer."))])
    cited = SelectMultipleField(N_("Sources of this page that say so"), option_widget=CheckboxInput())
    others = line(N_("Other sources, by their ids"), most=200)
    general = BooleanField(
        N_("This is general information. It tells nobody what to do about their own care."),
        validators=[DataRequired(N_("An answer is never advice for one person. Mend it, then tick this box."))],
    )

    def validate_cited(self, _field: Any) -> None:
        """Refuse an answer without a source."""
        if not self.sources():
            raise ValidationError(_("Name at least one source that says so."))

    def validate_others(self, field: Any) -> None:
        """Refuse ids that no source has."""
        if strange := [id_ for id_ in _ids(field.data) if id_ not in self.known]:
            raise ValidationError(_("There is no source %(ids)s.", ids=", ".join(strange)))

    def sources(self) -> list[str]:
        """Return the ids of all sources named, each once."""
        return list(dict.fromkeys([*(self.cited.data or ()), *_ids(self.others.data)]))


class DeclineForm(Form):
    """Why there will be no answer."""

    reason = RadioField(
        N_("Why is it not answered?"),
        choices=[SelectChoice(reason.value, words) for reason, words in REASONS.items()],
        validators=[DataRequired(N_("Choose why."))],
    )


class WithdrawForm(Form):
    """The button that takes an answer off the site."""


def publish_form(of_page: Sequence[Source], known: Collection[str]) -> PublishForm:
    """Return the form of one question; `of_page` are the sources that its page names."""
    form = PublishForm()
    form.known = known
    form.cited.choices = [SelectChoice(source.id, f"{source.id}: {source.words}") for source in of_page]
    return form


def _address(typed: str | None) -> str:
    try:
        return tidy_address(typed or "")
    except Refused as error:
        raise ValidationError(_(str(error))) from error


def _ids(typed: str | None) -> list[str]:
    return re.findall(r"[^\s,;]+", typed or "")
