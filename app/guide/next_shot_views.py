"""The door of “I need my next shot by a date”: nothing is kept, everything stands in the address."""

from urllib.parse import urlencode

from flask import Response, current_app, render_template, request
from flask_babel import format_date, get_locale
from markupsafe import Markup

from app.core.access import public
from app.core.db import now
from app.guide.givers import LOOKED_AT, Givers
from app.guide.next_shot import CLOCK, LATE, QUESTIONS, SOURCES, due
from app.guide.views import PRIVATE, blueprint, catalog, guide
from app.places.geocoder import locate
from app.places.place import Found, Several, Unknown
from app.search.criteria import Criteria
from app.search.question import question

SHOT = ("medicine", "naltrexone-injection")
ADDRESS = "/naltrexone/tools/next-shot"


@blueprint.get("/tools/next-shot")
@public
def next_shot() -> Response:
    """Find who gives the monthly shot near a place, and say what to ask, and what a passed date means."""
    criteria = Criteria.from_query([("near", request.args.get("near", "")), SHOT])
    by = request.args.get("by", "")[:40]
    day = due(by, now())
    found = locate(criteria.near, current_app.config["SETTINGS"].geocoder_url)
    body = render_template(
        "guide/next_shot.html",
        asked="near" in request.args or "by" in request.args,
        criteria=criteria,
        by=day.day.isoformat() if day else by,
        due=day,
        due_words=format_date(day.day, "full") if day else "",
        wrong_date=bool(by.strip()) and day is None,
        place=found.place if isinstance(found, Found) else None,
        unknown=isinstance(found, Unknown),
        choices=_choices(found, by),
        givers=_givers(criteria, found),
        questions=QUESTIONS,
        late=LATE,
        sources=[guide().library.sources[id_] for id_ in SOURCES],
        today=now().astimezone(CLOCK).date(),
    )
    wrong = (by.strip() and day is None) or isinstance(found, Unknown)
    return Response(body, status=422 if wrong else 200, headers=PRIVATE)


def _givers(criteria: Criteria, found: Found | Several | Unknown | None) -> list[Markup]:
    if not isinstance(found, Found):
        return []
    snapshot, language = catalog().current(), get_locale().language
    hits = snapshot.index.search(question(criteria, found.place), page=1, size=LOOKED_AT)
    drawn: dict[str, Givers] = current_app.extensions["givers"]
    if language not in drawn:
        drawn[language] = Givers(current_app.jinja_env)
    return drawn[language].draw(hits, snapshot)


def _choices(found: Found | Several | Unknown | None, by: str) -> list[tuple[str, str]]:
    """Return the places that may have been meant, each with the address that asks there."""
    if found is None or isinstance(found, Found):
        return []
    places = found.places if isinstance(found, Several) else found.suggestions
    return [(place.label, f"{ADDRESS}?{urlencode({'near': place.near, 'by': by})}") for place in places]
