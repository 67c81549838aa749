"""Side effects by what to do about them: seeds/guide/tools/side-effects.csv. Of several, the most urgent comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.core.words import N_
from app.guide.entries import Mistake, read_choices
from app.guide.tool_pages import table

ACTIONS = ("911", "call", "wait")  # the most urgent first
OTHER = "other"


@dataclass(frozen=True, slots=True)
class SideEffect:
    """A row of the table; `say` is a sentence more, or empty."""

    slug: str
    action: str
    words: str
    say: str
    sources: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about all that a person noticed: the most urgent of its actions, and what belongs to each."""

    action: str
    noticed: tuple[SideEffect, ...]
    other: bool


@cache
def side_effects() -> dict[str, SideEffect]:
    """Return the table by slug, the most urgent first; raises ValueError on an unknown action."""
    rows = sorted(table("side-effects"), key=lambda row: ACTIONS.index(row["action"]))
    return {
        row["slug"]: SideEffect(row["slug"], row["action"], row["words"], row["say"], row["sources"]) for row in rows
    }


def advice(given: Sequence[str]) -> Advice | Mistake:
    """Return what to do about what was noticed; something that is not in the table is worth a call."""
    slugs = read_choices(given, [*side_effects(), OTHER], "noticed", N_("Tick what you notice, or “Something else”."))
    if isinstance(slugs, Mistake):
        return slugs
    noticed = tuple(side_effects()[slug] for slug in slugs if slug != OTHER)
    actions = {effect.action for effect in noticed} | ({"call"} if OTHER in slugs else set())
    return Advice(min(actions, key=ACTIONS.index), noticed, OTHER in slugs)
