"""The AUDIT-C, in the World Health Organization's words: seeds/guide/tools/audit-c.csv. It is added up in the browser."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

from app.guide.tool_pages import rows

WOMEN, MEN = 3, 4  # points from which studies of each call the answer positive
MOST = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One question; `answers` pairs points with words."""

    question: str
    answers: tuple[tuple[int, str], ...]


@cache
def items() -> tuple[Item, ...]:
    """Return the three questions; raises ValueError when they could not add up to 12."""
    found = tuple(
        Item(question, tuple((int(row["points"]), row["answer"]) for row in group))
        for question, group in groupby(rows("audit-c"), itemgetter("question"))
    )
    if sum(points for item in found for points, _answer in item.answers[-1:]) != MOST:
        raise ValueError(f"audit-c.csv: the last answers of the questions must give {MOST} points together.")
    return found
