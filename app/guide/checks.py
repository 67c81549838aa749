"""What would make a page untrue, unsourced or broken. Each fault is a sentence that says how to mend it.

A guide with a fault is not built: see `guide.library`.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import parse_qsl

from app.guide import topics
from app.guide.page import INDEX, Page
from app.guide.references import POINTER, VERIFIED, Source, Statement, Term
from app.guide.text import Text
from app.guide.tools_list import BY_SLUG
from app.search.criteria import Criteria

LONGEST_TITLE = 60
MOST_WORDS = 900
# How many of each a page has, at least and at most.
COUNTS = {"topics": (1, 3), "related": (3, 5), "key_facts": (3, 6), "do": (2, 6), "never": (0, 4)}
# Doors of the guide itself; a page of this name would stand behind one.
TAKEN = frozenset({"library", "newsletter", "search", "tools"})
ELSEWHERE = frozenset({"/centers", "/finder", "/helping", "/help-now", "/states", "/shortlist", "/about", "/privacy"})
STATEMENTS = (
    *("naloxone", "opioid-free", "after-stopping", "overpower", "emergency"),  # near the top
    *("alcohol", "ask-first", "no-change", "not-advice", "directory"),  # at the end
)
VITAL = STATEMENTS[:5]


def of_page(
    page: Page, text: Text, *, facts: Mapping[str, str], sources: Mapping[str, Source], slugs: Collection[str]
) -> Iterator[str]:
    """Yield the faults of one page; `slugs` names every page of the guide."""
    yield from text.faults
    yield from _front_matter(page)
    yield from of_facts(page.facts, facts)
    yield from of_sources(page.sources, sources)
    if uncited := [each for each in page.sources if each not in text.cited]:
        yield f"nothing cites {', '.join(uncited)}; cite it where it says so, or take it out of sources"
    if unnamed := [each for each in text.cited if each not in page.sources]:
        yield f"the text cites {', '.join(unnamed)}; name it in sources too"
    if text.count > MOST_WORDS:
        yield f"it has {text.count} words; a page has at most {MOST_WORDS}"
    if strange := [each for each in page.related if each not in slugs or each == page.slug]:
        yield f"related names {', '.join(strange)}; name other pages that are there"
    if strange := [each for each in page.tools if each not in BY_SLUG]:
        yield f"there is no tool {', '.join(strange)}; app/guide/tools_list.py has them all"
    yield from (f"{fault}" for link in text.links if (fault := _of_link(link, slugs)))


def _front_matter(page: Page) -> Iterator[str]:
    if page.slug in TAKEN:
        yield f"the address /naltrexone/{page.slug} is taken; give the page another name"
    if not 0 < len(page.title) <= LONGEST_TITLE:
        yield f"the title has {len(page.title)} letters; a title has 1 to {LONGEST_TITLE}"
    if not page.summary:
        yield "it has no summary; write one plain sentence"
    if strange := [code for code in page.topics if code not in topics.BY_CODE]:
        yield f"there is no topic {', '.join(strange)}; choose of {', '.join(topics.BY_CODE)}"
    for name, (least, most) in COUNTS.items():
        count = len(getattr(page, name))
        if not least <= count <= most:
            yield f"{name} has {count} lines; a page has {least} to {most}"
    if not page.checked_on < page.review_due:
        yield "review_due must come after checked_on"
    asked = Criteria.from_query(parse_qsl(page.find, keep_blank_values=True))
    if asked.ignored or not asked.chosen or asked.near or asked.page > 1:
        yield f"find is no search for centers: “{page.find}”; use care=, payment=, medicine= or serves= with known codes"
    if not page.find_words:
        yield "find_words is empty; it completes “Find …”"


def of_facts(named: Sequence[str], facts: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the facts that are named: unknown, not verified, or only pointing to others."""
    for fact in named:
        mark = facts.get(fact)
        if mark == VERIFIED:
            continue
        parts = [id_ for id_, of_part in facts.items() if id_[:-1] == fact and of_part == VERIFIED]
        if mark is None:
            yield f"there is no fact {fact}; mend its number"
        elif mark == POINTER:
            yield f"{fact} only points to other facts; name those"
        elif parts:
            yield f"{fact} is verified in part only; name {' or '.join(parts)} and leave out the rest"
        else:
            yield f"{fact} is marked {mark} and may not be published; leave it out, or say whom to ask"


def of_sources(named: Sequence[str], sources: Mapping[str, Source]) -> Iterator[str]:
    """Yield what is wrong with the sources that are named: unknown, or without an address."""
    for each in named:
        if each not in sources:
            yield f"there is no source {each}; seeds/guide/sources.csv has them all"
        elif not sources[each].url.startswith("https://"):
            yield f"the source {each} has no address; give it one in seeds/guide/sources.csv"
    yield from (f"{each} stands twice in sources" for each, count in Counter(named).items() if count > 1)


def _of_link(link: str, slugs: Collection[str]) -> str:
    path, _, query = link.partition("?")
    path = path.partition("#")[0]
    if path.startswith("/naltrexone/tools/"):
        return "" if path.removeprefix("/naltrexone/tools/") in BY_SLUG else f"the link {link} names no tool"
    if path.startswith("/naltrexone"):
        known = {"/naltrexone", "/naltrexone/library", *(f"/naltrexone/{slug}" for slug in slugs if slug != INDEX)}
        return "" if path in known else f"the link {link} leads to no page of the guide"
    if path not in ELSEWHERE and not link.startswith("tel:"):
        return f"the link {link} leaves the guide; outside addresses stand only in the sources"
    if query and Criteria.from_query(parse_qsl(query, keep_blank_values=True)).ignored:
        return f"the link {link} is no search for centers"
    return ""


def of_term(term: Term, facts: Mapping[str, str], sources: Mapping[str, Source]) -> Iterator[str]:
    """Yield the faults of one word of the glossary."""
    if not term.meaning:
        yield "it has no meaning"
    yield from of_facts(term.facts, facts)
    yield from of_sources(term.sources, sources)


def of_statements(statements: Sequence[Statement], facts: Mapping[str, str], slugs: Collection[str]) -> Iterator[str]:
    """Yield the faults of the safety statements: all ten are needed, the vital ones first."""
    named = tuple(statement.id for statement in statements)
    if named != STATEMENTS:
        yield f"the statements must be {', '.join(STATEMENTS)}, in this order"
    for statement in statements:
        if statement.vital != (statement.id in VITAL):
            yield f"{statement.id} must {'be' if statement.id in VITAL else 'not be'} vital"
        if not statement.lead or not (statement.page in slugs or not statement.page):
            yield f"{statement.id} needs words, and a page that is there"
        yield from of_facts(statement.facts, facts)


def of_guide(pages: Sequence[Page], terms: Sequence[Term]) -> Iterator[str]:
    """Yield what pages cannot know of each other: the hub, codes that stand twice, words explained twice."""
    if INDEX not in {page.slug for page in pages}:
        yield f"there is no page {INDEX}; it is drawn at /naltrexone"
    codes = Counter(page.code for page in pages)
    yield from (f"{count} pages have the code {code}" for code, count in codes.items() if count > 1)
    names = Counter(name.casefold() for term in terms for name in (term.name, *term.also))
    yield from (f"the glossary explains “{name}” twice" for name, count in names.items() if count > 1)
