"""The guide's pages, each drawn once a day in each language and kept; a request fills in the centers near the reader."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from flask import current_app, render_template
from flask_babel import get_locale
from markupsafe import Markup, escape

from app.core.canonical import host
from app.core.db import now
from app.core.frames import Frame, slot
from app.guide import topics
from app.guide.from_readers import FromReaders
from app.guide.library import Leaf, Library
from app.guide.linked_data import linked_data
from app.guide.near import Near, wanted
from app.guide.page import INDEX
from app.guide.tools_list import BY_SLUG, TOOLS
from app.search.catalog import Snapshot

Key = tuple[str, str, bool, bool]  # language, slug, whether centers are invented, whether no place was named


class Cards(Protocol):
    """Draws the cards of a list of centers: (center id, miles or None), as the directory does."""

    def draw(self, found: Sequence[tuple[int, float | None]], snapshot: Snapshot) -> str: ...  # noqa: D102


class Drawing:
    """Draws pages of one library; `cards` makes what draws centers in the language of the request."""

    def __init__(self, library: Library, cards: Callable[[], Cards], readers: FromReaders) -> None:
        self._library = library
        self._readers = readers
        self._make_cards = cards
        self._cards: dict[str, Cards] = {}
        self._kept: tuple[date, dict[Key, Frame]] = (date.min, {})

    def page(self, leaf: Leaf, near: Near | None, *, demonstration: bool, snapshot: Snapshot | None = None) -> str:
        """Return one page with the centers near the reader, or with the box that asks where that is.

        `snapshot` is what the search near them was answered from, for the cards.
        """
        language, today = get_locale().language, now().date()
        if self._kept[0] != today:  # words such as “past its date” change with the day
            self._kept = (today, {})
        frames = self._kept[1]
        key = (language, leaf.page.slug, demonstration, near is None)
        if key not in frames:
            # The box alone is the same for everybody, so it is part of what is kept.
            box = slot("centers") if near else self._centers(leaf, Near(wanted(leaf.page, "")), language, snapshot)
            frames[key] = self._frame(leaf, box, today, demonstration=demonstration)
        centers = self._centers(leaf, near, language, snapshot) if near else ""
        readers = self._readers.draw(leaf, language)
        return frames[key].fill({"host": escape(host()), "centers": centers, "readers": readers})

    def _frame(self, leaf: Leaf, box: Markup, today: date, *, demonstration: bool) -> Frame:
        library, page = self._library, leaf.page
        html = render_template(
            "guide/index.html" if page.slug == INDEX else "guide/page.html",
            demonstration=demonstration,
            leaf=leaf,
            page=page,
            overdue=page.overdue(today),
            related=[library.leaves[slug].page for slug in page.related],
            tools=[BY_SLUG[slug] for slug in page.tools],
            every_tool=TOOLS,
            topics=[topics.BY_CODE[code] for code in page.topics],
            by_topic=list(library.by_topic()),
            terms=library.terms,
            linked_data=linked_data(leaf),
            host=slot("host"),
            centers=box,
            readers=slot("readers"),
        )
        return Frame(html)

    def _centers(self, leaf: Leaf, near: Near, language: str, snapshot: Snapshot | None) -> Markup:
        macros: Any = current_app.jinja_env.get_template("guide/centers.html").module
        cards = ""
        if near.hits and snapshot:
            if language not in self._cards:
                self._cards[language] = self._make_cards()
            cards = self._cards[language].draw(list(zip(near.hits.ids, near.hits.miles, strict=True)), snapshot)
        return Markup(macros.centers(leaf.page, near, Markup(cards)))  # noqa: S704 - drawn by macros of our own
