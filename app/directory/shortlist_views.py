"""The doors of the shortlist and of the comparison: all that they know of a person stands in the address."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.centers import queries as centers
from app.centers.models import Center, Listing
from app.core.access import public
from app.core.db import now
from app.core.errors import Refused
from app.core.secrets import key_for
from app.core.words import N_
from app.directory.asking import current_snapshot
from app.directory.comparison import FEWEST, MOST_COMPARED, compared
from app.directory.portrait import portrait
from app.directory.shortlist import MOST, Shortlist
from app.directory.views import blueprint
from app.places.queries import Found, Several, find
from app.search.criteria import Criteria
from app.search.question import question

OFFERED = 10
SHOWN_SLUG = 40
STEPS = {"up": -1, "down": 1}
# A state that is not named here is hidden: its centers are told from unknown ones by nothing.
PUBLIC = (Listing.LISTED, Listing.GONE)
NOT_FOUND = N_("We cannot find that center. Your list is as it was.")
_SLUG = re.compile(r"[a-z0-9-]{1,120}")


@blueprint.get("/shortlist")
@public
def shortlist() -> Response:
    """Show the list that the link holds, and centers to add when a place or a name is given."""
    try:
        return _list_page(_kept())
    except Refused as refused:
        return _list_page(Shortlist(), str(refused), 400)


@blueprint.get("/shortlist/add")
@public
def shortlist_add() -> Answer:
    """Lead to the list with the centers named by `center` at its end; several may be given."""
    named, _missing = _centers_named(MOST)
    try:
        kept = _kept()
    except Refused as refused:
        return _list_page(Shortlist(), str(refused), 400, offered=named)
    if not named:
        return _list_page(kept, NOT_FOUND, 404)
    try:
        for center in named:
            kept = kept.with_center(center.id)
    except Refused as refused:
        return _list_page(kept, str(refused), 422)
    return _to_list(kept)


@blueprint.get("/shortlist/remove")
@public
def shortlist_remove() -> Answer:
    """Lead to the list without one center."""
    return _changed(lambda kept, center: kept.without(center))


@blueprint.get("/shortlist/move")
@public
def shortlist_move() -> Answer:
    """Lead to the list with one center a place further `up` or `down`."""
    steps = STEPS.get(request.args.get("to", ""), 0)
    return _changed(lambda kept, center: kept.moved(center, steps))


@blueprint.get("/compare")
@public
def compare() -> Response:
    """Show two to four centers side by side; what is more than four is named and left out."""
    found, missing = _centers_named(MOST)
    shown, extra = found[:MOST_COMPARED], found[MOST_COMPARED:]
    portraits = [portrait(center, now()) for center in shown]
    enough = len(shown) >= FEWEST
    page = render_template(
        "directory/compare.html",
        shown=shown,
        gone=Listing.GONE,
        portraits=portraits,
        rows=compared(portraits) if enough else [],
        extra=extra,
        missing=missing,
        keep=_token(Shortlist(tuple(center.id for center in shown))),
    )
    return Response(page, status=200 if enough else 400, headers=_headers())


def _list_page(kept: Shortlist, problem: str = "", status: int = 200, offered: Iterable[Center] = ()) -> Response:
    """Draw the list; `problem` is a sentence for the person, `offered` are centers for a new list."""
    known = _public_centers(kept.ids)
    kept = Shortlist(tuple(center.id for center in known))
    page = render_template(
        "directory/shortlist.html",
        listed=known,
        gone=Listing.GONE,
        keep=_token(kept),
        most=MOST,
        problem=problem,
        offered=list(offered),
        **_picker(kept),
    )
    return Response(page, status=status, headers=_headers())


def _picker(kept: Shortlist) -> dict[str, Any]:
    """Find centers to add near the place, or by the words, that the person gave beside the list."""
    criteria = Criteria.from_query(pair for pair in request.args.items(multi=True) if pair[0] in {"near", "q"})
    facts: dict[str, Any] = {"near": criteria.near, "words": criteria.q, "asked": bool(criteria.near or criteria.q)}
    place = find(criteria.near) if criteria.near else None
    if isinstance(place, Several):
        return facts | {"places": [(each.label, each.near) for each in place.places]}
    if not facts["asked"] or not (place is None or isinstance(place, Found)):
        return facts | {"found": []}
    asked = question(criteria, place.place if place else None)
    hits = current_snapshot().index.search(asked, page=1, size=OFFERED)
    rows = centers.by_ids(hits.ids)
    pairs = zip(hits.ids, hits.miles, strict=True)
    return facts | {"found": [(rows[held], miles, held in kept.ids) for held, miles in pairs if held in rows]}


def _changed(change: Callable[[Shortlist, int], Shortlist]) -> Answer:
    """Lead to the list with a change to the one center named; an unknown center changes nothing."""
    try:
        kept = _kept()
    except Refused as refused:
        return _list_page(Shortlist(), str(refused), 400)
    named, _missing = _centers_named(1)
    return _to_list(change(kept, named[0].id) if named else kept)


def _to_list(kept: Shortlist) -> Answer:
    token = _token(kept)
    return redirect(url_for("directory.shortlist", keep=token or None), code=303)


def _kept() -> Shortlist:
    return Shortlist.from_token(request.args.get("keep", ""), _key())


def _token(kept: Shortlist) -> str:
    return kept.token(_key())


def _key() -> bytes:
    return key_for("shortlist", current_app.config["SETTINGS"].home)


def _public_centers(ids: Iterable[int]) -> list[Center]:
    wanted = list(ids)
    rows = centers.by_ids(wanted) if wanted else {}
    return [rows[each] for each in wanted if each in rows and rows[each].listing in PUBLIC]


def _centers_named(most: int) -> tuple[list[Center], list[str]]:
    """Return the first `most` different centers that `center` names, and what named none, cut short."""
    given = list(dict.fromkeys(filter(None, request.args.getlist("center"))))[:most]
    rows = {each: centers.by_slug(each) for each in given if _SLUG.fullmatch(each)}
    found = [center for center in rows.values() if center is not None and center.listing in PUBLIC]
    slugs = {center.slug for center in found}
    missing = ["".join(filter(str.isprintable, each))[:SHOWN_SLUG] for each in given if each not in slugs]
    return found, missing


def _headers() -> dict[str, str]:
    # No cache on the way may keep a person's list, and no search engine either.
    return {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
