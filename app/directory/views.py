"""The doors of the directory. None of them sets a cookie or writes anything."""

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, current_app, render_template, request, stream_with_context
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import ServiceUnavailable

from app.centers import queries as centers
from app.centers.freshness import Field
from app.centers.models import Center, Listing
from app.core.access import public
from app.core.canonical import this_page
from app.core.db import now
from app.core.extensions import language
from app.core.words import N_
from app.directory import exports
from app.directory.alternatives import alternatives
from app.directory.asking import answered, current_snapshot, other_place, where
from app.directory.linked_data import clinic
from app.directory.portrait import portrait
from app.directory.results import Results
from app.directory.towns import town_url
from app.places.queries import Found, Several, Unknown
from app.search.catalog import Snapshot
from app.search.criteria import Criteria
from app.search.index import Hits
from app.search.question import Question, question

blueprint = Blueprint("directory", __name__)
NEARBY = 4
EXPORT_SECONDS = 5
PARTS = (
    (N_("Phone"), Field.PHONE),
    (N_("Address"), Field.ADDRESS),
    (N_("Levels of care"), Field.CARE),
    (N_("Payment options"), Field.PAYMENT),
    (N_("Medicines"), Field.MEDICINES),
    (N_("Name and other services"), Field.SERVICES),
    (N_("Openings"), Field.OPENINGS),
)


@blueprint.get("/")
@public
def home() -> str:
    """Ask where a person is."""
    return render_template("directory/home.html")


@blueprint.get("/centers")
@public
def results() -> Response:
    """Show the centers that fit, nearest first."""
    return answered(_draw_results)


@blueprint.get("/centers.csv")
@public
def results_csv() -> Response:
    """Give every match as a spreadsheet, in the page's order."""
    return _export(exports.csv_lines, "text/csv", "centers.csv")


@blueprint.get("/centers.geojson")
@public
def results_geojson() -> Response:
    """Give every match as a map file, in the page's order."""
    return _export(exports.geojson_pieces, "application/geo+json", "centers.geojson")


@blueprint.get("/centers/<string:slug>")
@public
def center(slug: str) -> str:
    """Show one center."""
    found = centers.by_slug(slug) or abort(404)
    gone = found.listing == Listing.GONE
    instead = alternatives(found, current_snapshot().index, now())
    return render_template(
        "directory/center.html",
        portrait=portrait(found, now()),
        gone=gone,
        parts=PARTS,
        today=now().date(),
        instead=instead,
        nearby=[] if instead else _nearby(found),
        clinic={} if gone else clinic(found.profile, this_page()),
        town_url="" if gone else town_url(found.profile),
        takes_messages=centers.takes_messages(found),
        directions=_directions(found),
    )


@blueprint.get("/help-now")
@public
def help_now() -> str:
    """Say what to do in an emergency; needs no database."""
    return render_template("directory/help_now.html")


@blueprint.get("/about")
@public
def about() -> str:
    """Say what Wayhome is and where its facts come from."""
    return render_template("directory/about.html")


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """Say what is kept and what is not."""
    return render_template("directory/privacy.html")


@blueprint.get("/how-we-order")
@public
def how_we_order() -> str:
    """Say how the list is ordered, and that nobody can pay for a place in it."""
    return render_template("directory/how_we_order.html")


@blueprint.app_context_processor
def _demonstration() -> dict[str, object]:
    try:
        return {"demonstration": current_snapshot().demonstration}
    except SQLAlchemyError:  # a page that needs no database says nothing about what is in it
        return {"demonstration": False}


def _draw_results(criteria: Criteria, found: Found | None, hits: Hits, snapshot: Snapshot) -> str:
    drawn: dict[tuple[str, bool], Results] = current_app.extensions["results_pages"]
    key = (language().language, snapshot.demonstration)
    page = drawn.get(key)
    if page is None:
        page = drawn[key] = Results(current_app.jinja_env, demonstration=snapshot.demonstration)
    return page.draw(criteria, found, hits, snapshot)


def _export(pieces: exports.Writer, mimetype: str, filename: str) -> Response:
    criteria = Criteria.from_query(request.args.items(multi=True))
    found = where(criteria.near)
    if isinstance(found, (Several, Unknown)):
        return other_place(criteria, found)
    ids, miles = current_snapshot().index.every(question(criteria, found.place if found else None))
    if not exports.TURNS.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=EXPORT_SECONDS)
    body = exports.InTurn(stream_with_context(pieces(list(zip(ids, miles, strict=True)))))
    headers = {"Content-Disposition": f"attachment; filename={filename}", "Cache-Control": "private, no-cache"}
    return Response(body, mimetype=mimetype, headers=headers)


def _nearby(found: Center) -> list[tuple[Center, float | None]]:
    point = found.profile.point
    if point is None:
        return []
    asked = Question(point=(point.latitude, point.longitude))
    hits = current_snapshot().index.search(asked, page=1, size=NEARBY + 1)
    others = [(other, miles) for other, miles in zip(hits.ids, hits.miles, strict=True) if other != found.id][:NEARBY]
    rows = centers.by_ids([other for other, _miles in others])
    return [(rows[other], miles) for other, miles in others if other in rows]


def _directions(found: Center) -> str:
    """Return the address of a map outside this site; a center that withholds its street has none."""
    profile = found.profile
    if not profile.street:
        return ""
    address = f"{profile.street}, {profile.city}, {profile.state} {profile.zip}"
    return "https://www.openstreetmap.org/search?" + urlencode({"query": address})
