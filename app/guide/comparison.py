"""Medicines side by side, the same rows for each: seeds/guide/tools/medicines.csv.

A cell whose fact was not read in a source is empty there, and the page says whom to ask instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.core.words import N_
from app.guide.entries import Mistake, read_choices
from app.guide.tool_pages import table

MEDICINES = {
    "naltrexone-tablet": N_("Naltrexone tablet"),
    "naltrexone-injection": N_("Naltrexone monthly shot (Vivitrol)"),
    "acamprosate": N_("Acamprosate"),
    "disulfiram": N_("Disulfiram"),
    "topiramate": N_("Topiramate (off-label for alcohol)"),
    "gabapentin": N_("Gabapentin (off-label for alcohol)"),
    "buprenorphine": N_("Buprenorphine"),
    "methadone": N_("Methadone"),
}
ROWS = {
    "works": N_("How it works"),
    "approved": N_("What the FDA approved it for"),
    "dose": N_("Usual adult dose"),
    "alcohol-first": N_("Off alcohol first?"),
    "opioids-first": N_("Off opioids first?"),
    "not-for": N_("Who should not take it"),
    "where": N_("Where you get it"),
    "evidence": N_("What studies found"),
    "side-effects": N_("Main side effects"),
    "stopping": N_("Stopping"),
}
SETS = {
    N_("Compare medicines for alcohol"): tuple(MEDICINES)[:6],
    N_("Compare medicines for opioids"): ("methadone", "buprenorphine", "naltrexone-injection", "naltrexone-tablet"),
    N_("Compare the tablet and the monthly shot"): tuple(MEDICINES)[:2],
}
DOES_NOT_APPLY = "-"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one medicine in one row; `text` is empty where nothing was read in a source."""

    row: str
    text: str
    sources: str
    applies: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One medicine and its cells, in the order of ROWS."""

    slug: str
    name: str
    cells: tuple[Cell, ...]


@cache
def columns() -> dict[str, Column]:
    """Return every medicine; raises ValueError when a cell is missing, or says a fact that was not read."""
    cells = {(row["medicine"], row["row"]): _cell(row) for row in table("medicines")}
    if set(cells) != {(medicine, row) for medicine in MEDICINES for row in ROWS}:
        raise ValueError("medicines.csv: each medicine needs each row, once.")
    return {slug: Column(slug, name, tuple(cells[slug, row] for row in ROWS)) for slug, name in MEDICINES.items()}


def chosen(given: Sequence[str]) -> tuple[Column, ...] | Mistake:
    """Return the medicines a person chose, in the table's order."""
    slugs = read_choices(given, MEDICINES, "medicine", N_("Tick at least one medicine."))
    return slugs if isinstance(slugs, Mistake) else tuple(columns()[slug] for slug in slugs)


def _cell(row: dict[str, str]) -> Cell:
    if row["mark"] == "K" and row["text"] not in {"", DOES_NOT_APPLY}:
        raise ValueError(f"medicines.csv: {row['medicine']}, {row['row']} is marked K, so it states nothing.")
    applies = row["text"] != DOES_NOT_APPLY
    return Cell(row["row"], row["text"] if applies else "", row["sources"], applies)
