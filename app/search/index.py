"""The read model: every listed center in memory, as bitmaps and unit vectors; immutable.

Rows are numbered from south to north, so that a distance looks at one slice. Each code, state and
word has a bitmap of the row numbers it is true of, and a count is the size of an intersection.
What changed since the index was built stands in a tail behind the sorted block.
"""

import math
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import and_
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from app.centers.hours import Hours
from app.centers.openings import Opening
from app.search.facets import Counts, Facets
from app.search.globe import Globe, vector
from app.search.ordering import Ordering, by_id
from app.search.parameters import NEAREST, OPEN
from app.search.postings import Postings, Row, renumbered
from app.search.question import Meaning, Question
from app.search.timetable import Timetable
from app.search.tokens import codes_named, starting_with
from app.search.vacancies import Vacancies

Bits = Mapping[str, BitMap]


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

    order: Ordering
    alive: BitMap
    codes: Bits
    states: Bits
    words: Bits
    vocabulary: Sequence[str]
    timetable: Timetable
    facets: Facets
    everywhere: Counts  # of all living rows: what most first questions ask

    @classmethod
    def build(cls, rows: Iterable[Row]) -> "Index":
        """Read all rows once, in whatever order they come."""
        ids, latitudes, vectors, days, postings = array("q"), array("d"), array("d"), array("i"), Postings()
        hours: list[tuple[int, Hours]] = []
        openings: list[tuple[int, tuple[Opening, ...]]] = []
        for number, row in enumerate(rows):
            ids.append(row.id)
            latitudes.append(math.inf if row.latitude is None else math.radians(row.latitude))
            vectors.extend(vector(row.latitude, row.longitude))
            days.append(row.confirmed)
            if row.hours:
                hours.append((number, row.hours))
            if row.openings:
                openings.append((number, row.openings))
            postings.add(number, row)
        order = np.argsort(np.array(latitudes), kind="stable")
        number_of = np.argsort(order).astype(np.uint32)
        codes, states, words = (
            {key: renumbered(held, number_of) for key, held in kind.items()} for kind in postings.bitmaps()
        )
        alive, facets = BitMap(range(len(ids))), Facets.of(codes, len(ids))
        sorted_ids = np.array(ids, np.int64)[order]
        latitudes = array("d", sorted(latitude for latitude in latitudes if latitude < math.inf))
        return cls(
            order=Ordering(
                ids=sorted_ids,
                by_id=by_id(sorted_ids, array("I")),
                globe=Globe(np.array(vectors).reshape(-1, 3)[order].T.copy(), latitudes, block=len(ids)),
                confirmed=np.array(days, np.int32)[order],
                vacancies=Vacancies.of((int(number_of[number]), told) for number, told in openings),
            ),
            alive=alive,
            codes=codes,
            states=states,
            words=words,
            vocabulary=sorted(words),
            timetable=Timetable.of((int(number_of[number]), told) for number, told in hours),
            facets=facets,
            everywhere=facets.counts(alive, alive, {}),
        )

    def patched(self, rows: Iterable[Row], removed: Iterable[int] = ()) -> "Index":
        """Return an index with these rows new or changed and these ids gone; this one stays as it is.

        A changed row dies where it was and stands anew in the tail; only the bitmaps it touches are copied.
        """
        rows = list({row.id: row for row in rows}.values())
        dead = [number for id_ in {*removed, *(row.id for row in rows)} for number in self._living(id_)]
        first, postings = len(self.order.ids), Postings()
        for number, row in enumerate(rows, first):
            postings.add(number, row)
        codes, states, words = (
            {**held, **{key: held.get(key, BitMap()) | more for key, more in new.items()}}
            for held, new in zip((self.codes, self.states, self.words), postings.bitmaps(), strict=True)
        )
        last = first + len(rows)
        hours = [(number, row.hours) for number, row in enumerate(rows, first) if row.hours]
        alive = (self.alive - BitMap(dead)) | BitMap(range(first, last))
        facets = Facets.of(codes, last, before=self.facets) if rows else self.facets
        return Index(
            order=self.order.with_(rows),
            alive=alive,
            codes=codes,
            states=states,
            words=words,
            vocabulary=self.vocabulary if len(words) == len(self.words) else sorted(words),
            timetable=self.timetable.with_(Timetable.of(hours)),
            facets=facets,
            everywhere=facets.counts(alive, alive, {}),
        )

    @property
    def tail(self) -> int:
        """How many rows stand behind the sorted block; a long tail slows every question."""
        return len(self.order.ids) - self.order.globe.block

    def search(self, question: Question, *, page: int, size: int) -> Hits:
        """Answer with one page (from 1; empty behind the end), the total and all counts."""
        base, chosen = self._base(question), self._chosen(question)
        matched = reduce(and_, chosen.values(), base)
        ids, miles = self.order.part(question, matched, (page - 1) * size, page * size)
        counts = self.everywhere if matched is self.alive else self.facets.counts(base, matched, chosen)
        return Hits(len(matched), ids, miles, counts)

    def every(self, question: Question) -> tuple[list[int], list[float | None]]:
        """Return all ids in their order, and their miles."""
        matched = self._matched(question)
        return self.order.part(question, matched, 0, len(matched))

    def finds(self, word: str) -> bool:
        """Tell whether any center has a word, or a service, that begins so."""
        return not self.alive.isdisjoint(self._with_word(word))

    def named(self, words: Collection[str], most: int) -> list[int]:
        """Return the first ids of the centers whose names and town have a word that begins with each of these."""
        rows = self.alive if words else BitMap()
        for prefix in words:
            rows = rows & BitMap.union(*(self.words[word] for word in starting_with(prefix, self.vocabulary)), BitMap())
        return self.order.first_by_id(rows, 0, most)

    def wishes(self, question: Question) -> tuple[BitMap, dict[str, BitMap]]:
        """Return the rows where a person looks, and those that grant each wish: `within`, `q` for all words, groups."""
        there = self._base(Question(state=question.state))
        wishes = {}
        if question.point is not None and question.within is not None:
            wishes["within"] = self._base(Question(question.point, question.within))
        if question.words or question.meanings:
            wishes["q"] = self._base(Question(words=question.words, meanings=question.meanings))
        return there, wishes | self._chosen(question)

    def without_hours(self, question: Question) -> int:
        """Count the centers that the question leaves out only because they did not tell their hours."""
        codes = question.chosen.get(OPEN.code, ())
        told = [
            known for code, known in (("now", self.timetable.known), ("walk-in", self.timetable.asked)) if code in codes
        ]
        if not told:
            return 0
        others = {group: chosen for group, chosen in question.chosen.items() if group != OPEN.code}
        found = self._matched(replace(question, chosen=others))
        return len(found - reduce(and_, told) - self._open(codes, question.at))

    def tells_openings(self, question: Question) -> bool:
        """Say whether any center that fits reported an opening, a wait or that it is full, and the report still holds."""
        return self.order.tells_openings(question, self._matched(question))

    def nearest(self, question: Question, rows: BitMap, count: int) -> list[tuple[int, int, float | None]]:
        """Return the first few of some rows by distance, then by id: row number, id and miles."""
        ids, miles = self.order.part(replace(question, sort=NEAREST), rows, 0, count)
        return [(self._living(id_)[0], id_, far) for id_, far in zip(ids, miles, strict=True)]

    def _matched(self, question: Question) -> BitMap:
        return reduce(and_, self._chosen(question).values(), self._base(question))

    def _base(self, question: Question) -> BitMap:
        """Find the rows that place, state and words leave, before any group; all that live are `alive` itself."""
        parts = []
        if question.point is not None and question.within is not None:
            parts.append(self.order.globe.around(np.array(vector(*question.point)), question.within))
        if question.state is not None:
            parts.append(self.states.get(question.state, BitMap()))
        parts += map(self._with_word, question.words)
        parts += map(self._with_meaning, question.meanings)
        if not parts or len(self.alive) < len(self.order.ids):
            parts.append(self.alive)
        return reduce(and_, parts)

    def _chosen(self, question: Question) -> dict[str, BitMap]:
        """Find for each group with a choice the rows that any of its chosen values is true of."""
        chosen = {group: codes for group, codes in question.chosen.items() if codes}
        return {
            group: self._open(codes, question.at) if group == OPEN.code else self.facets.any_of(group, codes)
            for group, codes in chosen.items()
        }

    def _open(self, codes: Collection[str], at: datetime) -> BitMap:
        found = self.timetable.open_at(at) if "now" in codes else BitMap()
        return found | self.timetable.walk_in if "walk-in" in codes else found

    def _with_word(self, prefix: str) -> BitMap:
        held = [self.words[word] for word in starting_with(prefix, self.vocabulary)]
        held += filter(None, map(self.codes.get, codes_named(prefix)))
        return BitMap.union(*held) if held else BitMap()

    def _with_meaning(self, meaning: Meaning) -> BitMap:
        said = reduce(and_, map(self._with_word, meaning.words))
        return BitMap.union(said, *filter(None, map(self.codes.get, meaning.codes)))

    def _living(self, id_: int) -> list[int]:
        """Find the living row of an id, if there is one."""
        return [number for number in self.order.numbers(id_) if number in self.alive]
