"""What the pages rest on: the facts with their marks, the sources with their addresses, the words explained.

The facts were gathered from the sources beforehand; a mark says how a fact was read. Only `V` may be published.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VERIFIED = "V"  # the source's own words were read; V* was read in another's words, K in none
POINTER = "see"  # says nothing itself and names other facts


@dataclass(frozen=True, slots=True)
class Source:
    """One document; `year` is empty where it bears none."""

    id: str
    organisation: str
    title: str
    year: str
    url: str

    @property
    def words(self) -> str:
        """Who wrote what, and when."""
        return f"{self.organisation}: {self.title}" + (f" ({self.year})" if self.year else "")


@dataclass(frozen=True, slots=True)
class Term:
    """A hard word, the other ways it is written, and what it means."""

    name: str
    also: tuple[str, ...]
    meaning: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def id(self) -> str:
        """The term's anchor on a page."""
        return "word-" + anchor(self.name)


@dataclass(frozen=True, slots=True)
class Statement:
    """One safety statement that every page carries; `vital` ones stand near the top. `page` says more."""

    id: str
    vital: bool
    lead: str
    text: str
    facts: tuple[str, ...]
    page: str


def facts(path: Path) -> Mapping[str, str]:
    """Return the mark of each fact, and of each part of a fact that is marked in parts (`P07-07a`)."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["mark"] for row in csv.DictReader(file)}


def sources(path: Path) -> Mapping[str, Source]:
    """Return the sources by their ids."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: Source(**row) for row in csv.DictReader(file)}


def terms(path: Path) -> tuple[Term, ...]:
    """Return the words of the glossary by name."""
    with path.open("rb") as file:
        told = tomllib.load(file).get("term", [])
    read = [
        Term(
            each["name"],
            tuple(each.get("also", ())),
            each["meaning"].strip(),
            tuple(each.get("facts", ())),
            tuple(each.get("sources", ())),
        )
        for each in told
    ]
    return tuple(sorted(read, key=lambda term: term.name.casefold()))


def statements(path: Path) -> tuple[Statement, ...]:
    """Return the safety statements in their order."""
    with path.open("rb") as file:
        told = tomllib.load(file).get("statement", [])
    return tuple(
        Statement(
            each["id"],
            each.get("vital", False),
            each["lead"],
            each.get("text", ""),
            tuple(each.get("facts", ())),
            each.get("page", ""),
        )
        for each in told
    )


def anchor(words: str) -> str:
    """Return words as an id: “Does it hurt?” is does-it-hurt."""
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else " " for letter in words.lower().replace("’", "")
    )
    return "-".join(plain.split())
