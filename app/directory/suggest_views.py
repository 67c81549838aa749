"""What a person may be about to type, as JSON for the boxes of a page. Nothing that is asked here is kept."""

from flask import Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from app.centers import queries as centers
from app.centers.profile import Profile
from app.core.access import public
from app.directory.asking import current_snapshot
from app.directory.views import blueprint
from app.places.beginnings import beginning_with
from app.search.criteria import Criteria
from app.search.parameters import MAX_TEXT
from app.search.tokens import tokens

MOST = 8  # of each kind
LEAST_LETTERS = 3  # of a word in a center's name


@blueprint.get("/places")
@public
def suggestions() -> Response:
    """Offer at most 8 places and 8 centers; any bytes are answered, with empty lists where nothing begins so."""
    text = request.args.get("q", "")
    places = [
        {"label": place.label, "near": place.near, "url": Criteria(near=place.near).url()}
        for place in beginning_with(text, MOST)
    ]
    answer = jsonify(places=places, centers=_centers(text))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _centers(text: str) -> list[dict[str, str]]:
    words = tokens(text[:MAX_TEXT])
    if max(map(len, words), default=0) < LEAST_LETTERS:
        return []
    try:
        ids = current_snapshot().index.named(words, MOST)
        rows = centers.by_ids(ids) if ids else {}
    except SQLAlchemyError:  # the places need no database
        return []
    found = (rows[id_] for id_ in ids if id_ in rows)
    return [{"label": _label(center.profile), "url": f"/centers/{center.slug}"} for center in found]


def _label(profile: Profile) -> str:
    """Name a center in words that find it again as a search: names and town, and no state."""
    name = f"{profile.name}: {profile.program}" if profile.program else profile.name
    return f"{name}, {profile.city}" if profile.city else name
