"""The part of a results page that helps when nothing fits: what to leave out, and who misses only one wish."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jinja2 import Environment
from markupsafe import escape

from app.centers.models import Center
from app.core.display import miles_words
from app.core.frames import Frame, plain, slot
from app.directory import words
from app.directory.cards import card_facts
from app.places.place import Place
from app.search.catalog import Snapshot
from app.search.criteria import Criteria
from app.search.drawings import Kept
from app.search.near_misses import NearMiss, Removal, near_misses
from app.search.parameters import FILTERING
from app.search.question import question

MOST_REMOVALS = 4
MOST_CENTERS = 3
SHOWN = ("slug", "name", "program", "town", "state", "status", "phone", "extension")


class EmptyAnswers:
    """Draws empty answers in one language."""

    def __init__(self, env: Environment, choices: words.Choices) -> None:
        macros: Any = env.get_template("components/empty_answer.html").module
        self._macros = macros
        self._choices = choices
        self._removal = Frame(macros.removal(slot("words"), slot("count"), slot("url")))
        self._frames: dict[tuple[bool, ...], Frame] = {}
        self._kept = Kept(self._draw_center)

    def draw(self, criteria: Criteria, place: Place | None, snapshot: Snapshot) -> str:
        """Return the HTML for a question that no center fits."""
        found = near_misses(snapshot.index, question(criteria, place), removals=MOST_REMOVALS, nearest=MOST_CENTERS)
        removals = [self._removal_words(criteria, removal) for removal in found.removals]
        parts = {
            "first": "".join(removals[:1]),
            "more": "".join(removals[1:]),
            "centers": self._centers(criteria, found.nearest, snapshot),
            "free_url": escape(criteria.url_without(*FILTERING)) if criteria.chosen or criteria.q else "",
        }
        shown = tuple(map(bool, parts.values()))
        frame = self._frames.get(shown)
        if frame is None:
            slots = {name: slot(name) if text else "" for name, text in parts.items()}
            frame = self._frames[shown] = Frame(self._macros.empty_answer(**slots))
        return frame.fill(parts)

    def _removal_words(self, criteria: Criteria, removal: Removal) -> str:
        return self._removal.fill(
            {
                "words": plain(escape(self._choices.without(criteria, removal.wish))),
                "count": escape(words.centers(removal.gives)),
                "url": escape(criteria.url_without(removal.wish)),
            }
        )

    def _centers(self, criteria: Criteria, nearest: Sequence[NearMiss], snapshot: Snapshot) -> str:
        drawn = self._kept.drawn([miss.id for miss in nearest], snapshot)
        return "".join(
            drawn[miss.id].fill(
                {
                    "miles": escape(miles_words(miss.miles)),
                    "wish": plain(escape(self._choices.wish(criteria, miss.wish))),
                }
            )
            for miss in nearest
            if miss.id in drawn
        )

    def _draw_center(self, center: Center, at: datetime) -> Frame:
        facts = card_facts(center, at)
        shown = {name: facts[name] for name in SHOWN}
        return Frame(self._macros.near_miss(miles=slot("miles"), wish=slot("wish"), **shown))
