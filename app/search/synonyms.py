"""Words people really use for what centers call otherwise: brands, short forms, everyday words, common slips.

They are data: `seeds/vocabulary/synonyms.csv`, one phrase a line with its kind and what it means.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from app.centers.code_book import code_book
from app.centers.vocabulary import GROUP_BY_CODE
from app.core.config import SEEDS
from app.search.tokens import tokens

Phrase = tuple[str, ...]


class Kind(StrEnum):
    """Why a phrase stands for something else."""

    SYNONYM = "synonym"
    BRAND = "brand"
    MISSPELLING = "misspelling"


@dataclass(frozen=True, slots=True)
class Synonym:
    """What one phrase means: any of these SAMHSA codes. `labels` names them for people, as marked for translation."""

    kind: Kind
    codes: frozenset[str]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the words of a search (as they were typed) found beside themselves, and why."""

    words: str
    kind: Kind
    labels: tuple[str, ...]


def parts(text: str) -> Iterator[tuple[Phrase, Synonym | None]]:
    """Cut a text into its phrases with a known meaning, the longest first, and the single words between them."""
    words, known = tokens(text), synonyms()
    longest = _longest()
    at = 0
    while at < len(words):
        for count in range(min(longest, len(words) - at), 0, -1):
            phrase = tuple(words[at : at + count])
            if (meant := known.get(phrase)) or count == 1:
                yield phrase, meant
                at += count
                break


def explain(text: str) -> tuple[Explanation, ...]:
    """Say for each phrase of a text that also finds something else what that is."""
    return tuple(
        Explanation(_as_typed(text, " ".join(words)), meant.kind, meant.labels)
        for words, meant in dict(parts(text)).items()
        if meant
    )


def _as_typed(text: str, words: str) -> str:
    """Return folded words as they stand in the text: IOP, not iop."""
    found = re.search(rf"\b{re.escape(words)}\b", text, re.IGNORECASE)
    return found[0] if found else words


@cache
def synonyms() -> Mapping[Phrase, Synonym]:
    """Return every phrase, as folded words, with its meaning.

    Raises ValueError for a line of the seed file that means nothing, or says its phrase a second time.
    """
    known: dict[Phrase, Synonym] = {}
    with (SEEDS / "vocabulary" / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            phrase = tuple(tokens(row["phrase"]))
            if not phrase or not row["meaning"] or phrase in known:
                raise ValueError(f"synonyms.csv: “{row['phrase']}” is empty, means nothing or stands there twice.")
            meanings = [_meaning(each) for each in row["meaning"].split()]
            codes = frozenset[str]().union(*(codes for codes, _label in meanings))
            labels: dict[Phrase, str] = {}
            for _codes, label in meanings:  # two lists of codes may call one thing by nearly the same name
                labels.setdefault(tuple(tokens(label)), label)
            known[phrase] = Synonym(Kind(row["kind"]), codes, tuple(labels.values()))
    return known


@cache
def _longest() -> int:
    return max(map(len, synonyms()))


def _meaning(told: str) -> tuple[frozenset[str], str]:
    """Read a value as `group:value`, or one SAMHSA code; return its codes and its words."""
    group, colon, code = told.partition(":")
    if colon and group in GROUP_BY_CODE and (value := GROUP_BY_CODE[group].value(code)):
        return value.codes, value.label
    if service := code_book().get(told):
        return frozenset({told}), service.name
    raise ValueError(f"synonyms.csv: no vocabulary knows “{told}”.")
