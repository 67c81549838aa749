"""The cards of a list of centers: each is drawn once by its macro, and kept until something changes."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar

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
from app.directory.detail_words import status_words
from app.directory.portrait import status_on

KEPT = 4000
Key = TypeVar("Key", int, tuple[int, bool])
Drawing = TypeVar("Drawing")
CardKey = tuple[int, bool]  # a center's id, and whether its card says a distance
# A card says “Residential” once; the center's page tells short from long.
_FINER = {"residential-short", "residential-long"}
_FORMS = {"naltrexone-tablet": N_("tablet"), "naltrexone-injection": N_("monthly shot")}


class Kept(Generic[Key, Drawing]):
    """What was drawn of centers since the last change of the directory, at most `KEPT` drawings.

    `draw` makes one from its key and center; a key is the center's id, or a tuple that begins with it.
    """

    def __init__(self, draw: Callable[[Key, Center, datetime], Drawing]) -> None:
        self._draw: Callable[[Key, Center, datetime], Drawing] = draw
        self._lock = Lock()
        self._of: tuple[object, ...] = ()
        self._kept: OrderedDict[Key, Drawing] = OrderedDict()

    def drawn(self, wanted: Sequence[Key], version: object) -> dict[Key, Drawing]:
        """Return the drawings by their keys; a center that is no more has none.

        `version` is the directory's; words such as “3 days ago” also change with the day.
        """
        of = (version, now().date())
        with self._lock:
            if of != self._of:
                self._of = of
                self._kept.clear()
            found = {key: drawing for key in wanted if (drawing := self._kept.get(key))}
        missing = [key for key in wanted if key not in found]
        if not missing:
            return found
        centers = by_ids([_id_of(key) for key in missing])
        new = {key: self._draw(key, centers[_id_of(key)], now()) for key in missing if _id_of(key) in centers}
        with self._lock:
            if of == self._of:
                self._kept.update(new)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found | new


def _id_of(key: int | tuple[int, bool]) -> int:
    return key[0] if isinstance(key, tuple) else key


class Cards:
    """The cards in one language; `profile` says “View center profile” where “View” alone would not be plain."""

    def __init__(self, env: Environment, *, profile: bool = False) -> None:
        self._profile = profile
        self._macros: Any = env.get_template("components/card.html").module
        self._kept: Kept[CardKey, tuple[str, str]] = Kept(self._draw)

    def draw(self, found: Sequence[tuple[int, float | None]], version: object) -> str:
        """Return the cards of (center id, miles or None), in that order."""
        wanted = [(center_id, miles is not None) for center_id, miles in found]
        drawn = self._kept.drawn(wanted, version)
        pieces: list[str] = []
        for key, (_id, miles) in zip(wanted, found, strict=True):
            if key in drawn:
                before, after = drawn[key]
                pieces += (before, miles_words(miles), after)
        return "".join(pieces)

    def _draw(self, key: CardKey, center: Center, at: datetime) -> tuple[str, str]:
        _center_id, has_miles = key
        facts = card_facts(center, at)
        distance = slot("miles") if has_miles else ""
        return around(self._macros.card(distance=distance, profile=self._profile, **facts), "miles")


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
