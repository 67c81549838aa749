"""E-mail addresses, written one way."""

import email_validator

from app.core.errors import Refused
from app.core.vault import fingerprint
from app.core.words import N_

LONGEST = 254  # letters, by the standard


def tidy_address(text: str) -> str:
    """Return an address in small ASCII letters, as mail servers know it; raises Refused when it is not one single address in plain letters.

    Whether it exists nobody is asked.
    """
    try:
        found = email_validator.validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except email_validator.EmailNotValidError as error:
        raise Refused(N_("This is not an e-mail address. It looks like name@example.org.")) from error
    return (found.ascii_email or found.normalized).lower()


def address_print(address: str) -> bytes:
    """Return what an account is found by; the address itself is sealed."""
    return fingerprint("address", address)
