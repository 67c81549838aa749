"""The places this process knows, read once from `seeds/places/` when first needed.

The files are plain: no field holds a comma or a quote (the build script sees to it), so a line is split, not parsed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sys import intern
from typing import NamedTuple

from app.core.config import SEEDS
from app.places.spelling import fold, key
from app.places.states import STATES

PLACES = SEEDS / "places"


class Zip(NamedTuple):
    """One ZIP code; `town` and `county` are empty where no source names them."""

    code: str
    town: str
    state: str
    county: str
    latitude: float
    longitude: float


class Spot(NamedTuple):
    """One town or county. `zips` counts the ZIP codes the post office calls by a town's name."""

    name: str
    state: str
    county: str
    latitude: float
    longitude: float
    population: int
    zips: int


class Bounds(NamedTuple):
    """The box round every known place of a state, in degrees; longitudes run east from 0 to 360."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Everything known, by ZIP code and by the key of each name; spots of one key stand most populous first."""

    zip_lines: dict[str, str]
    zip_order: tuple[str, ...]
    towns: dict[str, tuple[Spot, ...]]
    counties: dict[str, tuple[Spot, ...]]
    town_keys: dict[str, tuple[str, ...]]
    states: dict[str, str]
    bounds: dict[str, Bounds]

    def zip(self, code: str) -> Zip | None:
        """Return the ZIP code of five digits, or None when it is unknown."""
        line = self.zip_lines.get(code)
        if line is None:
            return None
        code, town, state, county, latitude, longitude = line.split(",")
        return Zip(code, town, state, county, float(latitude), float(longitude))


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer of this process."""
    return read(PLACES)


def read(directory: Path) -> Gazetteer:
    """Read the gazetteer's files from `directory`."""
    zip_lines = {line[:5]: line for line in _lines(directory / "zips.csv")}
    towns = _by_key(_spots(directory / "towns.csv"))
    aliases = [line.split(",") for line in _lines(directory / "aliases.csv")]
    _add_aliases(towns, aliases)
    return Gazetteer(
        zip_lines=zip_lines,
        zip_order=tuple(sorted(zip_lines)),
        towns=towns,
        counties=_by_key(_spots(directory / "counties.csv")),
        town_keys=_keys_by_state(towns),
        states=_state_words(aliases),
        bounds={
            state: Bounds(float(south), float(west), float(north), float(east))
            for state, south, west, north, east in (line.split(",") for line in _lines(directory / "bounds.csv"))
        },
    )


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:]


def _spots(path: Path) -> list[Spot]:
    spots = []
    for line in _lines(path):
        name, state, county, latitude, longitude, population, zips = line.split(",")
        spots.append(
            Spot(name, intern(state), intern(county), float(latitude), float(longitude), int(population), int(zips))
        )
    return spots


def _by_key(spots: Iterable[Spot]) -> dict[str, tuple[Spot, ...]]:
    together: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        together[key(spot.name)].append(spot)
    return {name: _most_populous_first(same) for name, same in together.items()}


def _most_populous_first(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    return tuple(sorted(spots, key=lambda spot: (-spot.population, -spot.zips, spot.state, spot.county)))


def _add_aliases(towns: dict[str, tuple[Spot, ...]], aliases: Iterable[list[str]]) -> None:
    for alias, name, state in aliases:
        if name:
            meant = tuple(spot for spot in towns.get(key(name), ()) if spot.state == state)[:1]
            towns[key(alias)] = _most_populous_first({*towns.get(key(alias), ()), *meant})


def _keys_by_state(towns: dict[str, tuple[Spot, ...]]) -> dict[str, tuple[str, ...]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for name, spots in towns.items():
        for state in {spot.state for spot in spots}:
            keys[state].append(name)
    return {state: tuple(names) for state, names in keys.items()}


def _state_words(aliases: Iterable[list[str]]) -> dict[str, str]:
    known = {fold(alias): state for alias, name, state in aliases if not name}
    for code, name in STATES.items():
        known |= {fold(code): code, fold(name): code, key(name): code}
    return known
