"""How names are compared: without case, accents, spaces and punctuation, with abbreviations written out."""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

LEAST_LIKE = 0.7  # of 1: three wrong letters in ten are still a misspelling
SPELLINGS = 25  # how many near names are weighed against each other

_APOSTROPHES = str.maketrans("", "", "'’‘ʻʼʹ`´")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_BETWEEN_INITIALS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)")
_WORD = re.compile(r"[^\W_]+")
_IN_FULL = {
    "afb": "airforcebase",
    "bch": "beach",
    "centre": "center",
    "ctr": "center",
    "e": "east",
    "ft": "fort",
    "hbr": "harbor",
    "hts": "heights",
    "jct": "junction",
    "mt": "mount",
    "mtn": "mountain",
    "n": "north",
    "pt": "point",
    "s": "south",
    "spgs": "springs",
    "st": "saint",
    "ste": "sainte",
    "twp": "township",
    "vlg": "village",
    "w": "west",
}


def tidy(text: str) -> str:
    """Return `text` in one line: full-width forms made plain, hidden and control characters gone."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_DASHES)
    if not plain.isprintable():
        plain = "".join(_visible(letter) for letter in plain)
    return " ".join(plain.split())


def words(text: str) -> list[str]:
    """Return the words of a name in small letters: "St. Mary's" gives ["st", "marys"]."""
    small = text.casefold()
    if not small.isascii():
        # What looks like an accent over a letter in NFKD is a mark of its own; dropping it leaves the letter.
        small = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    small = small.translate(_APOSTROPHES).replace("&", " and ")
    if "." in small:
        small = _BETWEEN_INITIALS.sub("", small)
    return _WORD.findall(small)


def fold(text: str) -> str:
    """Return the letters and figures of a name only: "N. Dakota" gives "ndakota"."""
    return "".join(words(text))


def key(text: str) -> str:
    """Return what two spellings of one name share: "St. Louis", "saint louis" and "SAINTLOUIS" are "saintlouis"."""
    parts = words(text)
    if len(parts) > 1 and parts[0] == "the":
        del parts[0]
    return "".join([_IN_FULL.get(part, part) for part in parts])


def near_spellings(wanted: str, known: Iterable[str]) -> dict[str, float]:
    """Return the keys in `known` that a slip of the fingers turns into `wanted`, each with its likeness up to 1."""
    matches = process.extract(
        wanted, known, scorer=OSA.normalized_similarity, processor=None, score_cutoff=LEAST_LIKE, limit=SPELLINGS
    )
    return {name: likeness for name, likeness, _ in matches}


def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    # Format marks (right-to-left, zero width) join what they stand between; all else unseen parts it.
    return "" if unicodedata.category(letter) == "Cf" else " "
