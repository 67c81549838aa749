"""Lists to tick and print: questions for a visit, and what to do when leaving jail, a hospital or rehab."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

from app.core.words import N_
from app.guide.tool_pages import table

PLACES = {
    "any": N_("Any of them"),
    "jail": N_("Jail or prison"),
    "hospital": N_("A hospital"),
    "rehab": N_("Rehab or detox"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line to tick; `where` is a place of PLACES, or any."""

    words: str
    where: str
    sources: str


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under one heading."""

    heading: str
    lines: tuple[Line, ...]


@cache
def visit_questions() -> tuple[Part, ...]:
    """Return the questions for a visit."""
    return _parts("visit-questions")


@cache
def leaving(where: str) -> tuple[Part, ...]:
    """Return what matters when leaving a place of PLACES; `any` is all of it."""
    parts = (
        Part(part.heading, tuple(line for line in part.lines if where == "any" or line.where in ("any", where)))
        for part in _parts("leaving")
    )
    return tuple(part for part in parts if part.lines)


def _parts(name: str) -> tuple[Part, ...]:
    return tuple(
        Part(heading, tuple(Line(row["words"], row["where"], row["sources"]) for row in group))
        for heading, group in groupby(table(name), itemgetter("part"))
    )
