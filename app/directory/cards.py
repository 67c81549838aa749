"""The cards of a list of centers: each is drawn once by its macro, and kept until something changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import escape

from app.centers.freshness import Field
from app.centers.models import Center
from app.centers.openings import Opening, soonest
from app.centers.vocabulary import CARE, GENDER, MEDICINE, PAYMENT
from app.core.db import now
from app.core.display import miles_words
from app.core.frames import Frame, cut, plain, slot
from app.core.translation import _
from app.core.words import N_
from app.directory.detail_words import status_words
from app.directory.opening_words import ago_words, opening_words
from app.directory.portrait import status_on
from app.search.catalog import Snapshot
from app.search.criteria import Criteria
from app.search.drawings import Kept

ANYTHING = Criteria()


class Card(NamedTuple):
    """A drawn card, open where the distance and the opening belong; `openings` may be over when it is shown."""

    before: str
    between: str
    after: str
    openings: tuple[Opening, ...]


# A card says “Residential” once; the center's page tells short from long.
_FINER = {"residential-short", "residential-long"}
_FORMS = {"naltrexone-tablet": N_("tablet"), "naltrexone-injection": N_("monthly shot")}


class Cards:
    """The cards in one language; `profile` says “View center profile” where “View” alone would not be plain."""

    def __init__(self, env: Environment, *, profile: bool = False) -> None:
        macros: Any = env.get_template("components/card.html").module
        opening: Any = env.get_template("components/opening.html").module
        self._card, self._profile = macros.card, profile
        self._kept: Kept[Card] = Kept(self._draw)
        self._away = cut(macros.away(slot("miles")), "miles")
        self._opening = Frame(opening.opening(slot("what"), slot("ago")))

    def draw(self, found: Sequence[tuple[int, float | None]], snapshot: Snapshot, criteria: Criteria = ANYTHING) -> str:
        """Return the cards of (center id, miles or None), in that order, each with the soonest opening of the care asked for."""
        drawn = self._kept.drawn([center_id for center_id, _miles in found], snapshot)
        before_miles, after_miles = self._away
        pieces: list[str] = []
        for center_id, miles in found:
            card = drawn.get(center_id)
            if card is None:
                continue
            pieces.append(card.before)
            if miles is not None:
                pieces += (before_miles, miles_words(miles), after_miles)
            pieces.append(card.between)
            if card.openings:
                pieces.append(self._opening_words(card.openings, criteria))
            pieces.append(card.after)
        return "".join(pieces)

    def _draw(self, center: Center, at: datetime) -> Card:
        slots = {name: slot(name) for name in ("distance", "opening")}
        html = self._card(profile=self._profile, **slots, **card_facts(center, at))
        before, between, after = cut(html, *slots)
        return Card(before, between, after, center.openings)

    def _opening_words(self, openings: Sequence[Opening], criteria: Criteria) -> str:
        at = now()
        found = soonest(openings, at, criteria.values(CARE.code), criteria.values(GENDER.code))
        if found is None:
            return ""
        words = {"what": opening_words(found), "ago": ago_words(at - found.reported_at)}
        return self._opening.fill({name: plain(escape(said)) for name, said in words.items()})


def card_facts(center: Center, at: datetime) -> dict[str, Any]:
    """Return what the card macro shows of a center, all but the distance."""
    profile = center.profile
    phone = profile.phone
    status = status_on(profile, at.date())
    return {
        "slug": center.slug,
        "name": profile.name,
        "program": profile.program,
        "town": profile.city,
        "state": profile.state,
        "care": [_(value.label) for value in CARE.true_of(profile.codes) if value.code not in _FINER],
        "payment": [_(value.label) for value in PAYMENT.true_of(profile.codes)],
        "naltrexone": _naltrexone(profile.codes),
        "status": status_words(status) if status else "",
        "fresh": center.freshness(Field.CARE, at),
        "phone": phone.number if phone else "",
        "extension": phone.extension if phone else "",
    }


def _naltrexone(codes: frozenset[str]) -> str:
    held = [value.code for value in MEDICINE.true_of(codes) if value.code.startswith("naltrexone")]
    if not held:
        return ""
    forms = [_(form) for code, form in _FORMS.items() if code in held]
    return ", ".join(forms) or _("given here; ask in which form")
