"""The results page: a frame drawn once from its template, filled for each question."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from jinja2 import Environment
from markupsafe import escape

from app.core.frames import Frame, plain, slot
from app.core.translation import _
from app.directory import words
from app.directory.cards import Cards
from app.directory.empty_answers import EmptyAnswers
from app.directory.filters import Filters
from app.directory.word_notes import WordNotes
from app.places.place import Found, Kind, Place
from app.search.catalog import Snapshot
from app.search.criteria import Criteria
from app.search.index import Hits
from app.search.parameters import NEAREST, OPEN, OPENING, SORTS, WITHIN
from app.search.question import question

PAGE_SIZE = 20
FAR_MILES = 50
MOST_OTHERS = 5
SLOTS = ("page_title", "place_box", "notes", "chips", "order", "filters", "cards", "first", "pager")
# Where else the same question leads: with this page of it, and with all its pages.
THIS_PAGE = {"canonical": "/centers", "sheet": "/centers/print", "map": "/centers/map"}
ALL_PAGES = {"csv": "/centers.csv", "geojson": "/centers.geojson"}


class Results:
    """The results page in one language; `demonstration` adds the line about invented centers."""

    def __init__(self, env: Environment, *, demonstration: bool) -> None:
        self._env = env
        self._cards = Cards(env)
        self._filters = Filters(env)
        self._word_notes = WordNotes(env)
        self._choices = words.Choices()
        self._empty = EmptyAnswers(env, self._choices)
        order, other = self._macros("order").order, escape("/centers") + slot("query")
        urls = {sort: other + (slot("more") + f"sort={sort}" if sort != NEAREST else "") for sort in SORTS}
        self._orders = {
            (sort, has_place): Frame(order(words.order(sort, slot("place") if has_place else ""), sort, urls))
            for sort in SORTS
            for has_place in (True, False)
        }
        self._from_here = {
            sort: Frame(order(words.order(sort, slot("place"), here=True), sort, urls)) for sort in SORTS
        }
        frame_slots = {name: slot(name) for name in SLOTS}
        frame_slots |= {name: escape(path) + slot("query") for name, path in THIS_PAGE.items()}
        frame_slots |= {name: escape(path) + slot("whole") for name, path in ALL_PAGES.items()}
        self._frame = Frame(render_template("directory/results.html", demonstration=demonstration, **frame_slots))
        box = self._macros("place_box").place_box
        self._boxes = {
            miles: Frame(box(near=slot("near"), within=miles, kept=slot("kept"), button=_("Search")))
            for miles in WITHIN.values()
        }
        chips = self._macros("chips")
        self._chip = Frame(chips.chip(slot("label"), slot("url")))
        self._chip_lists = {
            said: Frame(chips.chips(slot("chips"), slot("logic") if said else "")) for said in (False, True)
        }
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
        query = in_attribute(criteria.query())
        return {
            "page_title": escape(words.heading(hits.total, place)),
            "place_box": self._boxes[criteria.within].fill(
                {"near": escape(criteria.near), "kept": self._inputs(filter_pairs(criteria))}
            ),
            "notes": self._word_notes.draw(criteria, hits.total, snapshot.index)
            + self._notes(criteria, found, hits, snapshot),
            "chips": self._chips(criteria),
            "order": self._order(criteria, place),
            "filters": self._filters.draw(criteria, hits.counts, snapshot.index, self._inputs(place_pairs(criteria))),
            "first": str(first),
            "cards": self._cards.draw(centers, snapshot, criteria),
            "pager": self._pager(criteria, hits.total),
            "query": query,
            "whole": query if criteria.page == 1 else in_attribute(criteria.query(page=1)),
        }

    def _order(self, criteria: Criteria, place: Place | None) -> str:
        query = in_attribute(criteria.unsorted)
        parts = {"query": query and f"?{query}", "more": "&amp;" if query else "?"}
        if place is not None and place.kind is Kind.POINT:
            return self._from_here[criteria.sort].fill(parts)
        measured = place is not None and place.kind is not Kind.STATE
        return self._orders[criteria.sort, measured].fill(parts | {"place": escape(place.label) if place else ""})

    def _inputs(self, pairs: list[tuple[str, str]]) -> str:
        return "".join(self._hidden.fill({"name": name, "value": escape(value)}) for name, value in pairs)

    def _notes(self, criteria: Criteria, found: Found | None, hits: Hits, snapshot: Snapshot) -> str:
        others = found.others[:MOST_OTHERS] if found else ()
        place = found.place if found else None
        empty = "" if hits.total else self._empty.draw(criteria, place, snapshot)
        asks_hours = criteria.values(OPEN.code)
        asks_openings = bool(hits.total) and criteria.sort == OPENING
        if not criteria.ignored and not others and not asks_hours and not asks_openings and not _far(hits, criteria):
            return empty
        return empty + plain(
            self._macros("results_notes").results_notes(
                ignored=criteria.ignored,
                others=[(place.label, criteria.near_place(place.near).url()) for place in others],
                far=_far(hits, criteria),
                without_hours=snapshot.index.without_hours(question(criteria, place)) if asks_hours else 0,
                hours_url=criteria.url_without(OPEN.code),
                no_openings=asks_openings and not snapshot.index.tells_openings(question(criteria, place)),
            )
        )

    def _chips(self, criteria: Criteria) -> str:
        chips = criteria.chips
        if not chips:
            return ""
        drawn = "".join(
            self._chip.fill({"label": escape(self._choices.chip(chip)), "url": in_attribute(chip.url)})
            for chip in chips
        )
        # One choice alone is said by its chip already.
        several = sum(len(values) for _group, values in criteria.chosen) > 1
        logic = escape(self._choices.logic(criteria.chosen)) if several else ""
        return self._chip_lists[bool(logic)].fill({"chips": drawn, "logic": logic})

    def _pager(self, criteria: Criteria, total: int) -> str:
        page, last = criteria.page, pages(total)
        if last == 1:
            return ""
        urls = {
            "previous": in_attribute(criteria.url(page=page - 1)) if page > 1 else "",
            "next": in_attribute(criteria.url(page=page + 1)) if page < last else "",
        }
        return self._pagers[page > 1, page < last].fill({"page": str(page), "last": str(last), **urls})


def pages(total: int) -> int:
    """Return how many pages a list of `total` centers has; an empty list has one."""
    return max(1, -(-total // PAGE_SIZE))


def place_pairs(criteria: Criteria) -> list[tuple[str, str]]:
    """Return the place, the distance and the order that were asked, as form fields."""
    near = [("near", criteria.near)] if criteria.near else []
    return near + ([("within", str(criteria.within))] if criteria.within else []) + _sort_pair(criteria)


def filter_pairs(criteria: Criteria) -> list[tuple[str, str]]:
    """Return what was asked beside the place and the distance, as form fields."""
    pairs = [("q", criteria.q)] if criteria.q else []
    pairs += [(group, value) for group, values in criteria.chosen for value in values]
    return pairs + _sort_pair(criteria)


def _sort_pair(criteria: Criteria) -> list[tuple[str, str]]:
    return [("sort", criteria.sort)] if criteria.sort != NEAREST else []


def in_attribute(url: str) -> str:
    """Return an address of our own making for an attribute; percent-encoding left nothing else to escape in it."""
    return url.replace("&", "&amp;")


def _far(hits: Hits, criteria: Criteria) -> float | None:
    nearest = hits.miles[0] if hits.ids and criteria.page == 1 else None
    return nearest if nearest is not None and nearest > FAR_MILES else None
