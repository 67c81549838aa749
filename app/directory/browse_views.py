"""The doors for people who browse by state and town, and for search engines, which do nothing else."""

from collections.abc import Mapping, Sequence

from flask import Flask, Response, abort, current_app, redirect, render_template, request, stream_with_context
from markupsafe import Markup
from werkzeug.wrappers import Response as Redirect

from app.core.access import public
from app.core.canonical import host
from app.core.extensions import language
from app.directory import sitemap
from app.directory.asking import current_snapshot
from app.directory.cards import Cards
from app.directory.towns import State, Town, Towns
from app.directory.views import blueprint
from app.places.queries import Unknown, find
from app.search.criteria import Criteria

ON_A_PAGE = 50
TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
LAST_PAGE = 10_000


def init_app(app: Flask) -> None:
    """Give the app room for the towns it counts and for their cards."""
    app.extensions["towns"] = Towns()
    app.extensions["town_cards"] = {}


@blueprint.get("/states")
@public
def states() -> str:
    """List every state and territory with its number of centers."""
    every = current_states().values()
    return render_template(
        "directory/states.html",
        states=[state for state in every if state.code not in TERRITORIES],
        territories=[state for state in every if state.code in TERRITORIES],
    )


@blueprint.get("/states/<string:code>")
@public
def state(code: str) -> str | Redirect:
    """List the towns of one state with their numbers of centers."""
    found = _state(code)
    if code != found.slug:
        return redirect(f"/states/{found.slug}", 301)
    return render_template("directory/state.html", state=found, search=_whole_state(found))


@blueprint.get("/states/<string:code>/<string:name>")
@public
def town(code: str, name: str) -> str | Redirect:
    """List the centers of one town in the order of their ids."""
    found = _state(code)
    here = found.town(name) or abort(404)
    if (code, name) != (found.slug, here.slug):
        return redirect(f"/states/{found.slug}/{here.slug}", 301)
    last = -(-len(here.ids) // ON_A_PAGE)
    page = _page(last)
    some = here.ids[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return render_template(
        "directory/town.html",
        state=found,
        town=here,
        page=page,
        last=last,
        previous=_page_url(page - 1) if page > 1 else "",
        following=_page_url(page + 1) if page < last else "",
        first=(page - 1) * ON_A_PAGE + 1,
        cards=Markup(_cards().draw([(each, None) for each in some], current_snapshot())),  # noqa: S704 - drawn by our own macro
        near=_near(found, here),
        search=_whole_state(found),
    )


@blueprint.get("/sitemap.xml")
@public
def sitemap_xml() -> Response:
    """Name every page for search engines, or the files that do when there are too many for one."""
    needed = sitemap.files(current_states(), _guide_pages())
    if needed > 1:
        return Response(sitemap.index(host(), needed), mimetype="application/xml")
    return _sitemap_file(1)


@blueprint.get("/sitemaps/<int:number>.xml")
@public
def sitemap_file(number: int) -> Response:
    """Name the pages of one part of the map, from 1."""
    if not 1 <= number <= sitemap.files(current_states(), _guide_pages()):
        abort(404)
    return _sitemap_file(number)


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """Ask search engines to leave searches alone."""
    return Response(sitemap.robots(host()), mimetype="text/plain")


def current_states() -> Mapping[str, State]:
    """Return the states and their towns as the directory stands now."""
    towns: Towns = current_app.extensions["towns"]
    return towns.of(current_snapshot().version)


def _guide_pages() -> Sequence[sitemap.Checked]:
    pages: Sequence[sitemap.Checked] = current_app.extensions["guide_pages"]
    return pages


def _sitemap_file(number: int) -> Response:
    pieces = stream_with_context(sitemap.sitemap(host(), current_states(), _guide_pages(), number))
    return Response(pieces, mimetype="application/xml")


def _state(code: str) -> State:
    return current_states().get(code.upper()) or abort(404)


def _page(last: int) -> int:
    text = request.args.get("page", "1")
    page = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_PAGE)) else 0
    return page if 1 <= page <= last else abort(404)


def _page_url(page: int) -> str:
    return request.path + (f"?page={page}" if page > 1 else "")


def _cards() -> Cards:
    kept: dict[str, Cards] = current_app.extensions["town_cards"]
    code = language().language
    cards = kept.get(code)
    if cards is None:
        cards = kept[code] = Cards(current_app.jinja_env)
    return cards


def _whole_state(found: State) -> str:
    return Criteria(near=found.code).url()


def _near(found: State, here: Town) -> str:
    """Return the address of the search near a town; nothing where the gazetteer does not know the town."""
    near = f"{here.name}, {found.code}"
    return "" if isinstance(find(near), Unknown) else Criteria(near=near).url()
