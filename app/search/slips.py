"""Words that were probably meant: offered, and never searched for unasked."""

from collections.abc import Callable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.search.synonyms import Kind, parts, synonyms
from app.search.tokens import service_words

ALIKE = 0.77  # of 1: one wrong letter in five, or two in nine
SHORTEST, LONGEST = 4, 30  # letters of a word worth comparing
TEACHES_NALOXONE = "NOE"
RESCUE = ("naloxone", "narcan")
RESCUE_ALIKE = 0.79  # “naltrexone” is 0.7 like “naloxone”, and a slip of it hardly more


def did_you_mean(text: str, finds: Callable[[str], bool]) -> str:
    """Return the text with each word that finds nothing at all spelt as the nearest word we know.

    `finds` tells whether a folded word finds any center. Empty when no word has such a neighbor.
    """
    meant, mended = [], False
    for words, synonym in parts(text):
        near = "" if synonym or finds(words[0]) else _nearest(words[0])
        mended = mended or bool(near)
        meant.append(near or " ".join(words))
    return " ".join(meant) if mended else ""


def names_naloxone(text: str) -> bool:
    """Tell whether any word is naloxone or one of its brands, rightly spelt or nearly."""
    return any(
        (meant and TEACHES_NALOXONE in meant.codes) or any(map(_like_rescue, words)) for words, meant in parts(text)
    )


def _like_rescue(word: str) -> bool:
    return any(OSA.normalized_similarity(word, rescue) >= RESCUE_ALIKE for rescue in RESCUE)


def _nearest(word: str) -> str:
    if not SHORTEST <= len(word) <= LONGEST:
        return ""
    found = process.extractOne(word, _known(), scorer=OSA.normalized_similarity, processor=None, score_cutoff=ALIKE)
    return str(found[0]) if found else ""


@cache
def _known() -> tuple[str, ...]:
    """Every word of the services and of the synonyms that are spelt right."""
    said = {word for phrase, meant in synonyms().items() if meant.kind is not Kind.MISSPELLING for word in phrase}
    return tuple(sorted(word for word in said.union(service_words()) if len(word) >= SHORTEST))
