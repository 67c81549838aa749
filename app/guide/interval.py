"""How long without opioids before naltrexone may be asked about.

The table is seeds/guide/tools/opioids.csv. Of several opioids the longest rule holds, and one without a number takes
the number from all. Nothing ever shortens a wait, and a day that comes out is a day to ask, not a day to start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from app.core.words import N_
from app.guide.entries import Mistake, mistakes_among, read_choices, read_past_day
from app.guide.tool_pages import table

GROUPS = {
    "street": N_("Street opioids"),
    "pills": N_("Pain, cough and stomach medicines"),
    "long": N_("Long-acting opioids, and medicines for opioid use disorder"),
    "other": N_("Something else"),
}


@dataclass(frozen=True, slots=True)
class Opioid:
    """A row of the table; `least` and `most` are whole days, None where there is no number."""

    slug: str
    group: str
    name: str
    hint: str
    acts: str
    least: int | None
    most: int | None
    longer: bool
    note: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The longest rule for what was taken. Without a number, `least`, `most` and `ask_from` are None.

    `ruling` are the opioids the rule comes from. `ask_from` is the earliest day to ask a clinician about.
    """

    taken: tuple[Opioid, ...]
    ruling: tuple[Opioid, ...]
    last: date | None
    least: int | None
    most: int | None
    ask_from: date | None

    @property
    def longer(self) -> bool:
        """Say whether any of them may need longer than its number."""
        return any(opioid.longer for opioid in self.taken)

    @property
    def long_acting(self) -> bool:
        """Say whether the rule for long-acting opioids is the one that holds."""
        return any(opioid.acts == "long" for opioid in self.ruling)


@cache
def opioids() -> dict[str, Opioid]:
    """Return the table by slug; raises ValueError when a row has half a number or an unknown group."""
    found = {row["slug"]: _opioid(row) for row in table("opioids")}
    if not all(opioid.group in GROUPS and (opioid.least is None) is (opioid.most is None) for opioid in found.values()):
        raise ValueError("opioids.csv: each row needs a known group, and both numbers or none.")
    return found


def wait(given: Sequence[str], last: str) -> Wait | tuple[Mistake, ...]:
    """Return the wait after what was taken and the last day of it, or what is wrong with the entries."""
    chosen = read_choices(given, opioids(), "opioid", N_("Tick each opioid you took. Not sure? Tick “Not sure”."))
    taken = () if isinstance(chosen, Mistake) else tuple(opioids()[slug] for slug in chosen)
    unnumbered = tuple(opioid for opioid in taken if opioid.most is None)
    if unnumbered and not last.strip():
        return Wait(taken, unnumbered, None, None, None, None)
    day = read_past_day(last, "last", N_("Enter the last day you took any of them."))
    if isinstance(chosen, Mistake) or isinstance(day, Mistake):
        return mistakes_among(chosen, day)
    if unnumbered:
        return Wait(taken, unnumbered, day, None, None, None)
    most = max(opioid.most or 0 for opioid in taken)
    ruling = tuple(opioid for opioid in taken if opioid.most == most)
    least = max(opioid.least or 0 for opioid in ruling)
    return Wait(taken, ruling, day, least, most, day + timedelta(days=most))


def _opioid(row: dict[str, str]) -> Opioid:
    return Opioid(
        slug=row["slug"],
        group=row["group"],
        name=row["name"],
        hint=row["hint"],
        acts=row["acts"],
        least=int(row["from"]) if row["from"] else None,
        most=int(row["to"]) if row["to"] else None,
        longer=row["longer"] == "yes",
        note=row["note"],
    )
