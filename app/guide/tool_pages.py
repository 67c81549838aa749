"""What stands on the pages of the guide's small tools, and the tables they answer from.

seeds/guide/tools holds one table a tool, which a clinician can read and mend, and tools.toml with the rest of each page.
A row's `mark` says how far its facts were checked: V, read in the source itself; K, not. A row marked K says whom to ask.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.core.config import SEEDS
from app.guide import references
from app.guide.references import Source
from app.guide.tools_list import BY_SLUG

GUIDE = SEEDS / "guide"
TABLES = GUIDE / "tools"
MARKS = {"V", "K"}


@dataclass(frozen=True, slots=True)
class ToolPage:
    """One tool's page; `related` are slugs of pages, `find` is the query string of a search that fits."""

    slug: str
    title: str
    lead: str
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    find: str
    find_words: str
    checked_on: date
    review_due: date
    reviewed_by: str

    def number(self, source: str) -> int:
        """Return the number under which this page lists a source; raises ValueError when it does not."""
        return [each.id for each in self.sources].index(source) + 1


@cache
def tool_pages() -> dict[str, ToolPage]:
    """Return every tool's page by its slug; raises ValueError that names the tool when something is missing."""
    with (TABLES / "tools.toml").open("rb") as file:
        return {entry["slug"]: _tool(entry) for entry in tomllib.load(file)["tool"]}


def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table that states nothing about medicines."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one table; raises ValueError that names the row when its mark or its sources are wrong."""
    found = rows(name)
    for row in found:
        cited = row["sources"].split()
        if row["mark"] not in MARKS or not set(cited) <= _sources().keys() or (row["mark"] == "V") is not bool(cited):
            raise ValueError(f"{name}.csv: {list(row.values())[:3]} needs a mark, and known sources when it is V.")
    return found


def _tool(entry: dict[str, Any]) -> ToolPage:
    of_tables = [id_ for name in entry["tables"] for row in table(name) for id_ in row["sources"].split()]
    cited = dict.fromkeys([*entry["sources"], *of_tables])
    missing = [id_ for id_ in cited if id_ not in _sources() or not _sources()[id_].url]
    if missing or not cited or entry["slug"] not in BY_SLUG:
        raise ValueError(f"tools.toml: {entry['slug']} needs a place in TOOLS, and sources with addresses: {missing}.")
    return ToolPage(
        slug=entry["slug"],
        title=BY_SLUG[entry["slug"]].title,
        lead=entry["lead"],
        sources=tuple(_sources()[id_] for id_ in cited),
        related=tuple(entry["related"]),
        find=entry["find"],
        find_words=entry["find_words"],
        checked_on=entry["checked_on"],
        review_due=entry["review_due"],
        reviewed_by=entry["reviewed_by"],
    )


@cache
def _sources() -> Mapping[str, Source]:
    return references.sources(GUIDE / "sources.csv")
