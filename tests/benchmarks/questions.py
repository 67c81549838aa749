"""The same made-up questions for everybody who is compared: a place or none, filters, words, a later page."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.centers.models import Center
from app.centers.vocabulary import GROUPS
from app.core.db import db
from app.places.queries import Found, find
from app.search.criteria import Criteria

SEED = 20240
WITHIN = (5, 10, 25, 50, 100, None)
WORDS = ("recovery", "counseling", "hope", "veterans", "county", "behavioral health", "new life", "clinic")
WITH_PLACE, WITH_WORDS, LATER_PAGE = 0.78, 0.28, 0.12  # the shares that the research of the search core used


@dataclass(frozen=True)
class Asked:
    """One question: Wayhome's criteria, and the point of its place (degrees) for systems that know no places."""

    criteria: Criteria
    point: tuple[float, float] | None


def ask(how_many: int, zips: Sequence[str]) -> list[Asked]:
    """Return questions near some of these ZIP codes; at most one value in a group, which every peer can do."""
    dice = random.Random(SEED)
    asked: list[Asked] = []
    while len(asked) < how_many:
        near = dice.choice(zips) if dice.random() < WITH_PLACE else ""
        found = find(near) if near else None
        if near and not (isinstance(found, Found) and found.place.latitude is not None):
            continue
        groups = dice.sample(GROUPS[:4], dice.choice((0, 0, 1, 1, 1, 2, 2, 3, 4)))
        criteria = Criteria(
            near=near,
            within=dice.choice(WITHIN) if near else None,
            q=dice.choice(WORDS) if dice.random() < WITH_WORDS else "",
            chosen=tuple((g.code, (dice.choice(g.values).code,)) for g in GROUPS if g in groups),
            page=dice.choice((2, 3)) if dice.random() < LATER_PAGE else 1,
        )
        asked.append(Asked(criteria, (found.place.latitude, found.place.longitude) if found else None))
    return asked


def known_zips() -> list[str]:
    """Return the ZIP codes of the directory's centers: where people look is where people live."""
    profiles = db.session.scalars(select(Center.profile).order_by(Center.id))
    return sorted({profile.zip for profile in profiles if profile.zip})
