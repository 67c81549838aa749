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
from app.guide.grammar import Section
from app.guide.library import Leaf, Library, read_library
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


@dataclass(frozen=True, slots=True)
class _Entry:
    """One page as the search reads it: how much each word weighs, and how often it stands in each part."""

    leaf: Leaf
    weights: Mapping[str, float]
    title: Counter[str]
    key_facts: Counter[str]
    sections: Sequence[tuple[Section, Counter[str], Counter[str]]]

    @classmethod
    def of(cls, leaf: Leaf) -> "_Entry":
        page, sections = leaf.page, [section for section in leaf.text.sections if section.id]
        lines = [plain(line) for line in (*page.key_facts, *page.do, *page.never)]
        placed = [(TITLE, page.title), (SUMMARY, page.summary), *((KEY_FACT, line) for line in lines)]
        placed += [(HEADING, section.title) for section in sections]
        placed += [(TEXT, section.words) for section in leaf.text.sections]
        weights = defaultdict[str, float](float)
        for weight, words in placed:
            for word in _stems(words):  # each repetition counts a little
                weights[word] = max(weights[word], weight) + 0.1
        counted = [(section, Counter(_stems(section.title)), Counter(_stems(section.words))) for section in sections]
        return cls(leaf, dict(weights), Counter(_stems(page.title)), Counter(_stems(" ".join(lines))), counted)

    def hit(self, matching: Sequence[Sequence[str]]) -> Hit:
        """Lead to the section that says most of it, or to the top where the title or the key facts say it already."""
        page = self.leaf.page
        scores = [_said(words, matching) + 3 * _said(title, matching) for _section, title, words in self.sections]
        if not scores or _said(self.title, matching) or max(scores) <= _said(self.key_facts, matching):
            return Hit(page, "", page.url)
        section = self.sections[scores.index(max(scores))][0]
        return Hit(page, section.title, f"{page.url}#{section.id}")


class Finder:
    """Answers questions over one library."""

    def __init__(self, library: Library) -> None:
        self._entries = [_Entry.of(leaf) for leaf in library.leaves.values()]
        self._terms = [(term, _stems(" ".join((term.name, *term.also)))) for term in library.terms]
        self._tools = [(tool, _stems(f"{tool.title} {tool.summary}")) for tool in TOOLS]
        every = " ".join(section.words for leaf in library.leaves.values() for section in leaf.text.sections)
        self._whole = {_stem(word): word for word in sorted(set(tokens(every)), reverse=True)}
        known = Counter(word for entry in self._entries for word in entry.weights)
        self._rare = {word: math.log(1 + len(self._entries) / count) for word, count in known.items()}
        self._words = sorted({*known, *(word for _term, words in self._terms for word in words)})

    def find(self, asked: str) -> Found:
        """Answer a question; an empty one finds nothing, and one of words that every page has finds the hub."""
        said = list(dict.fromkeys(_stems(asked)))
        if not said:
            return Found(hits=tuple(entry.hit(()) for entry in self._entries[:1] if asked))
        read = {word: word if self._matching(word) else self._like(word) for word in said}
        words = list(filter(None, read.values()))
        matching = [self._matching(word) for word in words]
        scored = [(self._score(entry.weights, matching), place) for place, entry in enumerate(self._entries)]
        best = sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], each[1]))
        return Found(
            hits=tuple(self._entries[place].hit(matching) for _score, place in best[:MOST_PAGES]),
            terms=tuple(_all_of(self._terms, words)),
            tools=tuple(_all_of(self._tools, words)),
            naloxone=names_naloxone(asked),
            meant=", ".join(self._whole.get(meant, meant) for word, meant in read.items() if meant not in {word, ""}),
        )

    def like(self, slug: str) -> list[Page]:
        """Return the pages whose address is nearest to one that is not there."""
        slugs = {entry.leaf.page.slug: entry.leaf.page for entry in self._entries if entry.leaf.page.slug != INDEX}
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


@cache
def finder() -> Finder:
    """Return the search over the guide of this house, its words counted once for each process."""
    return Finder(read_library())


def _said(held: Counter[str], matching: Sequence[Sequence[str]]) -> int:
    """Count how often a part says what was asked, each word twice at most."""
    return sum(min(2, sum(held[known] for known in each)) for each in matching)


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
