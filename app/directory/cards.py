"""The cards of a list of centers: each is drawn once by its macro, and kept until something changes."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import Any

from jinja2 import Environment

from app.centers.freshness import Field
from app.centers.models import Center
from app.centers.queries import by_ids
from app.centers.vocabulary import CARE, MEDICINE, PAYMENT
from app.core.db import now
from app.core.display import miles_words
from app.core.frames import around, slot
from app.core.translation import _
from app.core.words import N_

KEPT = 4000
CardKey = tuple[int, bool]  # a center's id, and whether its card says a distance
# A card says “Residential” once; the center's page tells short from long.
_FINER = {"residential-short", "residential-long"}
_FORMS = {"naltrexone-tablet": N_("tablet"), "naltrexone-injection": N_("monthly shot")}


class Cards:
    """The cards drawn in one language since the last change of the directory, at most `KEPT` of them."""

    def __init__(self, env: Environment) -> None:
        self._macros: Any = env.get_template("components/card.html").module
        self._lock = Lock()
        self._key: tuple[object, ...] = ()
        self._kept: OrderedDict[CardKey, tuple[str, str]] = OrderedDict()

    def draw(self, found: Sequence[tuple[int, float | None]], version: object) -> str:
        """Return the cards of (center id, miles or None), in that order.

        `version` is the directory's; words such as “3 days ago” also change with the day.
        """
        wanted = [(center_id, miles is not None) for center_id, miles in found]
        drawn = self._drawn_cards(wanted, (version, now().date()))
        pieces: list[str] = []
        for key, (_id, miles) in zip(wanted, found, strict=True):
            if key in drawn:
                before, after = drawn[key]
                pieces += (before, miles_words(miles), after)
        return "".join(pieces)

    def _drawn_cards(self, wanted: Sequence[CardKey], key: tuple[object, ...]) -> dict[CardKey, tuple[str, str]]:
        with self._lock:
            if key != self._key:
                self._key = key
                self._kept.clear()
            cards = {each: card for each in wanted if (card := self._kept.get(each))}
        missing = [each for each in wanted if each not in cards]
        if not missing:
            return cards
        centers = by_ids([center_id for center_id, _has_miles in missing])
        drawn = {each: self._draw(centers[each[0]], each[1], now()) for each in missing if each[0] in centers}
        with self._lock:
            if key == self._key:
                self._kept.update(drawn)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return cards | drawn

    def _draw(self, center: Center, has_miles: bool, at: datetime) -> tuple[str, str]:
        return around(self._macros.card(distance=slot("miles") if has_miles else "", **card_facts(center, at)), "miles")


def card_facts(center: Center, at: datetime) -> dict[str, Any]:
    """Return what the card macro shows of a center, all but the distance."""
    profile = center.profile
    phone = profile.phone
    return {
        "slug": center.slug,
        "name": profile.name,
        "program": profile.program,
        "town": profile.city,
        "state": profile.state,
        "care": [_(value.label) for value in CARE.true_of(profile.codes) if value.code not in _FINER],
        "payment": [_(value.label) for value in PAYMENT.true_of(profile.codes)],
        "naltrexone": _naltrexone(profile.codes),
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
