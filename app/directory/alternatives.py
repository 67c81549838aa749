"""If this center cannot take a person: the nearest that share a level of care and a payment option with it."""

from datetime import datetime
from typing import NamedTuple

from app.centers.models import Center
from app.centers.openings import OpeningState, soonest
from app.centers.queries import by_ids
from app.centers.vocabulary import CARE, PAYMENT, Group
from app.search.index import Index
from app.search.question import Question

MOST = 3
# So many are looked at, because some of the nearest may take nobody now.
LOOKED_AT = 12


class Alternative(NamedTuple):
    """Another center, and the miles to it; None where either's place is not known."""

    center: Center
    miles: float | None


def alternatives(center: Center, index: Index, at: datetime) -> list[Alternative]:
    """Return up to three listed centers, nearest first, none of which says that it takes nobody or is full.

    Without a point they are those of the same state; without a level of care or a payment option there are none.
    """
    profile = center.profile
    chosen = {group.code: _held(group, profile.codes) for group in (CARE, PAYMENT)}
    if not all(chosen.values()) or not (profile.point or profile.state):
        return []
    point = (profile.point.latitude, profile.point.longitude) if profile.point else None
    asked = Question(point=point, state=None if point else profile.state, chosen=chosen)
    hits = index.search(asked, page=1, size=LOOKED_AT)
    others = [found for found in zip(hits.ids, hits.miles, strict=True) if found[0] != center.id]
    near: list[Alternative] = []
    while others and len(near) < MOST:
        some, others = others[:MOST], others[MOST:]
        rows = by_ids([each for each, _miles in some])
        near += [Alternative(rows[each], miles) for each, miles in some if each in rows]
        near = [other for other in near if _takes_people(other.center, chosen[CARE.code], at)]
    return near[:MOST]


def _held(group: Group, codes: frozenset[str]) -> tuple[str, ...]:
    return tuple(value.code for value in group.true_of(codes))


def _takes_people(center: Center, cares: tuple[str, ...], at: datetime) -> bool:
    """Say whether a center may take people: no status keeps them out, and some of this care is not reported full."""
    status = center.profile.details.status
    if status is not None and status.told_on(at.date()):
        return False
    shared = set(cares).intersection(_held(CARE, center.profile.codes))
    told = [soonest(center.openings, at, [care]) for care in shared]
    # Full for women only says nothing of men.
    return any(each is None or each.state is not OpeningState.FULL or each.gender for each in told)
