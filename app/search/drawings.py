"""What is drawn of centers for a list, kept until something changes."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from threading import Lock
from typing import Generic, TypeVar

from app.centers.models import Center
from app.centers.queries import by_ids
from app.core.db import now
from app.search.catalog import Snapshot

# More than the country has programs; a drawing is about two kilobytes.
KEPT = 20_000
Drawing = TypeVar("Drawing")


class Kept(Generic[Drawing]):
    """What was drawn of centers, each until it changes, at most `KEPT` drawings."""

    def __init__(self, draw: Callable[[Center, datetime], Drawing]) -> None:
        self._draw: Callable[[Center, datetime], Drawing] = draw
        self._lock = Lock()
        self._day = date.min
        self._kept: OrderedDict[int, tuple[int, Drawing]] = OrderedDict()  # with the turn each was drawn at

    def drawn(self, wanted: Sequence[int], snapshot: Snapshot) -> dict[int, Drawing]:
        """Return the drawings of centers by their ids; a center that is no more has none.

        Words such as “3 days ago” change with the day, so that everything is drawn anew on each.
        """
        at = now()
        with self._lock:
            if self._day != at.date():
                self._day = at.date()
                self._kept.clear()
            found = {
                each: held[1]
                for each in wanted
                if (held := self._kept.get(each)) and held[0] >= snapshot.changed_at(each)
            }
        missing = [each for each in wanted if each not in found]
        if not missing:
            return found
        new = {each: self._draw(center, at) for each, center in by_ids(missing).items()}
        with self._lock:
            if self._day == at.date():
                self._kept.update({each: (snapshot.turn, drawing) for each, drawing in new.items()})
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found | new
