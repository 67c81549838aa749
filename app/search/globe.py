"""Where the rows lie: unit vectors in the order of their latitude, and chords between them.

A chord's square is exact where an angle's cosine is blind, and the same two points give the same
bits wherever they stand, so that two programs at one address lie at one distance.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import asin, sqrt

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.places.miles import EARTH_MILES

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

DIAMETER = 2 * EARTH_MILES
HALF_ROUND = math.pi * EARTH_MILES
# From one end of the sphere to the other, squared; rounding may carry a chord a little above it.
LONGEST = 4.0
NOWHERE = (math.inf, math.inf, math.inf)
# So many cosines at a time stay in the processor's own memory.
STRETCH = 1 << 14
# What the quick first cut may err by rounding: far below an inch. The chord then decides.
MARGIN = 1e-12
# The band of latitudes may be a little wide, for near a pole the arc sine is coarse.
SLACK = 1e-7
# So many rows are measured sooner than a smaller circle is found.
FEW = 600
# A country's only center is about this many miles away; n of them are nearer by the root of n.
APART = 1000.0


@dataclass(frozen=True, slots=True)
class Globe:
    """The points of all rows by row number: first a block from south to north, then the tail in any order."""

    vectors: Floats  # three lines x, y, z; infinite where a row has no point
    latitudes: "array[float]"  # radians, of the block's rows that have a point
    block: int

    def around(self, here: Floats, within: float) -> BitMap:
        """Find the rows within so many miles of a unit vector."""
        limit = chord(within)
        first, last = self._band(here, within)
        found = self._inside(first, min(first + STRETCH, last), here, limit)
        for start in range(first + STRETCH, last, STRETCH):
            found |= self._inside(start, min(start + STRETCH, last), here, limit)
        if self.vectors.shape[1] > self.block:
            tail = np.arange(self.block, self.vectors.shape[1])
            found |= bitmap(tail[self.chords(tail, here) <= limit])
        return found

    def _inside(self, first: int, last: int, here: Floats, limit: float) -> BitMap:
        cosines, least = here @ self.vectors[:, first:last], 1 - limit / 2
        rows = (cosines >= least - MARGIN).nonzero()[0]
        # A product's order of summing varies; where that could decide, the chord does.
        if np.count_nonzero(cosines >= least + MARGIN) < len(rows):
            rows = rows[self.chords(rows + first, here) <= limit]
        rows += first
        return bitmap(rows)

    def nearest(self, here: Floats, among: BitMap, count: int) -> tuple[Numbers, Floats]:
        """Find at least the `count` nearest of the rows, unsorted, with their squared chords; rows without a point last.

        Looks at circles that grow until one holds enough.
        """
        total = len(among)
        within = APART * sqrt(max(count, 1) / max(total, 1))
        while total > FEW and within < HALF_ROUND:
            first, last = self._band(here, within)
            rows = numbers(among & (BitMap(range(first, last)) | BitMap(range(self.block, self.vectors.shape[1]))))
            chords = self.chords(rows, here)
            inside = chords <= chord(within)
            if np.count_nonzero(inside) >= count:
                return rows[inside], chords[inside]
            within *= 2
        rows = numbers(among)
        return rows, self.chords(rows, here)

    def _band(self, here: Floats, within: float) -> tuple[int, int]:
        """Return the slice of the block that holds every row so near: no point is nearer than its latitude."""
        north, reach = math.asin(here[2]), within / EARTH_MILES + SLACK
        return bisect_left(self.latitudes, north - reach), bisect_right(self.latitudes, north + reach)

    def chords(self, rows: Numbers, here: Floats) -> Floats:
        """Return each row's squared chord, one step at a time: a product's order of summing would vary."""
        steps = self.vectors.take(rows, axis=1)
        steps -= here[:, None]
        steps *= steps
        chords: Floats = steps[0] + steps[1]
        chords += steps[2]
        return chords


def vector(latitude: float | None, longitude: float | None) -> tuple[float, float, float]:
    """Return the unit vector of a point given in degrees; an infinite one without a point."""
    if latitude is None or longitude is None:
        return NOWHERE
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def chord(miles: float) -> float:
    """Return the squared chord of the unit sphere that spans so many miles of ground."""
    return float(4 * math.sin(min(miles / EARTH_MILES, math.pi) / 2) ** 2)


def ground_miles(chords: Floats) -> list[float | None]:
    """Return the miles of ground under squared chords, None for infinite ones."""
    return [
        DIAMETER * asin(sqrt(each) / 2) if each < LONGEST else None if each == math.inf else HALF_ROUND
        for each in chords.tolist()
    ]


def bitmap(rows: Numbers) -> BitMap:
    """Return row numbers as a bitmap."""
    return BitMap(array("I", rows.astype(np.uint32).tobytes()))


def numbers(rows: BitMap) -> Numbers:
    """Return a bitmap's row numbers, rising."""
    return np.frombuffer(rows.to_array(), np.uint32).astype(np.intp)
