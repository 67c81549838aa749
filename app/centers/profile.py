"""All that a center says of itself, as one frozen value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from app.centers.confidential import fuzzed
from app.centers.details import Details


class PhoneKind(StrEnum):
    """What a number is for."""

    MAIN = "main"
    INTAKE = "intake"
    HOTLINE = "hotline"


class Precision(StrEnum):
    """How near the point on the map is to the door."""

    ADDRESS = "address"
    ZIP = "zip"
    TOWN = "town"
    AREA = "area"  # moved one to three miles away, because the address is confidential


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call: ten digits, and the extension apart from them."""

    number: str
    extension: str = ""
    kind: PhoneKind = PhoneKind.MAIN

    def __post_init__(self) -> None:
        """Refuse (ValueError) anything but ten digits."""
        if not re.fullmatch(r"\d{10}", self.number):
            raise ValueError(f"“{self.number}” is not a ten-digit phone number.")


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east, and how near they are to the door."""

    latitude: float
    longitude: float
    precision: Precision = Precision.ADDRESS


_NOTHING_TOLD = Details()


@dataclass(frozen=True, slots=True)
class Profile:
    """A center in its own words. An empty field means: not reported.

    `program` is the second line of the name ("Outpatient Program"); `state` is a USPS code;
    `zip` has five digits; `county` has no "County" behind it. `street_withheld` says that the
    center keeps its street to itself: then `street` is empty and `point` is not its door.
    `codes` are SAMHSA service codes, known and unknown, and nothing a source gave is dropped.
    `details` is what no listing has. A profile whose details say that the address is confidential holds
    no street, no ZIP and only a fuzzed point, whatever it was made from: there is nothing to leak.
    """

    name: str
    program: str = ""
    street: str = ""
    street2: str = ""
    street_withheld: bool = False
    city: str = ""
    state: str = ""
    zip: str = ""
    county: str = ""
    point: Point | None = None
    phones: tuple[Phone, ...] = ()
    website: str = ""
    codes: frozenset[str] = frozenset()
    details: Details = _NOTHING_TOLD

    def __post_init__(self) -> None:
        """Drop a confidential address; refuse (ValueError) a profile that shows a street it says it withholds."""
        if self.details.confidential:
            public = {"street": "", "street2": "", "zip": "", "street_withheld": True, "point": _area(self.point)}
            for name, value in public.items():
                object.__setattr__(self, name, value)
        exact = self.point is not None and self.point.precision is Precision.ADDRESS
        if self.street_withheld and (self.street or self.street2 or exact):
            raise ValueError("A center that withholds its street shows neither street nor exact point.")

    @property
    def phone(self) -> Phone | None:
        """The number to call first: intake when there is one, else the main number."""
        intake = (phone for phone in self.phones if phone.kind is PhoneKind.INTAKE)
        return next(intake, self.phones[0] if self.phones else None)

    def search_codes(self) -> frozenset[str]:
        """Return the SAMHSA codes and the codes of the details, as the vocabulary's groups know them."""
        return self.codes.union(self.details.search_codes())

    def with_(self, **changes: Any) -> Self:
        """Return a copy with these fields changed."""
        return replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """Return the value as it stands in the database; empty fields are left out."""
        fields: dict[str, Any] = {name: value for name in _WORDS if (value := getattr(self, name))}
        if self.point:
            fields["point"] = [self.point.latitude, self.point.longitude, self.point.precision]
        if self.phones:
            fields["phones"] = [[phone.number, phone.extension, phone.kind] for phone in self.phones]
        if self.codes:
            fields["codes"] = " ".join(sorted(self.codes))
        if self.details:
            fields["details"] = self.details.to_json()
        return fields

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        words = {name: fields[name] for name in _WORDS if name in fields}
        point = fields.get("point")
        return cls(
            **words,
            point=Point(point[0], point[1], Precision(point[2])) if point else None,
            phones=tuple(Phone(number, ext, PhoneKind(kind)) for number, ext, kind in fields.get("phones", ())),
            codes=frozenset(fields.get("codes", "").split()),
            details=Details.from_json(fields["details"]) if "details" in fields else _NOTHING_TOLD,
        )


def search_codes(fields: Mapping[str, Any]) -> list[str]:
    """Return the same as `Profile.search_codes`, sorted as far as it was, from what `to_json` wrote."""
    codes: list[str] = fields.get("codes", "").split()
    return codes + Details.from_json(fields["details"]).search_codes() if "details" in fields else codes


def _area(point: Point | None) -> Point | None:
    """Return the point that may be shown of a confidential address; one that was moved already stays."""
    if point is None or point.precision is Precision.AREA:
        return point
    return Point(*fuzzed(point.latitude, point.longitude), Precision.AREA)


_WORDS = ("name", "program", "street", "street2", "street_withheld", "city", "state", "zip", "county", "website")
