"""Passwords: which ones are good enough, and how they are kept.

The rules are those of NIST SP 800-63B: length counts, any letter of any script may stand in it, nothing must.
What everybody tries first is refused. A password is kept as Argon2id over an HMAC under a key file, so that a copied
database alone is worth nothing to a guesser.
"""

import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from flask_security.utils import hash_password, verify_password

from app.core.config import SEEDS
from app.core.errors import Refused
from app.core.words import N_

LEAST, MOST = 15, 128  # letters
OWN_LEAST = 8  # letters that must be left when all that everybody knows is taken away
LISTED = SEEDS / "accounts" / "common_words.txt"
WORD_LEAST = 4  # letters
# What fingers do by themselves: along the alphabet, along the keys, up and down them.
ROWS = (
    *("abcdefghijklmnopqrstuvwxyz", "01234567890", "!@#$%^&*()", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm"),
)
STAND_INS = str.maketrans("013457@$!", "oleastasi")

# OWASP's smallest advice for Argon2id. One thread each, because two at once are all that may run.
COST = {"argon2__time_cost": 2, "argon2__memory_cost": 19_456, "argon2__parallelism": 1}


def tidy_password(password: str) -> str:
    """Return the password as it is hashed: the same letters typed on two keyboards are the same password."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, about: Iterable[str] = ()) -> None:
    """Raise Refused, with the way to mend it, when a password is too short, too long or well known.

    `about` are words that anyone who knows the person would try: their name, their address.
    """
    tidied = tidy_password(password)
    if len(tidied) < LEAST:
        raise Refused(N_("Please use 15 letters or more. Four words that do not belong together are easy to keep."))
    if len(tidied) > MOST:
        raise Refused(N_("Please use 128 letters at most."))
    if own_letters(tidied, about=about) < OWN_LEAST:
        raise Refused(N_("That is among the first things others would try. Please think of something else."))


def own_letters(password: str, *, about: Iterable[str] = ()) -> int:
    """Count the letters that nobody would expect: those of well-known words do not count, nor runs of keys, nor repeats."""
    known = [*_known_words(), *(word for text in about for word in _words_of(text))]
    small = password.casefold()
    return min(_unexpected(text, known) for text in (small, small.translate(STAND_INS)))


def _unexpected(text: str, known: Iterable[str]) -> int:
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, " ")
    pairs = [text[max(0, place - 1) : place + 1] for place in range(len(text))]
    new = (pair for place, pair in enumerate(pairs) if pair not in _neighbors() and pair not in pairs[:place])
    return sum(1 for pair in new if not pair[-1].isspace() and pair != pair[0] * 2)


@cache
def _neighbors() -> frozenset[str]:
    return frozenset(pair for row in ROWS for one, other in pairwise(row) for pair in (one + other, other + one))


def _words_of(text: str) -> list[str]:
    parts = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return [part for part in parts if len(part) >= WORD_LEAST]


@cache
def _known_words() -> tuple[str, ...]:
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def hashed(password: str) -> str:
    """Return what is kept of a password. Call it inside `turns.a_turn`."""
    return hash_password(tidy_password(password))


def matches(password: str, kept: str | None) -> bool:
    """Say whether this is the password; it takes as long when there is none. Call it inside `turns.a_turn`."""
    nobodys = _nobodys()
    return verify_password(tidy_password(password), kept or nobodys) and kept is not None


@cache
def _nobodys() -> str:
    """Return a hash that no password fits, made with the cost of the others."""
    return hashed(secrets.token_urlsafe(32))
