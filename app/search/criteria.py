"""The question a person asks, as one frozen value that is read from a URL and makes its own URL.

Nothing a person typed is remembered here beyond the value itself: no cache outlives the request.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self
from urllib.parse import quote_plus

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

_PIECES = ("near", "within", "q", *FILTER_BY_CODE, "sort")

Chosen = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something in the query that was not followed: where it stood, what it said (cut), and why not."""

    parameter: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter: `text` is a label of the vocabulary, or for `q` and `within` what the person gave.

    `url` is the same question without it.
    """

    parameter: str
    code: str
    text: str
    url: str


@dataclass(frozen=True)
class Criteria:
    """What a person looks for. `within` is miles, None for any distance; `sort` is one of SORTS; `page` counts from 1.

    `chosen` pairs the code of a group with the codes chosen in it, both in the vocabulary's order;
    groups without a choice are left out.
    """

    near: str = ""
    within: int | None = None
    q: str = ""
    chosen: Chosen = ()
    page: int = 1
    sort: str = NEAREST
    ignored: tuple[Ignored, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """Read the question from the parameters of a URL; never raises, what it cannot follow is in `ignored`."""
        given: dict[str, list[str]] = {}
        for parameter, text in pairs:
            if text:
                given.setdefault(parameter, []).append(text)
        notes: list[Ignored] = []
        criteria = cls(
            near=_words("near", given, notes),
            within=_within(given, notes),
            q=_words("q", given, notes),
            chosen=tuple(
                (code, values)
                for code, group in FILTER_BY_CODE.items()
                if code in given and (values := _values(group, given[code], notes))
            ),
            page=_page(given, notes),
            sort=_sort(given, notes),
        )
        _name_the_rest(given, notes)
        return replace(criteria, ignored=tuple(notes)) if notes else criteria

    def values(self, group: str) -> tuple[str, ...]:
        """Return the codes chosen in one group, none when it is free."""
        return self._by_group.get(group, ())

    def with_value(self, group: str, code: str) -> Self:
        """Return the first page of the question with one value more."""
        return self._with_values(group, {*self.values(group), code})

    def without(self, group: str, code: str) -> Self:
        """Return the first page of the question with one value less."""
        return self._with_values(group, {*self.values(group)} - {code})

    def with_words(self, q: str) -> Self:
        """Return the first page of the question with other words."""
        return self._changed(q=q)

    def without_words(self) -> Self:
        """Return the first page of the question without words."""
        return self._changed(q="")

    def near_place(self, near: str) -> Self:
        """Return the first page of the question at another place."""
        return self._changed(near=near)

    def url(self, path: str = "/centers", *, page: int | None = None) -> str:
        """Return the one URL of this question, or of another `page` of it.

        Fixed order, defaults left out, UTF-8 percent-encoded.
        """
        return path + self.query(page=page)

    def query(self, *, page: int | None = None) -> str:
        """Return the part of that URL from its question mark on, nothing where nothing is asked."""
        page = self.page if page is None else page
        return _url("", [self.unsorted, _sort_piece(self.sort), f"page={page}" if page > 1 else ""])

    def url_without(self, *parameters: str) -> str:
        """Return the URL of the first page of the question without all of some parameters."""
        return _url("/centers", (self._pieces | dict.fromkeys(parameters, "")).values())

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The active filters, in the order of the page, each with the URL that removes it."""
        chips = []
        if self.within is not None:
            chips.append(Chip("within", str(self.within), str(self.within), self.url_without("within")))
        if self.q:
            chips.append(Chip("q", "", self.q, self.url_without("q")))
        for group, chosen in self.chosen:
            for value in FILTER_BY_CODE[group].values:
                if value.code in chosen:
                    others = _piece(group, (code for code in chosen if code != value.code))
                    chips.append(Chip(group, value.code, value.label, self._url_with(group, others)))
        return tuple(chips)

    def _url_with(self, parameter: str, piece: str) -> str:
        """Return the URL of the first page with another piece for one parameter."""
        return _url("/centers", (self._pieces | {parameter: piece}).values())

    @cached_property
    def unsorted(self) -> str:
        """The canonical query without its order and its page, which would stand behind it."""
        return "&".join(filter(None, [piece for parameter, piece in self._pieces.items() if parameter != "sort"]))

    @cached_property
    def _by_group(self) -> dict[str, tuple[str, ...]]:
        return dict(self.chosen)

    @cached_property
    def _pieces(self) -> dict[str, str]:
        """The canonical query parameter by parameter, without the page; empty where the default holds."""
        pieces = dict.fromkeys(_PIECES, "")
        if self.near:
            pieces["near"] = f"near={quote_plus(self.near)}"
        if self.within is not None:
            pieces["within"] = f"within={self.within}"
        if self.q:
            pieces["q"] = f"q={quote_plus(self.q)}"
        for group, codes in self.chosen:
            pieces[group] = _piece(group, codes)
        pieces["sort"] = _sort_piece(self.sort)
        return pieces

    def _with_values(self, group: str, codes: set[str]) -> Self:
        chosen = dict(self.chosen) | {group: tuple(v.code for v in FILTER_BY_CODE[group].values if v.code in codes)}
        return self._changed(chosen=tuple((code, chosen[code]) for code in FILTER_BY_CODE if chosen.get(code)))

    def _changed(self, **changes: object) -> Self:
        return replace(self, page=1, ignored=(), **changes)  # type: ignore[arg-type]


def _url(path: str, pieces: Iterable[str]) -> str:
    query = "&".join(filter(None, pieces))
    return f"{path}?{query}" if query else path


def _sort_piece(sort: str) -> str:
    return f"sort={sort}" if sort != NEAREST else ""


def _piece(group: str, codes: Iterable[str]) -> str:
    return "&".join(f"{group}={code}" for code in codes)


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


def _words(parameter: str, given: Mapping[str, list[str]], notes: list[Ignored]) -> str:
    text = _clean(_first(parameter, given, notes))
    if len(text) > MAX_TEXT:
        _note(notes, parameter, text, N_("This is too long. Only the first 120 characters count."))
    return text[:MAX_TEXT].rstrip()


def _within(given: Mapping[str, list[str]], notes: list[Ignored]) -> int | None:
    text = _first("within", given, notes)
    if text and text not in WITHIN:
        _note(notes, "within", text, N_("Choose 5, 10, 25, 50, 100 or any. We looked at any distance."))
    return WITHIN.get(text)


def _sort(given: Mapping[str, list[str]], notes: list[Ignored]) -> str:
    text = _first("sort", given, notes)
    if not text or text in SORTS:
        return text or NEAREST
    _note(notes, "sort", text, N_("Choose distance, opening or confirmed. The nearest centers come first."))
    return NEAREST


def _page(given: Mapping[str, list[str]], notes: list[Ignored]) -> int:
    text = _first("page", given, notes)
    if not text or (text.isascii() and text.isdecimal() and text.strip("0")):
        digits = text.lstrip("0") or "1"
        return int(digits) if len(digits) <= len(str(MAX_PAGE)) else MAX_PAGE
    _note(notes, "page", text, N_("A page is a whole number from 1. This is page 1."))
    return 1


def _values(group: Group, texts: list[str], notes: list[Ignored]) -> tuple[str, ...]:
    found = tuple(value.code for value in group.values if value.code in texts)
    if len(found) < len(texts):
        for text in dict.fromkeys(texts):
            if text not in found:
                _note(notes, group.code, text, N_("This filter has no such choice."))
    return found


def _name_the_rest(given: Mapping[str, list[str]], notes: list[Ignored]) -> None:
    for parameter, texts in given.items():
        if parameter == "setting" or parameter not in _PARAMETERS:
            _note(notes, parameter, texts[0], N_("There is no such filter."))
