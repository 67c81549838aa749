"""SAMHSA's book of service codes, as we know it."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.core.config import SEEDS

# Codes that say what a center does not do: a word of their names must not find it.
DENIALS = frozenset({"NOOP", "NAUT", "NMOA", "NMAUT"})


@dataclass(frozen=True, slots=True)
class Service:
    """One code of SAMHSA's book, with its category."""

    code: str
    name: str
    category_code: str
    category: str


@cache
def code_book() -> Mapping[str, Service]:
    """Return every SAMHSA service code we know, by code, in the book's order."""
    with (SEEDS / "vocabulary" / "codes.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Service(row["code"], row["name"], row["category_code"], row["category"])
            for row in csv.DictReader(file)
        }


def unknown_codes(codes: Iterable[str]) -> list[str]:
    """Return the codes that are not in the book, sorted; they are kept and shown as they came."""
    return sorted(frozenset(codes) - code_book().keys())
