"""What to talk over with a clinician before naltrexone: seeds/guide/tools/talk-first.csv. No score and no verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.core.words import N_
from app.guide.entries import Mistake, read_choices
from app.guide.tool_pages import table

REASONS = {
    "both": N_("Show all"),
    "alcohol": N_("For alcohol"),
    "opioids": N_("For opioids"),
}
NONE = "none"


@dataclass(frozen=True, slots=True)
class Point:
    """A row of the table: what is true of a person, what to know, and what to ask. `page` and `tool` are slugs."""

    slug: str
    reason: str
    words: str
    say: str
    ask: str
    page: str
    tool: str
    sources: str

    def concerns(self, reason: str) -> bool:
        """Say whether it matters to somebody who thinks of naltrexone for this reason."""
        return "both" in (self.reason, reason) or self.reason == reason


@cache
def points() -> dict[str, Point]:
    """Return the table by slug; raises ValueError on an unknown reason."""
    found = {
        row["slug"]: Point(
            row["slug"], row["for"], row["words"], row["say"], row["ask"], row["page"], row["tool"], row["sources"]
        )
        for row in table("talk-first")
    }
    if not {point.reason for point in found.values()} <= set(REASONS):
        raise ValueError("talk-first.csv: “for” is alcohol, opioids or both.")
    return found


def talk(true: Sequence[str]) -> tuple[Point, ...] | Mistake:
    """Return what to talk over first, in the table's order; empty when a person said that none is true."""
    held = read_choices(true, [*points(), NONE], "true", N_("Tick what is true for you, or “None of these”."))
    return held if isinstance(held, Mistake) else tuple(points()[slug] for slug in held if slug != NONE)
