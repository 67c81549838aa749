"""The read model: every listed center in memory, as bitmaps and unit vectors; immutable.

Rows are numbered from south to north, so that a distance looks at one slice. Each code, state and
word has a bitmap of the row numbers it is true of, and a count is the size of an intersection.
What changed since the index was built stands in a tail behind the sorted block.
"""

import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from operator import and_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.search.facets import Counts, Facets
from app.search.globe import Floats, Globe, bitmap, ground_miles, numbers, vector
from app.search.question import Question
from app.search.tokens import codes_named, starting_with

Ids = NDArray[np.int64]
Bits = Mapping[str, BitMap]

BATCH = 1 << 16


class Row(NamedTuple):
    """What the index knows of a center: id, degrees, USPS code, SAMHSA codes, and the tokens of its names and town."""

    id: int
    latitude: float | None
    longitude: float | None
    state: str
    codes: Collection[str]
    words: Collection[str]


class Hits(NamedTuple):
    """One page of an answer; `miles` holds None for a center without a point, or when no point was asked.

    `counts` tells for each value of each group how many centers it would give with the other groups as they are.
    """

    total: int
    ids: list[int]
    miles: list[float | None]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Index:
    """All rows, ready to be asked. Threads may share it: nothing in it ever changes."""

    ids: Ids  # by row number
    by_id: "array[int]"  # row numbers in the order of their ids, the dead among them
    alive: BitMap
    globe: Globe
    codes: Bits
    states: Bits
    words: Bits
    vocabulary: Sequence[str]
    facets: Facets

    @classmethod
    def build(cls, rows: Iterable[Row]) -> "Index":
        """Read all rows once, in whatever order they come."""
        ids, latitudes, vectors, postings = array("q"), array("d"), array("d"), _Postings()
        for number, row in enumerate(rows):
            ids.append(row.id)
            latitudes.append(math.inf if row.latitude is None else math.radians(row.latitude))
            vectors.extend(vector(row.latitude, row.longitude))
            postings.add(number, row)
        order = np.argsort(np.array(latitudes), kind="stable")
        number_of = np.argsort(order).astype(np.uint32)
        codes, states, words = (
            {key: _renumbered(held, number_of) for key, held in kind.items()} for kind in postings.bitmaps()
        )
        sorted_ids = np.array(ids, np.int64)[order]
        latitudes = array("d", sorted(latitude for latitude in latitudes if latitude < math.inf))
        return cls(
            ids=sorted_ids,
            by_id=_by_id(sorted_ids, array("I")),
            alive=BitMap(range(len(ids))),
            globe=Globe(np.array(vectors).reshape(-1, 3)[order].T.copy(), latitudes, block=len(ids)),
            codes=codes,
            states=states,
            words=words,
            vocabulary=sorted(words),
            facets=Facets.of(codes, len(ids)),
        )

    def patched(self, rows: Iterable[Row], removed: Iterable[int] = ()) -> "Index":
        """Return an index with these rows new or changed and these ids gone; this one stays as it is.

        A changed row dies where it was and stands anew in the tail; only the bitmaps it touches are copied.
        """
        rows = list({row.id: row for row in rows}.values())
        dead = [number for id_ in {*removed, *(row.id for row in rows)} for number in self._numbers(id_)]
        first, postings = len(self.ids), _Postings()
        for number, row in enumerate(rows, first):
            postings.add(number, row)
        codes, states, words = (
            {**held, **{key: held.get(key, BitMap()) | more for key, more in new.items()}}
            for held, new in zip((self.codes, self.states, self.words), postings.bitmaps(), strict=True)
        )
        ids = np.concatenate([self.ids, np.array([row.id for row in rows], np.int64)])
        vectors = np.array([vector(row.latitude, row.longitude) for row in rows]).reshape(-1, 3).T
        return Index(
            ids=ids,
            by_id=_by_id(ids, self.by_id),
            alive=(self.alive - BitMap(dead)) | BitMap(range(first, len(ids))),
            globe=replace(self.globe, vectors=np.hstack([self.globe.vectors, vectors])),
            codes=codes,
            states=states,
            words=words,
            vocabulary=self.vocabulary if len(words) == len(self.words) else sorted(words),
            facets=Facets.of(codes, len(ids), before=self.facets) if rows else self.facets,
        )

    @property
    def tail(self) -> int:
        """How many rows stand behind the sorted block; a long tail slows every question."""
        return len(self.ids) - self.globe.block

    def search(self, question: Question, *, page: int, size: int) -> Hits:
        """Answer with one page (from 1; empty behind the end), the total and all counts."""
        here = np.array(vector(*question.point)) if question.point else None
        base, chosen = self._base(question, here), self._chosen(question)
        matched = reduce(and_, chosen.values(), base)
        ids, miles = self._part(here, matched, (page - 1) * size, page * size)
        return Hits(len(matched), ids, miles, self.facets.counts(base, matched, chosen))

    def every(self, question: Question) -> tuple[list[int], list[float | None]]:
        """Return all ids in their order, and their miles."""
        here = np.array(vector(*question.point)) if question.point else None
        matched = reduce(and_, self._chosen(question).values(), self._base(question, here))
        return self._part(here, matched, 0, len(matched))

    def _base(self, question: Question, here: Floats | None) -> BitMap:
        """Find the rows that place, state and words leave, before any group."""
        parts = []
        if here is not None and question.within is not None:
            parts.append(self.globe.around(here, question.within))
        if question.state is not None:
            parts.append(self.states.get(question.state, BitMap()))
        parts += map(self._with_word, question.words)
        if not parts or len(self.alive) < len(self.ids):
            parts.append(self.alive)
        return reduce(and_, parts)

    def _chosen(self, question: Question) -> dict[str, BitMap]:
        """Find for each group with a choice the rows that any of its chosen values is true of."""
        return {group: self.facets.any_of(group, codes) for group, codes in question.chosen.items() if codes}

    def _with_word(self, prefix: str) -> BitMap:
        held = [self.words[word] for word in starting_with(prefix, self.vocabulary)]
        held += filter(None, map(self.codes.get, codes_named(prefix)))
        return BitMap.union(*held) if held else BitMap()

    def _part(self, here: Floats | None, rows: BitMap, start: int, end: int) -> tuple[list[int], list[float | None]]:
        """Return one stretch of the rows, nearest first, then by id."""
        end = min(end, len(rows))
        if start >= end:
            return [], []
        if here is None:
            return self._by_id(rows, start, end), [None] * (end - start)
        found, chords = self.globe.nearest(here, rows, end)
        if end < len(found):
            kept = chords <= np.partition(chords, end - 1)[end - 1]
            found, chords = found[kept], chords[kept]
        ids = self.ids.take(found)
        order = np.lexsort((ids, chords))[start:end]
        return ids[order].tolist(), ground_miles(chords[order])

    def _by_id(self, rows: BitMap, start: int, end: int) -> list[int]:
        """Return the ids of one stretch: sort a few rows, or meet many of them soon in the order of ids."""
        ids: list[int]
        if len(rows) ** 2 < end * len(self.ids):
            ids = np.sort(self.ids[numbers(rows)])[start:end].tolist()
        else:
            ids = self.ids[list(islice(filter(rows.__contains__, self.by_id), start, end))].tolist()
        return ids

    def _numbers(self, id_: int) -> list[int]:
        """Find the living row of an id, if there is one."""
        at = bisect_left(self.by_id, id_, key=self.ids.__getitem__)
        found = []
        while at < len(self.by_id) and self.ids[self.by_id[at]] == id_:
            if self.by_id[at] in self.alive:
                found.append(self.by_id[at])
            at += 1
        return found


class _Postings:
    """Row numbers under each code, state and word, packed into bitmaps batch by batch."""

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


def _renumbered(rows: BitMap, number_of: NDArray[np.uint32]) -> BitMap:
    renumbered = bitmap(np.sort(number_of[numbers(rows)]))
    renumbered.shrink_to_fit()
    return renumbered


def _by_id(ids: Ids, known: "array[int]") -> "array[int]":
    """Return all row numbers in the order of their ids; the first ones' order is known."""
    before, more = np.frombuffer(known, np.uint32), np.arange(len(known), len(ids), dtype=np.uint32)
    more = more[np.argsort(ids[more], kind="stable")]
    places = np.searchsorted(ids[before], ids[more], side="right") if len(before) else 0
    return array("I", np.insert(before, places, more).tobytes())
