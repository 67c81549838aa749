"""Centers that say they give the monthly shot, each drawn until something of it changes."""

from datetime import date, datetime
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from app.centers.freshness import Field
from app.centers.models import Center
from app.core.db import now
from app.core.display import miles_words
from app.core.frames import cut, slot
from app.guide.next_shot import CLOCK
from app.search.catalog import Snapshot
from app.search.drawings import Kept
from app.search.index import Hits

SHOWN = 8
# So many are looked at, because some order the shot and do not give it.
LOOKED_AT = 24


class Givers:
    """Draws them in one language."""

    def __init__(self, env: Environment) -> None:
        macros: Any = env.get_template("guide/giver.html").module
        self._giver = macros.giver
        self._before, self._after = cut(macros.away(slot("miles")), "miles")
        self._day = date.min
        self._kept: Kept[tuple[str, ...]] = Kept(self._draw)

    def draw(self, hits: Hits, snapshot: Snapshot) -> list[Markup]:
        """Return a card of each center that gives the shot, at most SHOWN of those that were found."""
        today = now().astimezone(CLOCK).date()
        if self._day != today:  # the next free day is over in the night of the United States, not at midnight UTC
            self._day, self._kept = today, Kept(self._draw)
        drawn = self._kept.drawn(hits.ids, snapshot)
        found = [(drawn[id_], miles) for id_, miles in zip(hits.ids, hits.miles, strict=True) if drawn.get(id_)]
        return [Markup(self._away(miles).join(pieces)) for pieces, miles in found[:SHOWN]]  # noqa: S704 - drawn by macros of our own

    def _away(self, miles: float | None) -> str:
        return "" if miles is None else self._before + miles_words(miles) + self._after

    def _draw(self, center: Center, at: datetime) -> tuple[str, ...]:
        """Return what stands before and after the distance; nothing for a center that has not the shot on site."""
        shot = center.profile.details.shot
        if shot and shot.on_site is False:
            return ()
        fresh = center.freshness(Field.SHOT, at)
        return cut(self._giver(center, slot("distance"), fresh, at.astimezone(CLOCK).date()), "distance")
