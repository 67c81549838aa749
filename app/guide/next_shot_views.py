"""The door of “I need my next shot by a date”: nothing is kept, everything stands in the address."""

from typing import NamedTuple
from urllib.parse import urlencode

from flask import Response, current_app, render_template, request
from flask_babel import format_date

from app.centers.freshness import Field, Freshness
from app.centers.models import Center
from app.centers.queries import by_ids
from app.core.access import public
from app.core.db import now
from app.guide.next_shot import CLOCK, LATE, QUESTIONS, SOURCES, due
from app.guide.views import PRIVATE, blueprint, catalog, guide
from app.places.geocoder import locate
from app.places.place import Found, Several, Unknown
from app.search.criteria import Criteria
from app.search.question import question

SHOWN = 8
# So many are looked at, because some order the shot and do not give it.
LOOKED_AT = 24
SHOT = ("medicine", "naltrexone-injection")
ADDRESS = "/naltrexone/tools/next-shot"


class Giver(NamedTuple):
    """A center that gives the shot, how far it is, and how fresh its words about the shot are."""

    center: Center
    miles: float | None
    fresh: Freshness


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


def _givers(criteria: Criteria, found: Found | Several | Unknown | None) -> list[Giver]:
    if not isinstance(found, Found):
        return []
    hits = catalog().current().index.search(question(criteria, found.place), page=1, size=LOOKED_AT)
    centers = by_ids(hits.ids)
    held = [(centers[id_], miles) for id_, miles in zip(hits.ids, hits.miles, strict=True) if id_ in centers]
    givers = [Giver(center, miles, center.freshness(Field.SHOT, now())) for center, miles in held if _gives(center)]
    return givers[:SHOWN]


def _gives(center: Center) -> bool:
    """Whether a center that lists the shot has not said that people get it elsewhere."""
    shot = center.profile.details.shot
    return shot is None or shot.on_site is not False


def _choices(found: Found | Several | Unknown | None, by: str) -> list[tuple[str, str]]:
    """Return the places that may have been meant, each with the address that asks there."""
    if found is None or isinstance(found, Found):
        return []
    places = found.places if isinstance(found, Several) else found.suggestions
    return [(place.label, f"{ADDRESS}?{urlencode({'near': place.near, 'by': by})}") for place in places]
