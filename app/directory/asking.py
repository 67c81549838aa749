"""What every page that answers a question does first: find the place, name the answer, say what cannot be answered."""

from collections.abc import Callable
from hashlib import blake2b

from flask import Response, current_app, render_template, request

from app.core.db import now
from app.core.extensions import language
from app.directory.results import PAGE_SIZE, filter_pairs, pages
from app.places.geocoder import locate
from app.places.queries import Found, Several, Unknown
from app.search.catalog import Snapshot
from app.search.criteria import Criteria
from app.search.index import Hits
from app.search.question import question


def current_snapshot() -> Snapshot:
    """Return the directory as it stands now; it stays the same for the whole request."""
    snapshot: Snapshot = current_app.extensions["catalog"].current()
    return snapshot


def where(near: str) -> Found | Several | Unknown | None:
    """Find the place that a person named; an operator's own geocoder may know a street address."""
    return locate(near, current_app.config["SETTINGS"].geocoder_url)


def etag_of(snapshot: Snapshot, language: str) -> str:
    """Name this answer: the directory's version, the day or minute its words are true of, and the question."""
    at = now()
    # “Open now” is true for a minute only, and so is the age of an opening.
    minutely = b"now" in request.query_string or snapshot.index.order.vacancies.any_at(at)
    moment = f"{at:%Y-%m-%d %H:%M}" if minutely else at.date()
    told = f"{snapshot.version} {moment} {language} ".encode() + request.query_string
    return blake2b(told, digest_size=12).hexdigest()


def validators(etag: str) -> dict[str, str]:
    """Return the headers that let a browser ask whether its page still holds."""
    # The browser must ask again each time, and no cache on the way may keep what was searched.
    return {"ETag": f'W/"{etag}"', "Cache-Control": "private, no-cache"}


def answered(draw: Callable[[Criteria, Found | None, Hits, Snapshot], str]) -> Response:
    """Answer the question of this address: nothing when the browser's page still holds, another page, or what `draw` draws."""
    snapshot = current_snapshot()
    etag = etag_of(snapshot, language().language)
    if request.if_none_match.contains_weak(etag):
        return Response(status=304, headers=validators(etag))
    criteria = Criteria.from_query(request.args.items(multi=True))
    found = where(criteria.near)
    if isinstance(found, (Several, Unknown)):
        return other_place(criteria, found)
    hits = snapshot.index.search(question(criteria, found.place if found else None), page=criteria.page, size=PAGE_SIZE)
    if criteria.page > pages(hits.total):
        return no_such_page(criteria, hits.total)
    return Response(draw(criteria, found, hits, snapshot), headers=validators(etag))


def other_place(criteria: Criteria, found: Several | Unknown) -> Response:
    """Ask which of several places was meant, or say that we know none of that name."""
    several = isinstance(found, Several)
    places = found.places if isinstance(found, Several) else found.suggestions
    page = render_template(
        "directory/which_place.html" if several else "directory/unknown_place.html",
        criteria=criteria,
        text=found.text,
        choices=[(place.label, criteria.near_place(place.near).url()) for place in places],
        anywhere=criteria.near_place("").url(),
        pairs=filter_pairs(criteria),
    )
    return Response(page, status=200 if several else 404)


def no_such_page(criteria: Criteria, total: int) -> Response:
    """Say that a list has no such page, and lead to its first."""
    page = render_template(
        "directory/no_such_page.html", criteria=criteria, pages=pages(total), first=criteria.url(page=1)
    )
    return Response(page, status=404)
