"""Results pages in tests: the centers one shows, and the same page drawn whole by Jinja.

The plain page is the oracle of the frames, and what the benchmark compares them with.
"""

import re
from urllib.parse import parse_qsl

from flask import render_template
from markupsafe import Markup

from app.centers.openings import soonest
from app.centers.queries import by_ids
from app.core.db import now
from app.core.display import miles_words
from app.core.translation import _
from app.directory.cards import card_facts
from app.directory.filters import OPEN, offered, told
from app.directory.opening_words import ago_words, opening_words
from app.directory.results import ALL_PAGES, PAGE_SIZE, THIS_PAGE, Results, filter_pairs, place_pairs
from app.places.queries import find
from app.search.criteria import Criteria
from app.search.parameters import FILTERING
from app.search.question import question


def slugs_on(page):
    """Return the slugs of the centers on a results page, in its order."""
    return re.findall(r'<h3><a href="/centers/([^"?]+)"', page.text)


def plain_results(app, address):
    """Return the page for an address whose place is found, in a request context of its own."""
    with app.test_request_context(address):
        return draw(app, Criteria.from_query(parse_qsl(address.partition("?")[2])))


def draw(app, criteria):
    """Draw every part of the page anew, by the same templates that the frames are drawn by."""
    snapshot = app.extensions["catalog"].current()
    found = find(criteria.near) if criteria.near else None
    hits = snapshot.index.search(question(criteria, found.place if found else None), page=criteria.page, size=PAGE_SIZE)
    results = app.extensions.setdefault("plain", Results(app.jinja_env, demonstration=snapshot.demonstration))
    parts = results.parts(criteria, found, hits, snapshot) | {
        "place_box": _macro(app, "place_box").place_box(
            near=criteria.near,
            within=criteria.within,
            kept=_macro(app, "hidden_inputs").hidden_inputs(filter_pairs(criteria)),
            button=_("Search"),
        ),
        "filters": _filters(app, criteria, hits.counts, snapshot.index),
        "cards": _cards(app, hits, criteria),
    }
    parts |= {name: criteria.url(path) for name, path in THIS_PAGE.items()}
    parts |= {name: criteria.url(path, page=1) for name, path in ALL_PAGES.items()}
    parts = {name: html if name in {*THIS_PAGE, *ALL_PAGES} else Markup(html) for name, html in parts.items()}  # noqa: S704 - drawn by our own macros
    return render_template("directory/results.html", demonstration=snapshot.demonstration, **parts)


def _macro(app, name):
    return app.jinja_env.get_template(f"components/{name}.html").module


def _filters(app, criteria, counts, index):
    macros = _macro(app, "filters")
    groups = Markup()
    for group in offered(criteria, told(index)):
        chosen = criteria.values(group.code)
        choices = Markup().join(
            macros.choice(
                group.code,
                value.code,
                _(value.label),
                _(value.meaning) if value.meaning else "",
                counts.get(group.code, {}).get(value.code, ""),
                value.code in chosen,
            )
            for value in group.values
        )
        is_open = bool(chosen) or group.code in OPEN
        groups += macros.group(group.code, _(group.label), is_open, len(chosen), choices)
    return macros.filters(
        bool(criteria.q) + sum(len(values) for _group, values in criteria.chosen),
        groups=groups,
        words=criteria.q,
        kept=_macro(app, "hidden_inputs").hidden_inputs(place_pairs(criteria)),
        clear_url=criteria.url_without(*FILTERING),
    )


def _cards(app, hits, criteria):
    centers = by_ids(hits.ids)
    card = _macro(app, "card").card
    return Markup().join(
        card(
            distance="" if miles is None else _macro(app, "card").away(miles_words(miles)),
            opening=_opening(app, centers[center_id], criteria),
            **card_facts(centers[center_id], now()),
        )
        for center_id, miles in zip(hits.ids, hits.miles, strict=True)
    )


def _opening(app, center, criteria):
    asked = criteria.values("care"), criteria.values("gender")
    opening = soonest(center.openings, now(), *asked)
    if opening is None:
        return ""
    return _macro(app, "opening").opening(opening_words(opening), ago_words(now() - opening.reported_at))
