"""What a text may mean: one place, several, or nothing known."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of place it is; only a state has no point to measure miles from."""

    ZIP = "zip"
    TOWN = "town"
    COUNTY = "county"
    STATE = "state"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the United States or its territories.

    `label` is for people ("Plymouth, MA"); `near` is the text that finds exactly this place again, for URLs.
    `state` is the USPS code, empty for a point. `latitude` and `longitude` are degrees, None for a state.
    """

    kind: Kind
    label: str
    state: str
    latitude: float | None
    longitude: float | None
    near: str


@dataclass(frozen=True, slots=True)
class Found:
    """The text means `place`; `others` bear the same name and are far less likely, most populous first."""

    place: Place
    others: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """The text names several places, most populous first (a state before towns); the person must choose."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No place has this name; `suggestions` are spelt nearly so. `text` is cleaned and at most 80 characters."""

    text: str
    suggestions: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """The best known point for an address: degrees, the county's full name, and "zip" or "town"."""

    latitude: float
    longitude: float
    county: str
    precision: str
