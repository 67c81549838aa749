"""A page's Markdown as HTML: citations become numbers, hard words lead to their meaning, nothing else gets through."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape

import nh3
from markdown_it.token import Token

from app.guide import grammar
from app.guide.grammar import Section
from app.guide.page import Page
from app.guide.references import Term

_TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "br", "a", "sup"} | {
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "*": {"id", "class", "role"},
    "a": {"href", "aria-label"},
    "th": {"scope"},
    "td": {"data-column"},
    "ol": {"start"},
}
_CITATION = re.compile(r"\s*\[\^([\w-]+)\]")
_WORD = re.compile(r"[\w’'-]*[^\W_][\w’'-]*")


@dataclass(frozen=True, slots=True)
class Text:
    """A page's words as HTML, and what was met on the way.

    `cited` are source ids in the order of their numbers, `met` the terms in the order of their first occurrence,
    `links` the addresses, `count` the words without citations. `faults` says what the Markdown must not have.
    """

    key_facts: tuple[str, ...]
    do: tuple[str, ...]
    never: tuple[str, ...]
    body: str
    sections: tuple[Section, ...]
    cited: tuple[str, ...]
    met: tuple[Term, ...]
    links: tuple[str, ...]
    count: int
    faults: tuple[str, ...]


def drawn(page: Page, terms: Sequence[Term] = ()) -> Text:
    """Draw a page's lists and its body, in the order in which they are read."""
    pen = _Pen(_named(tuple(terms)))
    key_facts, do, never = (tuple(map(pen.line, lines)) for lines in (page.key_facts, page.do, page.never))
    body, sections = pen.body(page.text)
    lines = [plain(line) for line in (*page.key_facts, *page.do, *page.never)]
    lines += [f"{section.title} {section.words}" for section in sections]
    return Text(
        key_facts,
        do,
        never,
        body,
        sections,
        cited=tuple(pen.numbers),
        met=tuple(pen.met),
        links=tuple(pen.links),
        count=sum(len(_WORD.findall(line)) for line in lines),
        faults=tuple(pen.faults),
    )


def plain(line: str) -> str:
    """Return a line of Markdown as bare words, without its citations."""
    return _CITATION.sub("", grammar.bare(grammar.parse_line(line)))


@cache
def _named(terms: tuple[Term, ...]) -> tuple[re.Pattern[str], dict[str, Term]]:
    """Return what finds a citation or a term in a text, and the terms by each of their names."""
    by_name = {name.casefold(): term for term in terms for name in (term.name, *term.also)}
    either = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True)) or "(?!)"
    return re.compile(rf"{_CITATION.pattern}|(?<![\w-])({either})(?![\w-])", re.IGNORECASE), by_name


@dataclass(slots=True)
class _Pen:
    """Draws one page; it remembers the numbers it gave, and which words it has explained already."""

    named: tuple[re.Pattern[str], dict[str, Term]]
    numbers: dict[str, int] = field(default_factory=dict)
    met: list[Term] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def line(self, markdown: str) -> str:
        """Draw one line of a list of the front matter."""
        tokens = grammar.parse_line(markdown)
        self.faults += grammar.faults(tokens)
        self._inline(tokens[0])
        return _clean(grammar.render(tokens))

    def body(self, markdown: str) -> tuple[str, tuple[Section, ...]]:
        """Draw the body, and return it with its sections."""
        tokens = grammar.parse(markdown)
        self.faults += grammar.faults(tokens)
        sections = tuple(
            Section(each.id, each.title, each.depth, _CITATION.sub("", each.words)) for each in grammar.sections(tokens)
        )
        grammar.name_cells(tokens)
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.type == "inline":
                self._inline(token, heading=before is not None and before.type == "heading_open")
        return _clean(grammar.render(tokens)), sections

    def _inline(self, token: Token, *, heading: bool = False) -> None:
        made, in_link = list[Token](), False
        for child in token.children or []:
            if grammar.kind(child) == "link":
                in_link = child.nesting == 1
            if child.type == "link_open":
                self.links.append(str(child.attrGet("href")))
            made += self._words(child.content, explain=not (in_link or heading)) if child.type == "text" else [child]
        token.children = made

    def _words(self, words: str, *, explain: bool) -> Iterator[Token]:
        """Cut a text at its citations and at the first occurrence of each term."""
        pattern, by_name = self.named
        done = 0
        for match in pattern.finditer(words):
            source, said = match.groups()
            explains = explain and not source and not _in_a_name(words[: match.start()], said)
            html = self._citation(source) if source else self._term(by_name[said.casefold()], said) if explains else ""
            if html:
                yield Token("text", "", 0, content=words[done : match.start()])
                yield Token("html_inline", "", 0, content=html)
                done = match.end()
        yield Token("text", "", 0, content=words[done:])

    def _citation(self, source: str) -> str:
        number = self.numbers.setdefault(source, len(self.numbers) + 1)
        # The joiner keeps the number on the line of its sentence.
        return f'<sup class="cite">\u2060<a href="#source-{number}" aria-label="Source {number}">[{number}]</a></sup>'

    def _term(self, term: Term, said: str) -> str:
        names = (term.name, *term.also)
        initials = any(name.isupper() and name.casefold() == said.casefold() for name in names)
        if term in self.met or (initials and said not in names):  # “mat” is not MAT
            return ""
        self.met.append(term)
        return f'<a class="term" href="#{term.id}" aria-label="{escape(said)}: what it means">{escape(said)}</a>'


def _in_a_name(before: str, said: str) -> bool:
    """Whether a word is part of a proper name, as in “the American Society of Addiction Medicine”."""
    mid_sentence = before.rstrip()[-1:].isalpha()
    return mid_sentence and said[:1].isupper() and not said.isupper() and " " not in said


def _clean(html: str) -> str:
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes={"https", "tel"})
