"""What all rows reported of their openings, as one table, asked for one moment and for the care that a person needs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from app.centers.openings import CARES, GENDERS, NOT_REPORTED, Opening, is_for

_KINDS = tuple((care, gender) for care in sorted(CARES) for gender in ("", *sorted(GENDERS)))
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
Ranks = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Vacancies:
    """The reports of all rows; nothing is thrown away when it is over, for that is a matter of the moment."""

    reports: NDArray[
        np.float64
    ]  # five lines: row number, kind, rank, and the seconds since 1970 from and until it holds

    @classmethod
    def of(cls, openings: Iterable[tuple[int, Iterable[Opening]]]) -> "Vacancies":
        """Read what each row told; rows are numbers of the index."""
        reports = [
            (
                row,
                _NUMBERS[each.care, each.gender],
                each.rank,
                each.reported_at.timestamp(),
                each.holds_until.timestamp(),
            )
            for row, told in openings
            for each in told
        ]
        return cls(np.array(reports, np.float64).reshape(-1, 5).T)

    def with_(self, more: "Vacancies") -> "Vacancies":
        """Return a table that also holds the rows of another."""
        return Vacancies(np.hstack([self.reports, more.reports])) if more.reports.size else self

    def any_at(self, moment: datetime) -> bool:
        """Say whether any report holds at a moment: then the words of its age change, and one day it is over."""
        return bool(self.reports.size) and bool(self._holding(moment.timestamp()).any())

    def ranks(self, rows: int, moment: datetime, cares: Collection[str], genders: Collection[str]) -> Ranks:
        """Return for each of so many rows how soon a person who asks for these could come in, as `Opening.rank` says."""
        wanted = np.array([is_for(*kind, cares=cares, genders=genders) for kind in _KINDS])
        number, kind, rank = self.reports[:3].astype(np.intp)
        telling = self._holding(moment.timestamp()) & wanted[kind]
        ranks = np.full(rows, NOT_REPORTED, np.int32)
        np.minimum.at(ranks, number[telling], rank[telling])
        return ranks

    def _holding(self, moment: float) -> NDArray[np.bool_]:
        since, until = self.reports[3:]
        holding: NDArray[np.bool_] = (since <= moment) & (moment < until)
        return holding
