"""What does not go with naltrexone: seeds/guide/tools/interactions.csv, found by the words a person types.

The names stand in medicine-names.csv. A word that is not there is answered with “ask a pharmacist”; nothing is ever
said to go well with naltrexone because we do not know it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.core.words import N_
from app.guide.entries import Mistake, quote, read_choices
from app.guide.tool_pages import rows, table

SEVERITIES = ("stop", "avoid", "ask", "info")  # the gravest first
MOST = 12  # entries in one question
LONGEST_ENTRY = 200
ALIKE, SHORTEST = 0.84, 5  # of 1: one wrong letter in seven; shorter words have too many neighbors
APART = re.compile(r"[,;\n/+&]|\band\b|\bor\b", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
# Words around a medicine's name that change nothing of what is known about it.
_AROUND = """
a an the my some of in for with to i take taking use using on per day daily once twice mg mcg ml g er xr sr ir cr la
hcl hydrochloride sulfate tablet tablets tab tabs pill pills capsule capsules film films strip strips patch patches
shot shots injection spray syrup drops liquid medicine medicines medication drug brand generic dose
"""
AROUND = frozenset(_AROUND.split())


class Reading(NamedTuple):
    """A name that was read, or only a kind that was chosen; `typed` when the name was spelt otherwise."""

    typed: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table: a class of medicines and what is known of it; `happens` may be empty."""

    slug: str
    name: str
    severity: str
    happens: str
    advice: str
    page: str
    sources: str


@dataclass(frozen=True, slots=True)
class Found:
    """One kind that was chosen or read: `names` are those entered, `slips` pairs what was typed with what we read."""

    kind: Kind
    names: tuple[str, ...]
    slips: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Check:
    """The answer: what is known, the gravest first, and the words nobody here knows."""

    found: tuple[Found, ...]
    unknown: tuple[str, ...]

    @property
    def severities(self) -> tuple[str, ...]:
        """Return the severities that occur, the gravest first."""
        held = {each.kind.severity for each in self.found}
        return tuple(severity for severity in SEVERITIES if severity in held)


@cache
def kinds() -> dict[str, Kind]:
    """Return the table by slug; raises ValueError on an unknown severity."""
    found = {
        row["slug"]: Kind(
            row["slug"], row["class"], row["severity"], row["happens"], row["advice"], row["page"], row["sources"]
        )
        for row in table("interactions")
    }
    if not {kind.severity for kind in found.values()} <= set(SEVERITIES):
        raise ValueError(f"interactions.csv: a severity is one of {SEVERITIES}.")
    return found


@cache
def names() -> dict[str, tuple[str, str]]:
    """Return the name and the kind of each way to write a medicine, folded; raises ValueError when one has two."""
    found: dict[str, tuple[str, str]] = {}
    for row in name_rows():
        for written in (row["name"], *filter(None, row["also"].split(";"))):
            key = " ".join(_words(written))
            if key in found or row["class"] not in kinds():
                raise ValueError(f"medicine-names.csv: “{key}” stands twice, or its class is unknown.")
            found[key] = (row["name"], row["class"])
    return found


def suggestions() -> list[str]:
    """Return what the list beneath the field offers, in the order of the alphabet."""
    return sorted({written.strip() for row in name_rows() for written in (row["name"], *row["also"].split(";"))} - {""})


def check(typed: Sequence[str], chosen: Sequence[str]) -> Check | Mistake:
    """Return what is known of everything typed and chosen."""
    entries = [each for each in typed if each.strip()]
    if any(len(entry) > LONGEST_ENTRY for entry in entries) or len(entries) > MOST:
        return Mistake("medicine", N_("That is too much at once. Enter up to 12 short names."))
    picked = read_choices(chosen, kinds(), "kind", "") if chosen else ()
    if isinstance(picked, Mistake):
        return picked
    read: list[Reading] = [Reading("", "", slug) for slug in picked]
    unknown: list[str] = []
    for part in (part for entry in entries for part in APART.split(entry) if part.strip()):
        found, left = _read(_words(part))
        read += found
        unknown += [quote(part)] if left else []
    if not read and not unknown:
        return Mistake("medicine", N_("Type a medicine, or choose a kind."))
    held = {reading.kind for reading in read}
    ordered = sorted((kind for kind in kinds().values() if kind.slug in held), key=_gravity)
    return Check(tuple(_found(kind, read) for kind in ordered), tuple(dict.fromkeys(unknown)))


@cache
def name_rows() -> tuple[dict[str, str], ...]:
    """Return the rows of medicine-names.csv; they name medicines and state nothing about them."""
    return rows("medicine-names")


def _gravity(kind: Kind) -> int:
    return SEVERITIES.index(kind.severity)


def _found(kind: Kind, read: Sequence[Reading]) -> Found:
    readings = [reading for reading in read if reading.kind == kind.slug and reading.name]
    names = dict.fromkeys(reading.name for reading in readings if not reading.typed)
    slips = dict.fromkeys((reading.typed, reading.name) for reading in readings if reading.typed)
    return Found(kind, tuple(names), tuple(slips))


def _read(words: list[str]) -> tuple[list[Reading], list[str]]:
    """Find the longest names first, from left to right; return them and the words that are left over."""
    found, left, start = [], [], 0
    while start < len(words):
        for end in range(len(words), start, -1):
            if known := names().get(" ".join(words[start:end])):
                found.append(Reading("", *known))
                start = end
                break
        else:
            left.append(words[start])
            start += 1
    left = [word for word in left if word not in AROUND and not word[0].isdigit()]
    slips = [(word, _nearest(word)) for word in left]
    found += [Reading(word, *near) for word, near in slips if near]
    return found, [word for word, near in slips if not near]


def _nearest(word: str) -> tuple[str, str] | None:
    if len(word) < SHORTEST:
        return None
    near = process.extractOne(word, _single(), scorer=OSA.normalized_similarity, processor=None, score_cutoff=ALIKE)
    return names()[near[0]] if near else None


@cache
def _single() -> tuple[str, ...]:
    return tuple(name for name in names() if " " not in name and len(name) >= SHORTEST)


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())
