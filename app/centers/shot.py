"""What a center tells of the monthly naltrexone shot: the words that decide whether a person gets the next one in time."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Orders(StrEnum):
    """Who gets the medicine to the place where it is given."""

    CENTER = "center"
    PHARMACY = "pharmacy"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class MonthlyShot:
    """None, or no words, means that nobody has told us.

    `on_site`: the center gives the shot itself. `shot_only`: also to people who come for nothing else. `days` are the
    center's words for its days and hours. `test_first`: an opioid test comes before each shot. `next_slot` is the
    next free day for a shot, as it was reported on `slot_reported`.
    """

    on_site: bool | None = None
    shot_only: bool | None = None
    days: str = ""
    orders: Orders | None = None
    test_first: bool | None = None
    next_slot: date | None = None
    slot_reported: date | None = None

    def slot_on(self, day: date) -> date | None:
        """Return the next free day as a page of `day` may tell it; one that is past is nobody's next."""
        return self.next_slot if self.next_slot and self.next_slot >= day else None
