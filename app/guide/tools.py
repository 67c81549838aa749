"""The guide's small tools: what each is called, what stands behind it, and the tables they answer from.

seeds/guide/tools holds one table a tool, which a clinician can read and mend, and tools.toml, which names the tools.
A row's `mark` says how far its facts were checked: V, read in the source itself; K, not. A row marked K says whom to ask.
"""

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.core.config import SEEDS

GUIDE = SEEDS / "guide"
TABLES = GUIDE / "tools"
MARKS = {"V", "K"}


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a fact was read in."""

    id: str
    organisation: str
    title: str
    year: str
    url: str


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool; `related` are slugs of pages, `find` is the query string of a search that fits."""

    slug: str
    title: str
    summary: str
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    find: str
    find_words: str
    checked_on: date
    review_due: date
    reviewed_by: str

    def number(self, source: str) -> int:
        """Return the number under which this tool's page lists a source; raises ValueError when it does not."""
        return [each.id for each in self.sources].index(source) + 1


@cache
def tools() -> dict[str, Tool]:
    """Return every tool by its slug; raises ValueError that names the tool when something behind it is missing."""
    return {entry["slug"]: _tool(entry) for entry in _index()["tool"]}


def pages() -> dict[str, str]:
    """Return the words for each page of the guide that a tool leads to, by its slug."""
    found: dict[str, str] = _index()["pages"]
    return found


def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a file under seeds/guide."""
    with (GUIDE / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one table; raises ValueError that names the row when its mark or its sources are wrong."""
    found = rows(f"tools/{name}.csv")
    for row in found:
        cited = row["sources"].split()
        if row["mark"] not in MARKS or not set(cited) <= _register().keys() or (row["mark"] == "V") is not bool(cited):
            raise ValueError(f"{name}.csv: {list(row.values())[:3]} needs a mark, and known sources when it is V.")
    return found


def _tool(entry: dict[str, Any]) -> Tool:
    cited = [
        *entry["sources"],
        *(id_ for name in entry["tables"] for row in table(name) for id_ in row["sources"].split()),
    ]
    missing = sorted({id_ for id_ in cited if id_ not in _register() or not _register()[id_].url})
    missing += [slug for slug in entry["related"] if slug not in pages()]
    if missing or not cited:
        raise ValueError(
            f"tools.toml: {entry['slug']} needs sources with addresses and named pages; look at {missing}."
        )
    return Tool(
        slug=entry["slug"],
        title=entry["title"],
        summary=entry["summary"],
        sources=tuple(_register()[id_] for id_ in dict.fromkeys(cited)),
        related=tuple(entry["related"]),
        find=entry["find"],
        find_words=entry["find_words"],
        checked_on=entry["checked_on"],
        review_due=entry["review_due"],
        reviewed_by=entry["reviewed_by"],
    )


@cache
def _index() -> dict[str, Any]:
    with (TABLES / "tools.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _register() -> dict[str, Source]:
    return {row["id"]: Source(**row) for row in rows("sources.csv")}
