"""How many rows each value of the vocabulary is true of, and which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.centers.vocabulary import GROUPS
from app.search.globe import numbers

Counts = Mapping[str, Mapping[str, int]]

# So few rows meet every bitmap sooner than a stretch of the columns is read, and so long a stretch is read later.
FEW = 40
WIDE = 2048
WORD = 64
_PLACES: dict[str, slice] = {}
for _group in GROUPS:
    _first = sum(len(group.values) for group in GROUPS[: GROUPS.index(_group)])
    _PLACES[_group.code] = slice(_first, _first + len(_group.values))
_ALL = slice(None)
_NAMES = {group.code: tuple(value.code for value in group.values) for group in GROUPS}


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of all groups, one behind the other in the vocabulary's order."""

    bitmaps: tuple[BitMap, ...]
    columns: NDArray[np.uint64]  # the same, bit by bit: a line for each value, 64 rows in a word

    @classmethod
    def of(cls, codes: Mapping[str, BitMap], rows: int, before: "Facets | None" = None) -> "Facets":
        """Derive the values of so many rows from the bitmaps of their SAMHSA codes; `before` had fewer rows."""
        bitmaps = tuple(
            # One code's bitmap is shared and not copied.
            reduce(or_, [codes[code] for code in value.codes if code in codes] or [BitMap()])
            for group in GROUPS
            for value in group.values
        )
        last = -(-rows // WORD)
        if before is None:
            return cls(bitmaps, _columns(bitmaps, 0, last))
        kept = max(before.columns.shape[1] - 1, 0)  # the last word may have had room
        return cls(bitmaps, np.hstack([before.columns[:, :kept], _columns(bitmaps, kept, last)]))

    def any_of(self, group: str, codes: Iterable[str]) -> BitMap:
        """Find the rows that any of these values of a group is true of."""
        values = self.bitmaps[_PLACES[group]]
        return reduce(or_, [values[_NAMES[group].index(code)] for code in codes])

    def counts(self, base: BitMap, matched: BitMap, chosen: Mapping[str, BitMap]) -> Counts:
        """Count each value with the other groups applied: `matched` is `base` with all of the `chosen` groups."""
        found = self._count(matched, _ALL)
        counts = {}
        for group, names in _NAMES.items():
            place = _PLACES[group]
            if group in chosen:
                others = reduce(and_, [bits for code, bits in chosen.items() if code != group], base)
                counts[group] = dict(zip(names, self._count(others, place), strict=True))
            else:
                counts[group] = dict(zip(names, found[place], strict=True))
        return counts

    def _count(self, rows: BitMap, place: slice) -> list[int]:
        """Count the rows that each value of this part of the vocabulary is true of."""
        if len(rows) > FEW:
            first, last = rows.min() // WORD, rows.max() // WORD + 1
            if last - first < WIDE:
                met = self.columns[place, first:last] & _line(rows, first, last)
                counts: list[int] = np.add.reduce(np.bitwise_count(met), axis=1, dtype=np.uint32).tolist()
                return counts
        return [*map(rows.intersection_cardinality, self.bitmaps[place])]


def _columns(bitmaps: tuple[BitMap, ...], first: int, last: int) -> NDArray[np.uint64]:
    stretch = BitMap(range(first * WORD, last * WORD))
    return np.array([_line(rows & stretch, first, last) for rows in bitmaps])


def _line(rows: BitMap, first: int, last: int) -> NDArray[np.uint64]:
    """Return rows as bits, from the word `first` until `last`."""
    bits = np.zeros((last - first) * WORD, np.uint8)
    bits[numbers(rows) - first * WORD] = 1
    return np.packbits(bits).view(np.uint64)
