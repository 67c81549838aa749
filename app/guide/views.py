"""The doors of the guide. None of them sets a cookie or writes anything; what a person searches for is not kept."""

from typing import NamedTuple

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from app.core.access import public
from app.guide.drawing import Drawing
from app.guide.finding import Finder
from app.guide.library import Leaf, Library
from app.guide.near import near, wanted
from app.guide.page import INDEX
from app.guide.tools_list import TOOLS
from app.places.geocoder import locate
from app.search.catalog import Catalog

blueprint = Blueprint("guide", __name__, url_prefix="/naltrexone")
PRIVATE = {"Cache-Control": "private, no-cache"}  # no cache on the way may keep what was searched
LONGEST_QUESTION = 120


class Guide(NamedTuple):
    """What the guide's doors need, held by the app."""

    library: Library
    drawing: Drawing
    finder: Finder


def guide() -> Guide:
    """Return the guide of the app at hand."""
    held: Guide = current_app.extensions["guide"]
    return held


@blueprint.get("")
@public
def index() -> Response:
    """Show the hub: what naltrexone is, and the way to every page and tool."""
    return _page(guide().library.leaves[INDEX])


@blueprint.get("/<string:slug>")
@public
def page(slug: str) -> Response | Redirect:
    """Show one page, with centers that fit it when a place is named."""
    if slug == INDEX:
        return redirect("/naltrexone", 301)
    leaf = guide().library.leaves.get(slug)
    return _page(leaf) if leaf else _no_such_page(slug)


@blueprint.get("/library")
@public
def library() -> str:
    """List every page by topic."""
    return render_template("guide/library.html", by_topic=list(guide().library.by_topic()), tools=TOOLS)


@blueprint.get("/tools")
@public
def tools() -> Redirect:
    """Lead to the tools on the hub."""
    return redirect("/naltrexone#tools")


@blueprint.get("/search")
@public
def search() -> Response:
    """Find pages, words and tools of the guide."""
    asked = " ".join(request.args.get("q", "").split())
    too_long = len(asked) > LONGEST_QUESTION
    found = guide().finder.find(asked[:LONGEST_QUESTION])
    body = render_template("guide/search.html", asked=asked[:LONGEST_QUESTION], too_long=too_long, found=found)
    return Response(body, status=422 if too_long else 200, headers=PRIVATE)


def _page(leaf: Leaf) -> Response:
    asked = wanted(leaf.page, request.args["near"]) if request.args.get("near") else None
    if asked is None or not asked.near:
        return Response(guide().drawing.page(leaf, None, demonstration=catalog().demonstration))
    snapshot = catalog().current()
    place = locate(asked.near, current_app.config["SETTINGS"].geocoder_url)
    answer = near(leaf.page, asked, place, snapshot.index)
    body = guide().drawing.page(leaf, answer, demonstration=snapshot.demonstration, snapshot=snapshot)
    return Response(body, status=422 if answer.unknown else 200, headers=PRIVATE)


def _no_such_page(slug: str) -> Response:
    like = guide().finder.like(slug)
    return Response(render_template("guide/no_such_page.html", like=like), status=404)


def catalog() -> Catalog:
    """Return what holds the search of the app at hand."""
    held: Catalog = current_app.extensions["catalog"]
    return held
