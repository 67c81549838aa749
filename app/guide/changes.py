"""What changed in the guide, day by day: seeds/guide/changes.csv, one plain sentence a line.

A line is told to those who asked for letters by `wayhome guide announce`; a day ahead waits for its day.
"""

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from app.core.config import SEEDS

FILE = SEEDS / "guide" / "changes.csv"
LONGEST = 200  # letters of one sentence


@dataclass(frozen=True, slots=True)
class Change:
    """What changed on one page on one day."""

    day: date
    slug: str
    words: str


@cache
def changes(slugs: Collection[str], path: Path = FILE) -> Sequence[Change]:
    """Return all changes, newest first; `slugs` names every page of the guide.

    Raises ValueError that names each line with a fault.
    """
    faults, found = list[str](), list[Change]()
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            faults += [f"{path.name}, line {number}: {fault}." for fault in _faults(row, slugs)]
            if not faults:
                found.append(Change(date.fromisoformat(row["day"]), row["slug"], row["words"]))
    twice = Counter((change.day, change.slug) for change in found)
    faults += [f"{path.name}: {slug} has two lines on {day}." for (day, slug), count in twice.items() if count > 1]
    if faults:
        raise ValueError("The guide cannot be built.\n" + "\n".join(faults))
    return sorted(found, key=lambda change: change.day, reverse=True)


def up_to(day: date, told: Sequence[Change]) -> list[Change]:
    """Return the changes that have come about by a day."""
    return [change for change in told if change.day <= day]


def _faults(row: dict[str, str], slugs: Collection[str]) -> Iterator[str]:
    try:
        date.fromisoformat(row["day"] or "")
    except ValueError:
        yield f"“{row['day']}” is no day; write it as 2026-11-25"
    if row["slug"] not in slugs:
        yield f"there is no page {row['slug']}"
    words = row["words"] or ""
    if not words.endswith(".") or len(words) > LONGEST:
        yield f"the change is one sentence of at most {LONGEST} letters, with its full stop"
