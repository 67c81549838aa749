"""The Markdown a page may use: two depths of headings, paragraphs, lists, bold words, links and simple tables.

HTML is read as such only to be found: whatever else stands in a page is named as a fault, for its writer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.guide.references import anchor

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
_TABLE = ("table", "thead", "tbody", "tr", "th", "td")
_ALLOWED = {"heading", "paragraph", "inline", "bullet_list", "ordered_list", "list_item", *_TABLE} | {
    *("text", "softbreak", "hardbreak", "strong", "em", "link"),
}
_STRANGE = {
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "a picture",
    "fence": "code",
    "code_block": "an indented block",
    "code_inline": "code",
    "blockquote": "a quotation",
    "hr": "a rule",
}
DEPTHS = {"h2": 2, "h3": 3}


@dataclass(frozen=True, slots=True)
class Section:
    """The words under one heading, up to the next. What stands before the first heading has no id and no title."""

    id: str
    title: str
    depth: int
    words: str


def parse(markdown: str) -> list[Token]:
    """Read a whole text."""
    return _MARKDOWN.parse(markdown)


def parse_line(markdown: str) -> list[Token]:
    """Read one line without a block around it."""
    return _MARKDOWN.parseInline(markdown)


def render(tokens: Sequence[Token]) -> str:
    """Return the HTML of what was read."""
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


def kind(token: Token) -> str:
    """Return what a token is, whether it opens or closes."""
    return token.type.removesuffix("_open").removesuffix("_close")


def bare(tokens: Iterable[Token]) -> str:
    """Return the words alone."""
    return "".join(_bare(tokens))


def _bare(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        yield from _bare(token.children or ())
        if token.type == "text":
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


def faults(tokens: Iterable[Token]) -> Iterator[str]:
    """Say what a text has that no page may have, and headings that are out of order."""
    depth, line = 1, 0
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        for each in (token, *(token.children or ())):
            if kind(each) not in _ALLOWED:
                what = _STRANGE.get(kind(each), kind(each))
                yield f"line {line} of the text has {what}; use headings, paragraphs, lists and simple tables"
        if token.type == "heading_open":
            if not depth + 1 >= DEPTHS.get(token.tag, 9):
                yield f"the heading on line {line} of the text is out of order; begin with ## and go on with ###"
            depth = DEPTHS.get(token.tag, depth)


def sections(tokens: Sequence[Token]) -> Iterator[Section]:
    """Give each heading an id of its own, and yield the words under it."""
    id_, title, depth, words = "", "", 1, list[str]()
    taken = {""}
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type != "inline":
            continue
        if before is None or before.type != "heading_open":
            words.append(bare([token]))
            continue
        if title or words:
            yield Section(id_, title, depth, " ".join(words))
        title, depth, words = bare([token]), DEPTHS.get(before.tag, 1), []
        id_ = _unused(anchor(title), taken)
        before.attrSet("id", id_)
    yield Section(id_, title, depth, " ".join(words))


def _unused(id_: str, taken: set[str]) -> str:
    name, number = id_, 1
    while name in taken:
        number += 1
        name = f"{id_}-{number}"
    taken.add(name)
    return name


def with_tables(tokens: Sequence[Token]) -> list[Token]:
    """Name the cells of each table for those who cannot see it, and let a wide one scroll in a box of its own.

    Where the corner is empty, the first cell of each row is the row's name.
    """
    made, title, column, corner = list[Token](), "", 0, False
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            title = bare([tokens[place + 1]])
        if token.type == "table_open":
            made.append(_html(f'<div class="table-box" role="group" tabindex="0" aria-label="{escape(title)}">'))
        elif token.type == "tr_open":
            column = 0
        elif token.type in {"th_open", "td_open"}:
            words = tokens[place + 1].content
            if token.type == "th_open" and not column:
                corner = not words
            names_row = token.type == "td_open" and corner and not column
            named = bool(words) and (token.type == "th_open" or names_row)
            token.tag = tokens[place + 2].tag = "th" if named else "td"
            token.attrs = {"scope": "row" if names_row else "col"} if named else {}
            column += 1
        made.append(token)
        if token.type == "table_close":
            made.append(_html("</div>"))
    return made


def _html(markup: str) -> Token:
    return Token("html_block", "", 0, content=markup)
