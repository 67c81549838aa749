"""The sentences of the results page: what was asked, and how many fit."""

from collections.abc import Iterable
from functools import lru_cache

from app.centers.vocabulary import Value
from app.core.display import count_words
from app.core.extensions import language
from app.core.translation import _, ngettext
from app.places.place import Kind, Place
from app.search.criteria import Chip, Chosen, Criteria
from app.search.parameters import CONFIRMED, FILTERS, OPENING, WITHIN


def heading(total: int, place: Place | None) -> str:
    """Return “43 centers near Plymouth, MA”."""
    code = language().language
    if place is None:
        return _heading(total, "", code)
    return _heading(total, "in" if place.kind is Kind.STATE else "near", code) % {"place": place.label}


def centers(total: int) -> str:
    """Return “1 center” or “1,234 centers”; there is at least one."""
    return _heading(total, "", language().language)


@lru_cache(maxsize=10_000)
def _heading(total: int, where: str, _code: str) -> str:
    """Return the heading with its place left open as `%(place)s`; no place is kept here."""
    count, place = count_words(total), "%(place)s"
    if not total:
        return _("No center near %(place)s fits", place=place) if where else _("No center fits")
    if not where:
        return ngettext("%(count)s center", "%(count)s centers", total, count=count)
    if where == "in":
        return ngettext(
            "%(count)s center in %(place)s", "%(count)s centers in %(place)s", total, count=count, place=place
        )
    return ngettext(
        "%(count)s center near %(place)s", "%(count)s centers near %(place)s", total, count=count, place=place
    )


def order(sort: str, place: str, *, here: bool = False) -> str:
    """Say how the list is ordered, and what its miles mean; `place` is empty where nothing is measured.

    `here`: the place is a bare point, which a browser gave and rounded.
    """
    if sort == OPENING:
        rule = _("Soonest opening first, then the shortest wait. Centers that told us nothing today come last.")
    elif sort == CONFIRMED:
        rule = _("Last confirmed first. Centers that nobody has confirmed yet come last.")
    elif place:
        rule = _("Nearest first.")
    else:
        return _("In no special order: by the number each center got when it was added.")
    if here:
        miles = _("Miles are a straight line from about where you are.")
    else:
        miles = _("Miles are a straight line from the middle of %(place)s.", place=place) if place else ""
    return f"{rule} {miles}".rstrip()


class Choices:
    """The words of every choice, in the language of the request that first needs them."""

    def __init__(self) -> None:
        self._labels = {(group.code, value.code): _(value.label) for group in FILTERS for value in group.values}
        self._within = {
            str(miles): _("Within %(miles)s miles", miles=miles) for miles in WITHIN.values() if miles is not None
        }
        self._any_distance = _("Look at any distance")
        # The place for the words stays in the sentence until they are known.
        self._without_words = _("Leave out the words “%(words)s”", words="%(words)s")
        self._without = _("Leave out %(wish)s", wish="%(wish)s")
        self._or, self._and = _(" or "), _(", and ")

    def wish(self, criteria: Criteria, wish: str) -> str:
        """Name one wish of a question: `within`, `q` or a group, whose values are joined with “or”."""
        if wish == "within":
            return self._within[str(criteria.within)]
        if wish == "q":
            return _("Words: %(words)s", words=criteria.q)
        return self._or.join(self._labels[wish, value] for value in criteria.values(wish))

    def without(self, criteria: Criteria, wish: str) -> str:
        """Say what giving up one wish is, as the words of a link."""
        if wish == "within":
            return self._any_distance
        if wish == "q":
            return self._without_words % {"words": criteria.q}
        return self._without % {"wish": self.wish(criteria, wish)}

    def logic(self, chosen: Chosen) -> str:
        """Say the choice as a sentence: “Detox or Residential, and Medicaid”."""
        return self._and.join(self._or.join(self._labels[group, value] for value in values) for group, values in chosen)

    def chip(self, active: Chip) -> str:
        """Return the words on the link that removes one active filter."""
        if active.parameter == "within":
            return self._within[active.text]
        if active.parameter == "q":
            return _("Words: %(words)s", words=active.text)
        return self._labels[active.parameter, active.code]


def labels(values: Iterable[Value]) -> list[str]:
    """Return the translated labels of values."""
    return [_(value.label) for value in values]


def explained(values: Iterable[Value]) -> list[tuple[str, str]]:
    """Return the translated label of each value, with what it means where that is written."""
    return [(_(value.label), _(value.meaning) if value.meaning else "") for value in values]


def translated(sentences: Iterable[str]) -> list[str]:
    """Return each of several words or sentences in the reader's language."""
    return [_(sentence) for sentence in sentences]
