"""The question a person asks, as one frozen value that is read from a URL and makes its own URL.

Nothing a person typed is remembered here beyond the value itself: no cache outlives the request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self
from urllib.parse import quote_plus

from app.search import parameters
from app.search.parameters import FILTER_BY_CODE, NEAREST, Ignored

_PIECES = ("near", "within", "q", *FILTER_BY_CODE, "sort")

Chosen = tuple[tuple[str, tuple[str, ...]], ...]


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
            near=parameters.read_words("near", given, notes),
            within=parameters.read_within(given, notes),
            q=parameters.read_words("q", given, notes),
            chosen=tuple(
                (code, values)
                for code, group in FILTER_BY_CODE.items()
                if code in given and (values := parameters.read_values(group, given[code], notes))
            ),
            page=parameters.read_page(given, notes),
            sort=parameters.read_sort(given, notes),
        )
        parameters.name_the_rest(given, notes)
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
