"""The sentences of the results page: what was asked, and how many fit."""

from collections.abc import Iterable

from app.centers.vocabulary import GROUPS, Value
from app.core.display import count_words
from app.core.translation import _, ngettext
from app.places.place import Kind, Place
from app.search.criteria import Chip, Chosen


def heading(total: int, place: Place | None) -> str:
    """Return “43 centers near Plymouth, MA”."""
    if not total and place is not None:
        return _("No center near %(place)s fits", place=place.label)
    count = count_words(total)
    if place is None:
        return ngettext("%(count)s center", "%(count)s centers", total, count=count)
    if place.kind is Kind.STATE:
        return ngettext(
            "%(count)s center in %(place)s", "%(count)s centers in %(place)s", total, count=count, place=place.label
        )
    return ngettext(
        "%(count)s center near %(place)s", "%(count)s centers near %(place)s", total, count=count, place=place.label
    )


def order_without_distance() -> str:
    """Say how a list without a starting point is ordered."""
    return _("In no special order: by the number each center got when it was added.")


def order_by_distance(place: str) -> str:
    """Say what the miles mean."""
    return _("Nearest first. Miles are a straight line from the middle of %(place)s.", place=place)


class Choices:
    """The words of every choice, in the language of the request that first needs them."""

    def __init__(self) -> None:
        self._labels = {(group.code, value.code): _(value.label) for group in GROUPS for value in group.values}
        self._or, self._and = _(" or "), _(", and ")

    def logic(self, chosen: Chosen) -> str:
        """Say the choice as a sentence: “Detox or Residential, and Medicaid”."""
        return self._and.join(self._or.join(self._labels[group, value] for value in values) for group, values in chosen)

    def chip(self, active: Chip) -> str:
        """Return the words on the link that removes one active filter."""
        if active.parameter == "within":
            return _("Within %(miles)s miles", miles=active.text)
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
