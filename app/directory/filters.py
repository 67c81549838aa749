"""The filters of the results page: every choice is drawn once in both its states, and only its count is new."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from app.centers.vocabulary import CARE, MEDICINE, PAYMENT, Group
from app.core.frames import Frame, plain, slot
from app.core.translation import _
from app.directory.words import explained
from app.search.criteria import Criteria
from app.search.facets import PLACES, Counts
from app.search.index import Index
from app.search.parameters import FILTER_BY_CODE, FILTERING, FILTERS
from app.search.parameters import OPEN as HOURS

# What nearly everybody must decide stands open; the rest unfolds.
OPEN = {CARE.code, PAYMENT.code, MEDICINE.code}
# Numbers in letters: a page has about 150 of them, and making each anew takes a good part of its time.
_MANY = 20_000
_DIGITS = tuple(map(str, range(_MANY)))


def told(index: Index) -> frozenset[str]:
    """Return the codes of the groups that any center told of."""
    known = {code for code, counts in index.everywhere.items() if any(counts.values())}
    hours = {HOURS.code} if index.timetable.known or index.timetable.asked else set()
    return frozenset(known | hours)


def offered(criteria: Criteria, known: Collection[str]) -> list[Group]:
    """Return the groups that are `told`, and those in use; nobody is asked to tick what nobody told."""
    return [group for group in FILTERS if group.code in known or criteria.values(group.code)]


def digits(numbers: Iterable[int]) -> list[str]:
    """Return numbers in letters."""
    return [_DIGITS[number] if number < _MANY else str(number) for number in numbers]


class Filters:
    """The drawn choices of every group, in the language of the request that first needs them."""

    def __init__(self, env: Environment) -> None:
        self._macros: Any = env.get_template("components/filters.html").module
        self._pieces = lru_cache(maxsize=1000)(self._drawn_group)
        self._wholes: dict[int, Frame] = {}
        # What holds until the directory changes: the groups that are told, and those of a question without any filter.
        self._told: tuple[Counts | None, frozenset[str]] = None, frozenset()
        self._everywhere: tuple[Counts | None, str] = None, ""

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
        of, known = self._told
        if of is not index.everywhere:
            known = told(index)
            self._told = index.everywhere, known
        numbers, filled = digits(counts.flat), list[str]()
        for group in offered(criteria, known):
            filled += self._group(group.code, criteria.values(group.code), numbers)
        drawn = "".join(filled)
        if counts is index.everywhere:
            self._everywhere = counts, drawn
        return drawn

    def _group(self, code: str, chosen: tuple[str, ...], numbers: list[str]) -> list[str]:
        pieces = self._pieces(code, chosen)
        place = PLACES.get(code)
        if place is None:  # nobody counts who is open now
            return pieces
        filled = [""] * (2 * len(pieces) - 1)
        filled[::2], filled[1::2] = pieces, numbers[place]
        return filled

    def _drawn_group(self, code: str, chosen: tuple[str, ...]) -> list[str]:
        """Draw one group with these choices ticked, cut where each count belongs."""
        group = FILTER_BY_CODE[code]  # by its code, because a whole group is slow to look up by
        choice = self._macros.choice
        choices = Markup("").join(
            choice(group.code, value.code, label, meaning, slot("count"), value.code in chosen)
            for value, (label, meaning) in zip(group.values, explained(group.values), strict=True)
        )
        is_open = bool(chosen) or group.code in OPEN
        drawn = self._macros.group(group.code, _(group.label), is_open, len(chosen), choices)
        return [plain(piece) for piece in drawn.split(slot("count"))]
