"""The filters of the results page: every choice is drawn once in both its states, and only its count is new."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from app.centers.vocabulary import CARE, MEDICINE, PAYMENT, Group
from app.core.frames import Frame, plain, slot
from app.core.translation import _
from app.directory.words import explained
from app.search.criteria import FILTERING, FILTERS, Criteria
from app.search.criteria import OPEN as HOURS
from app.search.index import Index

# What nearly everybody must decide stands open; the rest unfolds.
OPEN = {CARE.code, PAYMENT.code, MEDICINE.code}
Counts = Mapping[str, Mapping[str, int]]


def offered(criteria: Criteria, index: Index) -> list[Group]:
    """Return the groups that any center told of, and those in use; nobody is asked to tick what nobody told."""
    known = {code: any(counts.values()) for code, counts in index.everywhere.items()}
    known[HOURS.code] = bool(index.timetable.known or index.timetable.asked)
    return [group for group in FILTERS if known[group.code] or criteria.values(group.code)]


class Filters:
    """The drawn choices of every group, in the language of the request that first needs them."""

    def __init__(self, env: Environment) -> None:
        self._macros: Any = env.get_template("components/filters.html").module
        self._pieces = lru_cache(maxsize=1000)(self._drawn_group)
        self._wholes: dict[int, Frame] = {}
        # A question without any filter has the same counts until the directory changes.
        self._everywhere: tuple[Counts, str] = {}, ""

    def draw(self, criteria: Criteria, counts: Counts, index: Index, kept: str) -> str:
        """Return the whole form; `kept` is the hidden inputs for what stands outside it."""
        active = bool(criteria.q) + sum(len(values) for _group, values in criteria.chosen)
        frame = self._wholes.get(active)
        if frame is None:
            names = ("groups", "words", "kept", "clear_url")
            frame = self._wholes[active] = Frame(self._macros.filters(active, **{name: slot(name) for name in names}))
        return frame.fill(
            {
                "groups": self._all_groups(criteria, counts, index),
                "words": escape(criteria.q),
                "kept": kept,
                "clear_url": escape(criteria.url_without(*FILTERING)) if active else "",
            }
        )

    def _all_groups(self, criteria: Criteria, counts: Counts, index: Index) -> str:
        if counts is self._everywhere[0]:
            return self._everywhere[1]
        drawn = "".join(
            self._group(group, criteria.values(group.code), counts.get(group.code, {}))
            for group in offered(criteria, index)
        )
        if counts is index.everywhere:
            self._everywhere = counts, drawn
        return drawn

    def _group(self, group: Group, chosen: tuple[str, ...], counts: Mapping[str, int]) -> str:
        pieces = self._pieces(group, chosen)
        filled = [""] * (2 * len(pieces) - 1)
        filled[::2] = pieces
        if counts:
            filled[1::2] = map(str, counts.values())
        return "".join(filled)

    def _drawn_group(self, group: Group, chosen: tuple[str, ...]) -> list[str]:
        """Draw one group with these choices ticked, cut where each count belongs."""
        choice = self._macros.choice
        choices = Markup("").join(
            choice(group.code, value.code, label, meaning, slot("count"), value.code in chosen)
            for value, (label, meaning) in zip(group.values, explained(group.values), strict=True)
        )
        is_open = bool(chosen) or group.code in OPEN
        drawn = self._macros.group(group.code, _(group.label), is_open, len(chosen), choices)
        return [plain(piece) for piece in drawn.split(slot("count"))]
