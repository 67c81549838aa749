"""Centers near the reader that fit a page: the page's own question, asked of the same search as everywhere."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from app.guide.page import Page
from app.places.place import Found, Kind, Place, Several, Unknown
from app.search.criteria import Criteria
from app.search.index import Hits, Index
from app.search.question import question

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Near:
    """What a page asks at a place. `place` is None where none is known, and then there are no hits.

    `choices` are places that may have been meant, with the addresses that ask there.
    """

    criteria: Criteria
    place: Place | None = None
    hits: Hits | None = None
    unknown: bool = False
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What is looked for beside the place, as form fields."""
        return [(group, code) for group, codes in self.criteria.chosen for code in codes]

    @property
    def whole_state(self) -> bool:
        """Whether the place has no middle to measure from."""
        return self.place is not None and self.place.kind is Kind.STATE


def wanted(page: Page, near: str) -> Criteria:
    """Return what a page looks for at a place, in the person's own words."""
    return Criteria.from_query([("near", near), *parse_qsl(page.find)])


def near(page: Page, criteria: Criteria, found: Found | Several | Unknown | None, index: Index) -> Near:
    """Answer a page's question at the place that was found."""
    if found is None:
        return Near(criteria)
    if isinstance(found, Found):
        hits = index.search(question(criteria, found.place), page=1, size=SHOWN)
        return Near(criteria, found.place, hits)
    unknown = isinstance(found, Unknown)
    places = found.suggestions if isinstance(found, Unknown) else found.places
    here = tuple((place.label, Criteria(near=place.near).url(page.url) + "#centers") for place in places)
    return Near(criteria, unknown=unknown, choices=here)
