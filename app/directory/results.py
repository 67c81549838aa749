"""The results page: a frame drawn once from its template, filled for each question."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from jinja2 import Environment
from markupsafe import escape

from app.core.frames import Frame, slot
from app.core.translation import _
from app.directory import words
from app.directory.cards import Cards
from app.directory.filters import Filters
from app.places.place import Found, Kind, Place
from app.search.catalog import Snapshot
from app.search.criteria import WITHIN, Criteria
from app.search.index import Hits

PAGE_SIZE = 20
FAR_MILES = 50
MOST_OTHERS = 5
SLOTS = ("page_title", "place_box", "notes", "chips", "order", "filters", "cards", "first", "pager", "csv", "geojson")


class Results:
    """The results page in one language; `demonstration` adds the line about invented centers."""

    def __init__(self, env: Environment, *, demonstration: bool) -> None:
        self._env = env
        self._cards = Cards(env)
        self._filters = Filters(env)
        self._choices = words.Choices()
        self._orders = {
            True: Frame(str(escape(words.order_by_distance(slot("place"))))),
            False: Frame(str(escape(words.order_without_distance()))),
        }
        frame_slots = {name: slot(name) for name in SLOTS}
        self._frame = Frame(render_template("directory/results.html", demonstration=demonstration, **frame_slots))
        box = self._macros("place_box").place_box
        self._boxes = {
            miles: Frame(box(near=slot("near"), within=miles, kept=slot("kept"), button=_("Search")))
            for miles in WITHIN.values()
        }
        chips = self._macros("chips")
        self._chip = Frame(chips.chip(slot("label"), slot("url")))
        self._chip_list = Frame(chips.chips(slot("chips"), slot("logic")))
        hidden = self._macros("hidden_inputs").hidden_inputs
        self._hidden = Frame(hidden([(slot("name"), slot("value"))]))
        pager = self._macros("pagination").pagination
        self._pagers = {
            (back, on): Frame(pager(slot("page"), slot("last"), back and slot("previous"), on and slot("next")))
            for back in (False, True)
            for on in (False, True)
        }

    def _macros(self, name: str) -> Any:
        return self._env.get_template(f"components/{name}.html").module

    def draw(self, criteria: Criteria, found: Found | None, hits: Hits, snapshot: Snapshot) -> str:
        """Return the page that answers a question."""
        return self._frame.fill(self.parts(criteria, found, hits, snapshot))

    def parts(self, criteria: Criteria, found: Found | None, hits: Hits, snapshot: Snapshot) -> Mapping[str, str]:
        """Return the HTML for each slot of the page."""
        place = found.place if found else None
        first = (criteria.page - 1) * PAGE_SIZE + 1
        centers = list(zip(hits.ids, hits.miles, strict=True))
        return {
            "page_title": escape(words.heading(hits.total, place)),
            "place_box": self._boxes[criteria.within].fill(
                {"near": escape(criteria.near), "kept": self._inputs(filter_pairs(criteria))}
            ),
            "notes": self._notes(criteria, found, hits),
            "chips": self._chips(criteria),
            "order": self._order(place),
            "filters": self._filters.draw(criteria, hits.counts, self._inputs(place_pairs(criteria))),
            "first": str(first),
            "cards": self._cards.draw(centers, snapshot.version),
            "pager": self._pager(criteria, hits.total),
            "csv": escape(criteria.url("/centers.csv", page=1)),
            "geojson": escape(criteria.url("/centers.geojson", page=1)),
        }

    def _order(self, place: Place | None) -> str:
        if place is None or place.kind is Kind.STATE:
            return self._orders[False].fill({})
        return self._orders[True].fill({"place": escape(place.label)})

    def _inputs(self, pairs: list[tuple[str, str]]) -> str:
        return "".join(self._hidden.fill({"name": name, "value": escape(value)}) for name, value in pairs)

    def _notes(self, criteria: Criteria, found: Found | None, hits: Hits) -> str:
        others = found.others[:MOST_OTHERS] if found else ()
        if not criteria.ignored and hits.total and not others and not _far(hits, criteria):
            return ""
        return str(
            self._macros("results_notes").results_notes(
                ignored=criteria.ignored,
                empty=not hits.total,
                others=[(place.label, criteria.near_place(place.near).url()) for place in others],
                far=_far(hits, criteria),
                free_url=criteria.without_filters().url(),
                any_distance_url=criteria.within_miles(None).url() if criteria.within else "",
                filtered=bool(criteria.chosen or criteria.q),
            )
        )

    def _chips(self, criteria: Criteria) -> str:
        chips = criteria.chips
        if not chips:
            return ""
        drawn = "".join(
            self._chip.fill({"label": escape(self._choices.chip(chip)), "url": escape(chip.url)}) for chip in chips
        )
        return self._chip_list.fill({"chips": drawn, "logic": escape(self._choices.logic(criteria.chosen))})

    def _pager(self, criteria: Criteria, total: int) -> str:
        page, last = criteria.page, pages(total)
        if last == 1:
            return ""
        urls = {
            "previous": escape(criteria.url(page=page - 1)) if page > 1 else "",
            "next": escape(criteria.url(page=page + 1)) if page < last else "",
        }
        return self._pagers[page > 1, page < last].fill({"page": str(page), "last": str(last), **urls})


def pages(total: int) -> int:
    """Return how many pages a list of `total` centers has; an empty list has one."""
    return max(1, -(-total // PAGE_SIZE))


def place_pairs(criteria: Criteria) -> list[tuple[str, str]]:
    """Return the place and the distance that were asked, as form fields."""
    near = [("near", criteria.near)] if criteria.near else []
    return near + ([("within", str(criteria.within))] if criteria.within else [])


def filter_pairs(criteria: Criteria) -> list[tuple[str, str]]:
    """Return what was asked beside the place and the distance, as form fields."""
    pairs = [("q", criteria.q)] if criteria.q else []
    return pairs + [(group, value) for group, values in criteria.chosen for value in values]


def _far(hits: Hits, criteria: Criteria) -> float | None:
    nearest = hits.miles[0] if hits.ids and criteria.page == 1 else None
    return nearest if nearest is not None and nearest > FAR_MILES else None
