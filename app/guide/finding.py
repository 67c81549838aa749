"""The search inside the guide: pages, words of the glossary and tools, by the words a person types.

Small and whole in memory: some thirty pages, so every question looks at all of them.
"""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from app.core.config import SEEDS
from app.guide.library import Leaf, Library
from app.guide.page import INDEX, Page
from app.guide.references import Term
from app.guide.text import plain
from app.guide.tools_list import TOOLS, Tool
from app.search.slips import names_naloxone
from app.search.tokens import starting_with, tokens

MOST_PAGES = 10
MOST_OTHERS = 3
# How much a word counts where it stands.
TITLE, HEADING, SUMMARY, KEY_FACT, TEXT = 8.0, 5.0, 4.0, 2.0, 1.0
ALIKE = 0.77  # of 1: one wrong letter in five
LIKE_TITLE = 60  # of 100, for an address that is nearly right
FEW_LETTERS = 3
_STOP = frozenset(
    tokens(
        "a about an and any are as at be by can could do does for from get had has have how i if in into is it its me my"
        " need no not of on or should take taking than that the there this to was what when where which who why will with"
        " you your naltrexone"
    )
)
# What people type for a word that the pages write otherwise: `seeds/guide/search_words.csv`.
WORDS = SEEDS / "guide" / "search_words.csv"
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Hit:
    """One page, and the section of it that says most of what was asked; `section` is empty for the page as a whole."""

    page: Page
    section: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: pages best first, words, tools; whether the question names naloxone, and what was read otherwise."""

    hits: tuple[Hit, ...] = ()
    terms: tuple[Term, ...] = ()
    tools: tuple[Tool, ...] = ()
    naloxone: bool = False
    meant: str = ""


class Finder:
    """Answers questions over one library."""

    def __init__(self, library: Library) -> None:
        self._leaves = list(library.leaves.values())
        self._weights = [_weights(leaf) for leaf in self._leaves]
        self._terms = [(term, _stems(" ".join((term.name, *term.also)))) for term in library.terms]
        self._tools = [(tool, _stems(f"{tool.title} {tool.summary}")) for tool in TOOLS]
        known = Counter(word for weights in self._weights for word in weights)
        self._rare = {word: math.log(1 + len(self._leaves) / count) for word, count in known.items()}
        self._words = sorted({*known, *(word for _term, words in self._terms for word in words)})

    def find(self, asked: str) -> Found:
        """Answer a question; an empty one finds nothing."""
        said = list(dict.fromkeys(_stems(asked)))
        words = [meant for word in said if (meant := word if self._matching(word) else self._like(word))]
        matching = [self._matching(word) for word in words]
        scored = [(self._score(weights, matching), place) for place, weights in enumerate(self._weights)]
        best = sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], each[1]))
        if not said and asked:  # only words that every page has
            return Found(hits=tuple(Hit(leaf.page, "", leaf.page.url) for leaf in self._leaves[:1]))
        return Found(
            hits=tuple(self._hit(self._leaves[place], words) for _score, place in best[:MOST_PAGES]),
            terms=tuple(_all_of(self._terms, words)),
            tools=tuple(_all_of(self._tools, words)),
            naloxone=names_naloxone(asked),
            meant="" if set(words) >= set(said) else " ".join(words),
        )

    def like(self, slug: str) -> list[Page]:
        """Return the pages whose address is nearest to one that is not there."""
        slugs = {leaf.page.slug: leaf.page for leaf in self._leaves if leaf.page.slug != INDEX}
        found = process.extract(slug[:80], slugs.keys(), scorer=fuzz.WRatio, limit=MOST_OTHERS, score_cutoff=LIKE_TITLE)
        return [slugs[each] for each, _score, _place in found]

    def _matching(self, word: str) -> list[str]:
        """Return the known words that a word stands for: itself, and what begins with it unless it is very short."""
        if len(word) > FEW_LETTERS:
            return list(starting_with(word, self._words))
        return [word] if word in self._rare else []

    def _like(self, word: str) -> str:
        """Return the word that was probably meant, or nothing."""
        if len(word) <= FEW_LETTERS:
            return ""
        near = process.extractOne(word, self._words, scorer=OSA.normalized_similarity, score_cutoff=ALIKE)
        return str(near[0]) if near else ""

    def _score(self, weights: Mapping[str, float], matching: Sequence[Sequence[str]]) -> float:
        """Weigh a page: rare words count more, and a page that has all that was asked counts twice."""
        parts = [
            max((weights.get(known, 0.0) * self._rare.get(known, 0.0) for known in each), default=0.0)
            for each in matching
        ]
        return sum(parts) * (2 if parts and all(parts) else 1)

    def _hit(self, leaf: Leaf, words: Sequence[str]) -> Hit:
        def said(section_words: str) -> float:
            held = Counter(_stems(section_words))
            return sum(min(2, sum(n for known, n in held.items() if _begins(known, word))) for word in words)

        sections = [section for section in leaf.text.sections if section.id]
        scores = [said(section.words) + 3 * said(section.title) for section in sections]
        # The title or the key facts say it already: the top of the page is the better place.
        if not scores or said(leaf.page.title) or max(scores) <= said(" ".join(leaf.page.key_facts)):
            return Hit(leaf.page, "", leaf.page.url)
        section = sections[scores.index(max(scores))]
        return Hit(leaf.page, section.title, f"{leaf.page.url}#{section.id}")


def _weights(leaf: Leaf) -> dict[str, float]:
    """Return each word of a page with the weight of the best place where it stands, a little more for each repetition."""
    page, best = leaf.page, defaultdict[str, float](float)
    placed = [(TITLE, page.title), (SUMMARY, page.summary)]
    placed += [(KEY_FACT, plain(line)) for line in (*page.key_facts, *page.do, *page.never)]
    placed += [(HEADING, section.title) for section in leaf.text.sections]
    placed += [(TEXT, section.words) for section in leaf.text.sections]
    for weight, words in placed:
        for word in _stems(words):
            best[word] = max(best[word], weight) + 0.1
    return dict(best)


def _stems(text: str) -> list[str]:
    """Return the words worth looking for, without their endings."""
    meant = _meant()
    return [_stem(meant.get(word, word)) for word in tokens(text) if word not in _STOP]


@cache
def _meant() -> Mapping[str, str]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {row["typed"]: row["meant"] for row in csv.DictReader(file)}


@cache
def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > FEW_LETTERS:
            return word.removesuffix(ending)
    return word


def _begins(known: str, word: str) -> bool:
    return known == word or (len(word) > FEW_LETTERS and known.startswith(word))


def _all_of(things: Iterable[tuple[Thing, list[str]]], words: Sequence[str]) -> list[Thing]:
    """Return the first few things that are named by every word."""
    found = [
        thing for thing, held in things if words and all(any(_begins(known, word) for known in held) for word in words)
    ]
    return found[:MOST_OTHERS]
