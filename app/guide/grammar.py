"""The Markdown a page may use: two depths of headings, paragraphs, lists, bold words, links and simple tables.

HTML is read as such only to be found: whatever else stands in a page is named as a fault, for its writer.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
# The page around the text has these ids already.
RESERVED = (
    *("top", "main", "near", "q", "key-facts", "to-do", "never", "safety-first", "safety-more"),
    *("tools", "topics", "centers", "words", "related", "sources", "every-word", "from-readers"),
)


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
    taken = {"", *RESERVED}
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


def name_cells(tokens: Sequence[Token]) -> None:
    """Name each cell by its column, so that a phone may lay a row out as a list and nobody loses the way.

    Where the corner is empty, the first cell of a row is the row's name. The roles stand there because a table that
    is laid out otherwise would lose its own.
    """
    columns, place, corner = list[str](), 0, False
    for number, token in enumerate(tokens):
        if token.type in _ROLES:
            token.attrSet("role", _ROLES[token.type])
        if token.type == "thead_open":
            columns = []
        if token.type == "tr_open":
            place = 0
        if token.type == "th_open":
            words = bare(tokens[number + 1 : number + 2])
            columns.append(words)
            corner = not columns[0]
            _cell(tokens, number, "columnheader" if words else "cell")
        elif token.type == "td_open":
            names_row = corner and not place
            _cell(tokens, number, "rowheader" if names_row else "cell")
            if place and columns[place]:
                token.attrSet("data-column", columns[place])
            place += 1


_ROLES = {"table_open": "table", "thead_open": "rowgroup", "tbody_open": "rowgroup", "tr_open": "row"}
_SCOPES = {"columnheader": "col", "rowheader": "row"}


def _cell(tokens: Sequence[Token], number: int, role: str) -> None:
    """Make a cell a th when it names a column or a row, else a td; its alignment is the style's business."""
    opening, closing = tokens[number], tokens[number + 2]
    opening.tag = closing.tag = "th" if role in _SCOPES else "td"
    opening.attrs = {"role": role}
    if role in _SCOPES:
        opening.attrSet("scope", _SCOPES[role])
