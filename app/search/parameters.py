"""What may stand in the URL of a question: each parameter, its choices, and how one reads what a person gave for it.

No reader raises. What it cannot follow it puts into `notes`, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.centers.details import WALK_IN
from app.centers.vocabulary import GROUPS, Group, Value
from app.core.words import N_

WITHIN = {"5": 5, "10": 10, "25": 25, "50": 50, "100": 100, "any": None}
# The orders a person may choose; the first one holds without a choice.
SORTS = (NEAREST := "distance", OPENING := "opening", CONFIRMED := "confirmed")
MAX_TEXT = 120
MAX_PAGE = 999_999
# Beyond these a query is noise: the page names the first ones and stays readable.
MAX_IGNORED = 10
SHOWN_TEXT = 40

OPEN = Group(
    "open",
    N_("Intake hours"),
    (
        Value("now", N_("Open now"), frozenset(), N_("By the clock where the center is")),
        Value("walk-in", N_("Walk in"), frozenset({WALK_IN}), N_("You can come without an appointment")),
    ),
)
FILTERS = (*GROUPS, OPEN)
FILTER_BY_CODE: Mapping[str, Group] = {group.code: group for group in FILTERS}
# The parameters of everything but the place, the distance and the order.
FILTERING = ("q", *FILTER_BY_CODE)
_PARAMETERS = ("near", "within", *FILTERING, "setting", "sort", "page")


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in the query that was not followed: where it stood, what it said (cut), and why not."""

    parameter: str
    text: str
    reason: str


def _clean(text: str) -> str:
    """Drop what cannot be seen (NUL, controls, half surrogates) and fold white space."""
    if not text.isprintable():
        text = "".join(letter for letter in text if letter.isprintable() or letter.isspace())
    return " ".join(text.split())


def _note(notes: list[Ignored], parameter: str, text: str, reason: str) -> None:
    if len(notes) < MAX_IGNORED:
        notes.append(Ignored(_clean(parameter)[:SHOWN_TEXT], _clean(text)[:SHOWN_TEXT], reason))


def _first(parameter: str, given: Mapping[str, list[str]], notes: list[Ignored]) -> str:
    """Return the first of several texts; the others are named unless they only repeat it."""
    texts = given.get(parameter, [""])
    for other in dict.fromkeys(texts):
        if other != texts[0]:
            _note(notes, parameter, other, N_("Only the first one counts."))
    return texts[0]


def read_words(parameter: str, given: Mapping[str, list[str]], notes: list[Ignored]) -> str:
    """Return what was typed, without what cannot be seen, at most MAX_TEXT letters of it."""
    text = _clean(_first(parameter, given, notes))
    if len(text) > MAX_TEXT:
        _note(notes, parameter, text, N_("This is too long. Only the first 120 characters count."))
    return text[:MAX_TEXT].rstrip()


def read_within(given: Mapping[str, list[str]], notes: list[Ignored]) -> int | None:
    """Return a distance in miles; None for any."""
    text = _first("within", given, notes)
    if text and text not in WITHIN:
        _note(notes, "within", text, N_("Choose 5, 10, 25, 50, 100 or any. We looked at any distance."))
    return WITHIN.get(text)


def read_sort(given: Mapping[str, list[str]], notes: list[Ignored]) -> str:
    """Return one of SORTS."""
    text = _first("sort", given, notes)
    if not text or text in SORTS:
        return text or NEAREST
    _note(notes, "sort", text, N_("Choose distance, opening or confirmed. The nearest centers come first."))
    return NEAREST


def read_page(given: Mapping[str, list[str]], notes: list[Ignored]) -> int:
    """Return a page from 1 to MAX_PAGE."""
    text = _first("page", given, notes)
    if not text or (text.isascii() and text.isdecimal() and text.strip("0")):
        digits = text.lstrip("0") or "1"
        return int(digits) if len(digits) <= len(str(MAX_PAGE)) else MAX_PAGE
    _note(notes, "page", text, N_("A page is a whole number from 1. This is page 1."))
    return 1


def read_values(group: Group, texts: list[str], notes: list[Ignored]) -> tuple[str, ...]:
    """Return the codes that were chosen in a group, in the vocabulary's order."""
    found = tuple(value.code for value in group.values if value.code in texts)
    if len(found) < len(texts):
        for text in dict.fromkeys(texts):
            if text not in found:
                _note(notes, group.code, text, N_("This filter has no such choice."))
    return found


def name_the_rest(given: Mapping[str, list[str]], notes: list[Ignored]) -> None:
    """Note the parameters that mean nothing here."""
    for parameter, texts in given.items():
        if parameter == "setting" or parameter not in _PARAMETERS:
            _note(notes, parameter, texts[0], N_("There is no such filter."))
