"""The doors of the map: the page's centers as a list with an outline above it, and the other matches as points."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, render_template, request

from app.centers.models import Center
from app.centers.profile import Point, Precision
from app.centers.queries import by_ids
from app.core.access import public
from app.core.words import N_
from app.directory import words
from app.directory.asking import answered, current_snapshot, where
from app.directory.results import PAGE_SIZE, pages
from app.directory.views import blueprint
from app.places.landmarks import landmarks, unbroken
from app.places.place import Place
from app.places.queries import Found, Several, Unknown
from app.search.catalog import Snapshot
from app.search.criteria import Criteria
from app.search.index import Hits
from app.search.question import question

MOST_POINTS = 1000
AT_ONCE = 250
MARGIN = 0.05  # degrees round the pins
PLACES = 5  # decimals of a degree: about a yard
WORDS = {
    "ready": N_("Each number on the map is the number in the list."),
    "all": N_("Other centers that fit ({count}) have no number."),
    "some": N_("Of the others, the first {count} have no number, and the rest are left out."),
    "cluster": N_("{count} centers close together. Press to come nearer."),
    "rough": N_("The pin is in the middle of its ZIP code or town."),
    "failed": N_("The map could not be loaded. The list has every center of this page."),
    "close": N_("Close"),
    "nearer": N_("Come nearer"),
    "farther": N_("Go farther away"),
}


@blueprint.get("/centers/map")
@public
def results_map() -> Response:
    """Show one page of the centers that fit on a map, with the list that says the same."""
    return answered(_draw_map)


def _draw_map(criteria: Criteria, found: Found | None, hits: Hits, _snapshot: Snapshot) -> str:
    place = found.place if found else None
    centers = by_ids(hits.ids)
    listed = [
        (centers[center_id], miles, pin(centers[center_id]))
        for center_id, miles in zip(hits.ids, hits.miles, strict=True)
        if center_id in centers
    ]
    return render_template(
        "directory/map.html",
        heading=words.heading(hits.total, place),
        place=place,
        listed=listed,
        towns=_towns([point for _center, _miles, point in listed if point], place),
        first=(criteria.page - 1) * PAGE_SIZE + 1,
        page=criteria.page,
        last=pages(hits.total),
        previous=criteria.url("/centers/map", page=criteria.page - 1),
        next=criteria.url("/centers/map", page=criteria.page + 1),
        list_url=criteria.url(),
        points_url=criteria.url("/centers/map.json", page=1),
        logic=words.Choices().logic(criteria.chosen),
        ignored=bool(criteria.ignored),
        script_words={name: words.translated([sentence])[0] for name, sentence in WORDS.items()},
    )


@blueprint.get("/centers/map.json")
@public
def results_points() -> Response | dict[str, Any]:
    """Give the nearest matches as [slug, name, town, latitude, longitude, rough], at most `MOST_POINTS`.

    `left_off` counts those beyond it. `rough` is 1 when the point is the middle of a ZIP code or town. A center that withholds its street is left out.
    """
    criteria = Criteria.from_query(request.args.items(multi=True))
    found = where(criteria.near)
    if isinstance(found, (Several, Unknown)):
        return {"points": [], "left_off": 0}
    ids, _miles = current_snapshot().index.every(question(criteria, found.place if found else None))
    return {"points": list(_points(ids[:MOST_POINTS])), "left_off": max(0, len(ids) - MOST_POINTS)}


def pin(center: Center) -> Point | None:
    """Return where a center may stand on a map; one that withholds its street stands nowhere."""
    return None if center.profile.street_withheld else center.profile.point


def _towns(points: Sequence[Point], place: Place | None) -> list[tuple[str, float, float]]:
    """Return the names of towns to tell the map by, round the pins and the place that was asked."""
    spots = [(point.latitude, unbroken(point.longitude)) for point in points]
    if place and place.latitude is not None and place.longitude is not None:
        spots.append((place.latitude, unbroken(place.longitude)))
    if not spots:
        return []
    (south, west), (north, east) = map(min, zip(*spots, strict=True)), map(max, zip(*spots, strict=True))
    found = landmarks(south - MARGIN, west - MARGIN, north + MARGIN, east + MARGIN)
    return [(town.name, town.latitude, town.longitude) for town in found]


def _points(ids: list[int]) -> Iterator[tuple[str, str, str, float, float, int]]:
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        centers = by_ids(part)
        for center in (centers[center_id] for center_id in part if center_id in centers):
            if (point := pin(center)) is not None:
                profile = center.profile
                yield (
                    center.slug,
                    profile.name,
                    f"{profile.city}, {profile.state}",
                    round(point.latitude, PLACES),
                    round(point.longitude, PLACES),
                    int(point.precision is not Precision.ADDRESS),
                )
