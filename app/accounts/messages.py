"""Letters about accounts. They name nobody and nothing: a mailbox may be read by others."""

from app.accounts.models import Purpose
from app.core import outbox
from app.core.words import N_

KINDS = {
    Purpose.INVITATION: "accounts-invitation",
    Purpose.RESET: "accounts-reset",
    Purpose.ADDRESS: "accounts-address",
}
PASSWORD_CHANGED = N_("Your password was changed.")
ADDRESS_CHANGES = N_("Somebody asked to change the e-mail address of your account.")
ADDRESS_CHANGED = N_("The e-mail address of your account was changed.")
FACTOR_CHANGED = N_("The way you prove who you are was changed.")
CODES_CHANGED = N_("You have new recovery codes. The old ones are worth nothing now.")
CLOSED = N_("Your account was closed.")


def send_link(purpose: Purpose, *, to: str, url: str) -> None:
    """Send a link that works once."""
    outbox.post(KINDS[purpose], to=to, url=url)


def tell_of_change(what: str, *, to: str) -> None:
    """Tell a person what was changed, so that they can act if it was not them."""
    outbox.post("accounts-changed", to=to, what=what)
