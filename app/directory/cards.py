"""The cards of a list of centers: each is drawn once by its macro, and kept until something changes."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Generic, NamedTuple, TypeVar

from jinja2 import Environment
from markupsafe import escape

from app.centers.freshness import Field
from app.centers.models import Center
from app.centers.openings import Opening, soonest
from app.centers.queries import by_ids
from app.centers.vocabulary import CARE, GENDER, MEDICINE, PAYMENT
from app.core.db import now
from app.core.display import miles_words
from app.core.frames import Frame, cut, plain, slot
from app.core.translation import _
from app.core.words import N_
from app.directory.detail_words import status_words
from app.directory.opening_words import ago_words, opening_words
from app.directory.portrait import status_on
from app.search.criteria import Criteria

KEPT = 4000
ANYTHING = Criteria()
Key = TypeVar("Key", int, tuple[int, bool])
Drawing = TypeVar("Drawing")
CardKey = tuple[int, bool]  # a center's id, and whether its card says a distance


class Card(NamedTuple):
    """A drawn card, open where the distance and the opening belong; `openings` may be over when it is shown."""

    before: str
    between: str
    after: str
    openings: tuple[Opening, ...]


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
        self._kept: Kept[CardKey, Card] = Kept(self._draw)
        self._opening = Frame(env.get_template("components/opening.html").module.opening(slot("what"), slot("ago")))  # type: ignore[attr-defined]

    def draw(self, found: Sequence[tuple[int, float | None]], version: object, criteria: Criteria = ANYTHING) -> str:
        """Return the cards of (center id, miles or None), in that order, each with the soonest opening of the care asked for."""
        wanted = [(center_id, miles is not None) for center_id, miles in found]
        drawn = self._kept.drawn(wanted, version)
        pieces: list[str] = []
        for key, (_id, miles) in zip(wanted, found, strict=True):
            if key in drawn:
                card = drawn[key]
                opening = self._opening_words(card.openings, criteria) if card.openings else ""
                pieces += (card.before, miles_words(miles), card.between, opening, card.after)
        return "".join(pieces)

    def _draw(self, key: CardKey, center: Center, at: datetime) -> Card:
        _center_id, has_miles = key
        facts = card_facts(center, at)
        distance = slot("miles") if has_miles else ""
        html = self._macros.card(distance=distance, opening=slot("opening"), profile=self._profile, **facts)
        names = ("miles", "opening") if has_miles else ("opening",)
        *before, after = cut(html, *names)
        return Card(before[0] if has_miles else "", before[-1], after, center.openings)

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
