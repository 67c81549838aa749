"""How many rows each value of the vocabulary is true of, and which."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.centers.vocabulary import GROUPS
from app.search.globe import numbers

# Meeting one bitmap costs as much as looking up so many rows; the columns' price is that of so many lookups.
MEETING = 250
COLUMNS = 20_000
# Words; a longer stretch of the columns is read more slowly, and its counts might not fit 16 bits.
WIDE = 1000
WORD = 64
_NAMES = {group.code: tuple(value.code for value in group.values) for group in GROUPS}
_NUMBERS = {key: number for number, key in enumerate((group, code) for group in _NAMES for code in _NAMES[group])}
# Where each group's numbers stand among those of all groups.
PLACES = {group: slice(_NUMBERS[group, names[0]], _NUMBERS[group, names[-1]] + 1) for group, names in _NAMES.items()}
_ALL = slice(None)


class Counts(Mapping[str, Mapping[str, int]]):
    """How many centers each value of each group would give; `flat` has all groups' numbers, one behind the other."""

    __slots__ = ("flat",)

    def __init__(self, flat: list[int]) -> None:
        self.flat = flat

    def __getitem__(self, group: str) -> Mapping[str, int]:
        """Return the counts of one group by the values' codes."""
        return dict(zip(_NAMES[group], self.flat[PLACES[group]], strict=True))

    def __iter__(self) -> Iterator[str]:
        """Yield the groups' codes in the vocabulary's order."""
        return iter(_NAMES)

    def __len__(self) -> int:
        """How many groups there are."""
        return len(_NAMES)


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of all groups, one behind the other in the vocabulary's order."""

    bitmaps: tuple[BitMap, ...]
    columns: NDArray[np.uint64]  # the same bit by bit: a column for each value, 64 rows in a word

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
        kept = max(len(before.columns) - 1, 0)  # the last word may have had room
        return cls(bitmaps, np.concatenate([before.columns[:kept], _columns(bitmaps, kept, last)]))

    def any_of(self, group: str, codes: Iterable[str]) -> BitMap:
        """Find the rows that any of these values of a group is true of."""
        return reduce(or_, [self.bitmaps[_NUMBERS[group, code]] for code in codes])

    def counts(self, base: BitMap, matched: BitMap, chosen: Mapping[str, BitMap]) -> Counts:
        """Count each value with the other groups applied: `matched` is `base` with all of the `chosen` groups."""
        counts = self._count(matched, _ALL)
        for group in chosen.keys() & PLACES.keys():
            others = [bits for code, bits in chosen.items() if code != group]
            counts[PLACES[group]] = self._count(reduce(and_, others, base), PLACES[group])
        return Counts(counts)

    def _count(self, rows: BitMap, place: slice) -> list[int]:
        """Count the rows that each value of this part of the vocabulary is true of."""
        bitmaps, size = self.bitmaps[place], len(rows)
        if not size:
            return [0] * len(bitmaps)
        if len(bitmaps) * (size + MEETING) >= COLUMNS:
            first, last = rows.min() // WORD, rows.max() // WORD + 1
            if last - first <= WIDE:
                met = self.columns[first:last, place] & _words(rows, first, last)[:, None]
                counts: list[int] = np.add.reduce(np.bitwise_count(met), axis=0, dtype=np.uint16).tolist()
                return counts
        return [*map(rows.intersection_cardinality, bitmaps)]


def _columns(bitmaps: tuple[BitMap, ...], first: int, last: int) -> NDArray[np.uint64]:
    stretch = BitMap(range(first * WORD, last * WORD))
    return np.stack([_words(rows & stretch, first, last) for rows in bitmaps], axis=1)


def _words(rows: BitMap, first: int, last: int) -> NDArray[np.uint64]:
    """Return rows as bits, from the word `first` until `last`."""
    bits = np.zeros((last - first) * WORD, np.uint8)
    bits[numbers(rows) - first * WORD] = 1
    return np.packbits(bits).view(np.uint64)
