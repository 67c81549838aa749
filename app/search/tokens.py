"""Words as the search compares them: lower case, without accents and apostrophes."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from app.centers.code_book import DENIALS, code_book
from app.centers.vocabulary import GROUPS

_WORD = re.compile(r"[^\W_]+")
_BETWEEN_INITIALS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
_APOSTROPHES = str.maketrans("", "", "'’‘`")


def tokens(text: str) -> list[str]:
    """Return the words of a text in their order: “A.A. Women's Cañon House” is aa, womens, canon, house."""
    text = text.translate(_APOSTROPHES).casefold()
    if "." in text:
        text = _BETWEEN_INITIALS.sub("", text)
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
        text = text.casefold()
    return _WORD.findall(text)


def starting_with(prefix: str, words: Sequence[str]) -> Iterator[str]:
    """Yield those of the sorted words that begin with a prefix."""
    for at in range(bisect_left(words, prefix), len(words)):
        if not words[at].startswith(prefix):
            return
        yield words[at]


def service_words() -> list[str]:
    """Return every word of a service's or a value's name, sorted."""
    return _service_words()[0]


def codes_named(prefix: str) -> frozenset[str]:
    """Return the SAMHSA codes whose name, or whose value's label, has a word that begins with the prefix."""
    words, codes = _service_words()
    return frozenset().union(*(codes[word] for word in starting_with(prefix, words)))


@cache
def _service_words() -> tuple[list[str], dict[str, frozenset[str]]]:
    codes: dict[str, frozenset[str]] = {}
    services = [service for service in code_book().values() if service.code not in DENIALS]
    named = [(service.name, frozenset({service.code})) for service in services]
    named += [(value.label, value.codes) for group in GROUPS for value in group.values]
    for name, these in named:
        for word in tokens(name):
            codes[word] = codes.get(word, frozenset()) | these
    return sorted(codes), codes
