"""When which rows take people in: all centers' weekly hours as one table, asked for one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.centers.hours import MINUTES, TIME_ZONES, Hours
from app.search.globe import bitmap

WEEK = 7 * MINUTES
# Held here: zoneinfo itself keeps eight and would read the others from disk at each question.
_ZONES = tuple(map(ZoneInfo, TIME_ZONES))
_NUMBERS = {name: number for number, name in enumerate(TIME_ZONES)}


@dataclass(frozen=True, slots=True)
class Timetable:
    """The spans of all rows in minutes since Monday's midnight, and what is known of whom."""

    spans: NDArray[np.int64]  # four lines: row number, number of the time zone, opens, closes
    known: BitMap  # the rows whose hours are told
    asked: BitMap  # the rows that told whether one may come without an appointment
    walk_in: BitMap

    @classmethod
    def of(cls, hours: Iterable[tuple[int, Hours]]) -> "Timetable":
        """Read the hours of each row that tells any; rows are numbers of the index."""
        spans: list[tuple[int, int, int, int]] = []
        known, asked, walk_in = BitMap(), BitMap(), BitMap()
        for row, told in hours:
            if told.week:
                known.add(row)
            if told.walk_in is not None:
                asked.add(row)
            if told.walk_in:
                walk_in.add(row)
            for day, opens, closes in told.week:
                spans.append((row, _NUMBERS[told.time_zone], day * MINUTES + opens, day * MINUTES + closes))
        return cls(np.array(spans, np.int64).reshape(-1, 4).T, known, asked, walk_in)

    def with_(self, more: "Timetable") -> "Timetable":
        """Return a table that also holds the rows of another."""
        if not (more.known or more.asked):
            return self
        return Timetable(
            np.hstack([self.spans, more.spans]),
            self.known | more.known,
            self.asked | more.asked,
            self.walk_in | more.walk_in,
        )

    def open_at(self, moment: datetime) -> BitMap:
        """Find the rows that are open at a moment, by the clock on their own wall."""
        rows, zones, opens, closes = self.spans
        minutes = np.array([_minute(moment.astimezone(zone)) for zone in _ZONES]).take(zones)
        # A span over Sunday's midnight ends in the week after.
        return bitmap(rows[((opens <= minutes) & (minutes < closes)) | (minutes + WEEK < closes)])


def _minute(here: datetime) -> int:
    return here.weekday() * MINUTES + here.hour * 60 + here.minute
