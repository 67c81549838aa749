"""The whole guide, read and drawn once. A guide with a fault is not built at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.core.config import SEEDS
from app.guide import checks, page, references
from app.guide.page import INDEX, Page
from app.guide.references import Source, Statement, Term
from app.guide.text import Text, drawn
from app.guide.topics import TOPICS, Topic

FOLDER = SEEDS / "guide"
GLOSSARY = "glossary"  # the page that explains every word


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page, its words as HTML, and its sources in the order of their numbers."""

    page: Page
    text: Text
    sources: tuple[Source, ...]

    def number(self, source: str) -> int:
        """Return the number of a source on this page, from 1."""
        return 1 + [each.id for each in self.sources].index(source)


@dataclass(frozen=True, slots=True)
class Library:
    """Every page by its slug, the hub first, then by title; what all pages share beside them."""

    leaves: Mapping[str, Leaf]
    terms: tuple[Term, ...]
    statements: tuple[Statement, ...]
    sources: Mapping[str, Source]

    @property
    def pages(self) -> Sequence[Page]:
        """All pages, the hub first, then by title."""
        return [leaf.page for leaf in self.leaves.values()]

    def by_topic(self) -> Iterator[tuple[Topic, list[Page], list[Page]]]:
        """Yield each topic with the pages that it is first for, and those that touch it too."""
        for topic in TOPICS:
            first = [page for page in self.pages if page.topics[0] == topic.code]
            yield topic, first, [page for page in self.pages if topic.code in page.topics[1:]]


@cache
def read_library(folder: Path = FOLDER) -> Library:
    """Read the guide of a folder. Raises ValueError that names each file with a fault, and how to mend it."""
    facts = references.facts(folder / "facts.csv")
    sources = references.sources(folder / "sources.csv")
    terms = references.terms(folder / "glossary.toml")
    statements = references.statements(folder / "safety.toml")
    faults: list[str] = []
    pages = sorted(_read(folder, faults), key=lambda each: (each.slug != INDEX, each.title.casefold()))
    slugs = {page.slug for page in pages}
    leaves = {}
    for each in pages:
        text = drawn(each, terms)
        faults += _at(f"pages/{each.slug}.md", checks.of_page(each, text, facts=facts, sources=sources, slugs=slugs))
        explained = [id_ for term in terms for id_ in term.sources] if each.slug == GLOSSARY else []
        numbered = dict.fromkeys((*text.cited, *explained))
        leaves[each.slug] = Leaf(each, text, tuple(sources[id_] for id_ in numbered if id_ in sources))
    for term in terms:
        faults += _at(f"glossary.toml, “{term.name}”", checks.of_term(term, facts, sources))
    faults += _at("safety.toml", checks.of_statements(statements, facts, slugs))
    faults += _at("pages", checks.of_guide(pages, terms))
    if faults:
        raise ValueError("The guide cannot be built.\n" + "\n".join(faults))
    return Library(leaves, terms, statements, sources)


def _read(folder: Path, faults: list[str]) -> Iterator[Page]:
    for path in sorted((folder / "pages").glob("*.md")):
        try:
            yield page.read(path)
        except ValueError as error:
            faults.append(f"seeds/guide/pages/{error}")


def _at(where: str, found: Iterable[str]) -> Iterator[str]:
    yield from (f"seeds/guide/{where}: {fault}." for fault in found)
