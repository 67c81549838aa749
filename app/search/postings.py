"""What is known of a center, and row numbers under each code, state and word, gathered while rows come one by one."""

from array import array
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.centers.hours import Hours
from app.centers.openings import Opening
from app.search.globe import bitmap, numbers

BATCH = 1 << 16


class Row(NamedTuple):
    """What the index knows of a center: id, degrees, USPS code, SAMHSA codes, and the tokens of its names and town.

    `confirmed` is the day (`date.toordinal`) when anybody last confirmed any part of it, 0 for never. `openings` may be over.
    """

    id: int
    latitude: float | None
    longitude: float | None
    state: str
    codes: Collection[str]
    words: Collection[str]
    confirmed: int = 0
    hours: Hours | None = None
    openings: tuple[Opening, ...] = ()


class Postings:
    """What is known of a center, and row numbers under each code, state and word, packed into bitmaps batch by batch."""

    def __init__(self) -> None:
        self._waiting: tuple[defaultdict[str, array[int]], ...] = tuple(defaultdict(lambda: array("I")) for _ in "csw")
        self._packed: tuple[defaultdict[str, BitMap], ...] = tuple(defaultdict(BitMap) for _ in "csw")

    def add(self, number: int, row: Row) -> None:
        """Note one row; the numbers must rise."""
        codes, states, words = self._waiting
        for code in row.codes:
            codes[code].append(number)
        states[row.state].append(number)
        for word in row.words:
            words[word].append(number)
        if number % BATCH == BATCH - 1:
            self._pack()

    def bitmaps(self) -> tuple[dict[str, BitMap], ...]:
        """Return what was noted: codes, states, words."""
        self._pack()
        return tuple(map(dict, self._packed))

    def _pack(self) -> None:
        for waiting, packed in zip(self._waiting, self._packed, strict=True):
            for key, held in waiting.items():
                packed[key] |= BitMap(held)
            waiting.clear()


def renumbered(rows: BitMap, number_of: NDArray[np.uint32]) -> BitMap:
    """Return the rows under the numbers that they have in the index."""
    renumbered = bitmap(np.sort(number_of[numbers(rows)]))
    renumbered.shrink_to_fit()
    return renumbered
