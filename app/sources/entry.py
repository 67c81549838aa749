"""One row in its own words, whatever its columns were called, and how it becomes a record."""

from collections.abc import Hashable
from dataclasses import dataclass

from app.centers.profile import Phone, PhoneKind, Point, Precision, Profile
from app.places.queries import STATES, lies_in, position_of
from app.sources import cleaning
from app.sources.record import Record, Rejected


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says. `precision` tells what the row's coordinates are of: the door, a ZIP or a town."""

    name: str
    program: str
    street: str
    street2: str
    city: str
    state: str
    zip: str
    county: str
    phones: tuple[tuple[str, PhoneKind], ...]
    website: str
    codes: tuple[str, ...]
    latitude: str = ""
    longitude: str = ""
    precision: Precision = Precision.ADDRESS

    def record(self, line: int) -> Record | Rejected:
        """Return the cleaned record, or why there can be none."""
        notes: list[str] = []
        fault = self._fault()
        if fault:
            return Rejected(line, fault)
        withheld = cleaning.is_withheld(self.street)
        place = Profile(
            name=cleaning.text(self.name, notes),
            street="" if withheld else cleaning.text(self.street, notes),
            street2="" if withheld else cleaning.text(self.street2, notes),
            street_withheld=withheld,
            city=cleaning.text(self.city, notes),
            state=self.state.strip().upper(),
            zip=cleaning.zip_code(self.zip, notes),
            county=cleaning.county(self.county),
        )
        if not place.city and not place.zip:
            return Rejected(line, "The row has neither a town nor a ZIP code.")
        held = cleaning.codes(self.codes)
        profile = self._located(place, notes).with_(
            program=cleaning.text(self.program, notes),
            phones=cleaning.phones(self.phones, notes),
            website=cleaning.website(self.website, notes),
            codes=held,
        )
        payment = cleaning.payment_note(held)
        return Record(line, profile, (*notes, payment) if payment else tuple(notes), same_program(profile))

    def _fault(self) -> str:
        if not self.name.strip():
            return "The row has no name."
        state = self.state.strip()
        if state.upper() not in STATES:
            return (
                f"“{cleaning.text(state)[:40]}” is not a state or territory of this directory."
                if state
                else "The row has no state."
            )
        return ""

    def _located(self, place: Profile, notes: list[str]) -> Profile:
        exact = self._exact(place, notes)
        if exact and place.street and self.precision is Precision.ADDRESS:
            if place.county:
                return place.with_(point=Point(*exact))
            position = position_of(place.zip, place.city, place.state)
            return place.with_(point=Point(*exact), county=cleaning.county(position.county) if position else "")
        about = about_where(place)
        if about.point is None and exact and self.precision is not Precision.ADDRESS:
            return about.with_(point=Point(*exact, self.precision))
        return about

    def _exact(self, place: Profile, notes: list[str]) -> tuple[float, float] | None:
        """Return the row's own coordinates when they lie in the row's state."""
        if not self.latitude.strip() and not self.longitude.strip():
            return None
        exact = cleaning.degrees(self.latitude, self.longitude)
        if exact is None or not lies_in(*exact, place.state):
            notes.append(f"Its point on the map is not in {place.state}, so the town’s is used.")
            return None
        return exact


def about_where(place: Profile) -> Profile:
    """Return the place with the point of its ZIP or town, and with its county when it had none."""
    position = position_of(place.zip, place.city, place.state)
    if position is None:
        return place.with_(point=None)
    point = Point(position.latitude, position.longitude, Precision(position.precision))
    return place.with_(point=point, county=place.county or cleaning.county(position.county))


def same_program(profile: Profile) -> Hashable:
    """Return a key that only rows of one program share.

    Two houses of one name in one town are two programs, so a withheld street makes rows one only
    when they say wholly the same. A suite or a building is part of the address: programs have their own.
    """
    if profile.street_withheld or not profile.street:
        return profile
    main = profile.phones[0] if profile.phones else Phone("2" * 10)
    words = (profile.name, profile.program, profile.street, profile.street2)
    return *(word.casefold() for word in words), profile.zip, main.number, main.extension
