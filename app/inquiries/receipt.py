"""The code on a receipt: whoever has it may read the answer. We keep no copy, only a fingerprint."""

import re
import secrets

from app.core.vault import fingerprint

# Crockford's alphabet: no letter looks like a digit. 26 of 32 letters are 130 bits.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH, GROUP = 26, 4
_ALIKE = str.maketrans("ilo", "110")


def new_code() -> str:
    """Return a code that nobody can guess, in groups that can be read out loud: “k7qf-…”."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def read_code(text: str) -> str:
    """Return a code as it was given out, from what a person typed; "" when it cannot be one."""
    plain = re.sub(r"[\s-]+", "", text.lower()[:200]).translate(_ALIKE)
    if len(plain) != LENGTH or set(plain) - set(ALPHABET):
        return ""
    return _grouped(plain)


def print_of(code: str) -> bytes:
    """Return what the database finds a code by."""
    return fingerprint("receipt code", code)


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + GROUP] for start in range(0, LENGTH, GROUP))
