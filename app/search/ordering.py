"""In which order rows stand: by distance, by the last confirmation or by the soonest opening; then by id.

Nothing else moves a row. What is equal in the order that was chosen stands by distance, and then by id.
"""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.centers.openings import NOT_REPORTED
from app.centers.vocabulary import CARE, GENDER
from app.search.globe import Floats, Globe, Numbers, bitmap, ground_miles, numbers, vector
from app.search.parameters import CONFIRMED, NEAREST
from app.search.postings import Row
from app.search.question import Question
from app.search.vacancies import Vacancies

Ids = NDArray[np.int64]
Days = NDArray[np.int32]
Part = tuple[list[int], list[float | None]]


@dataclass(frozen=True, slots=True)
class Ordering:
    """All that rows are ordered by."""

    ids: Ids  # by row number
    by_id: "array[int]"  # row numbers in the order of their ids, the dead among them
    globe: Globe
    confirmed: Days  # by row number
    vacancies: Vacancies

    def with_(self, rows: Sequence[Row]) -> "Ordering":
        """Return an ordering that also holds these rows, behind all others."""
        first = len(self.ids)
        ids = np.concatenate([self.ids, np.array([row.id for row in rows], np.int64)])
        vectors = np.array([vector(row.latitude, row.longitude) for row in rows]).reshape(-1, 3).T
        return Ordering(
            ids=ids,
            by_id=by_id(ids, self.by_id),
            globe=replace(self.globe, vectors=np.hstack([self.globe.vectors, vectors])),
            confirmed=np.concatenate([self.confirmed, np.array([row.confirmed for row in rows], np.int32)]),
            vacancies=self.vacancies.with_(
                Vacancies.of((number, row.openings) for number, row in enumerate(rows, first))
            ),
        )

    def part(self, question: Question, rows: BitMap, start: int, end: int) -> Part:
        """Return one stretch of the rows in the order that was asked, and their miles."""
        end = min(end, len(rows))
        if start >= end:
            return [], []
        here = np.array(vector(*question.point)) if question.point else None
        if question.sort == NEAREST:
            return self._nearest(here, rows, start, end)
        found = numbers(rows)
        return self._ranked(here, found, self._ranks(question, found), start, end)

    def tells_openings(self, question: Question, rows: BitMap) -> bool:
        """Say whether any of these rows reported an opening, a wait or that it is full, and the report still holds."""
        return bool((self._openings(question).take(numbers(rows)) < NOT_REPORTED).any())

    def _ranks(self, question: Question, found: Numbers) -> Days:
        """Return what these rows are ordered by before their distance, the least first: days or soonest openings."""
        return -self.confirmed.take(found) if question.sort == CONFIRMED else self._openings(question).take(found)

    def _openings(self, question: Question) -> Days:
        cares, genders = (question.chosen.get(group.code, ()) for group in (CARE, GENDER))
        return self.vacancies.ranks(len(self.ids), question.at, cares, genders)

    def _ranked(self, here: Floats | None, found: Numbers, ranks: Days, start: int, end: int) -> Part:
        """Return one stretch by rank; those of one rank by distance, then by id."""
        last = np.partition(ranks, end - 1)[end - 1]
        before = found[ranks < last]
        chords = np.zeros(len(before)) if here is None else self.globe.chords(before, here)
        ids = self.ids.take(before)
        order = np.lexsort((ids, chords, ranks[ranks < last]))[start:end]
        miles = [None] * len(order) if here is None else ground_miles(chords[order])
        equal = bitmap(found[ranks == last])
        rest = self._nearest(here, equal, max(start - len(before), 0), end - len(before))
        return ids[order].tolist() + rest[0], miles + rest[1]

    def _nearest(self, here: Floats | None, rows: BitMap, start: int, end: int) -> Part:
        """Return one stretch, nearest first, then by id."""
        if here is None:
            return self.first_by_id(rows, start, end), [None] * (end - start)
        found, chords = self.globe.nearest(here, rows, end)
        if end < len(found):
            kept = chords <= np.partition(chords, end - 1)[end - 1]
            found, chords = found[kept], chords[kept]
        ids = self.ids.take(found)
        order = np.lexsort((ids, chords))[start:end]
        return ids[order].tolist(), ground_miles(chords[order])

    def first_by_id(self, rows: BitMap, start: int, end: int) -> list[int]:
        """Return the ids of one stretch: sort a few rows, or meet many of them soon in the order of ids."""
        ids: list[int]
        if len(rows) ** 2 < end * len(self.ids):
            ids = np.sort(self.ids[numbers(rows)])[start:end].tolist()
        else:
            ids = self.ids[list(islice(filter(rows.__contains__, self.by_id), start, end))].tolist()
        return ids

    def numbers(self, id_: int) -> list[int]:
        """Return every row that has or had this id."""
        at = bisect_left(self.by_id, id_, key=self.ids.__getitem__)
        found = []
        while at < len(self.by_id) and self.ids[self.by_id[at]] == id_:
            found.append(self.by_id[at])
            at += 1
        return found


def by_id(ids: Ids, known: "array[int]") -> "array[int]":
    """Return all row numbers in the order of their ids; the first ones' order is known."""
    before, more = np.frombuffer(known, np.uint32), np.arange(len(known), len(ids), dtype=np.uint32)
    more = more[np.argsort(ids[more], kind="stable")]
    places = np.searchsorted(ids[before], ids[more], side="right") if len(before) else 0
    return array("I", np.insert(before, places, more).tobytes())
