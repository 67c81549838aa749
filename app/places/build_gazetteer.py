"""Build `seeds/places/` anew from public packages.

Run as `python -m app.places.build_gazetteer DIRECTORY`. DIRECTORY holds the unpacked public packages named in `seeds/places/CREDITS.md`, in any folders. It reads
US.txt (ZIP codes, GeoNames), cities500.json (towns, GeoNames), us_counties.json (counties, Census)
and array.js (ZIP areas, Census), and beside them the hand-written territories.csv and aliases.csv of the seeds.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from app.places.gazetteer import PLACES, Bounds, Spot, Zip
from app.places.miles import miles
from app.places.spelling import key
from app.places.states import STATES

TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
SAME_TOWN_MILES = 8  # two entries of one name so near each other are one town entered twice
OWN_ZIP_MILES = 25  # beyond this a ZIP code of the same name belongs to another town of the state
ESTIMATED = "1"  # GeoNames' word for how sure a point is
DISAGREE_MILES = 25  # a point that GeoNames only estimated, so far from the Census's, is wrong
SLIP_MILES = 10  # a hand-written ZIP code further from its town is a slip of the pen
NOT_THE_TOWN = frozenset({4568570})  # GeoNames' "Vieques, PR" is a district of Loíza, not the island's town
# The Near Islands, the last of the Aleutians, have no ZIP code; they lie at 172 degrees east.
AT_LEAST = {"AK": Bounds(51.0, 172.0, 71.5, 230.1)}
FAR_OFF = frozenset({"96898"})  # Wake Island: Hawaii to the post office, yet 2,300 miles west of it

Point = tuple[float, float]
Homes = dict[tuple[str, str], list[Spot]]  # by the town's key and its state


@dataclass(frozen=True, slots=True)
class Sources:
    """What the packages hold: ZIP rows, Census points by ZIP, towns, and county names by Census code."""

    zips: list[Zip]
    areas: dict[str, Point]
    towns: list[Spot]
    counties: dict[str, tuple[str, str]]


def main() -> None:
    """Read the packages, write the seed files, and say how many rows each has."""
    parser = argparse.ArgumentParser(description="Build the gazetteer from the unpacked public packages.")
    parser.add_argument("directory", type=Path)
    source = _read_sources(parser.parse_args().directory)
    zips = sorted(_all_zips(source))
    towns = _all_towns(source.towns, zips)
    counties = _all_counties(source.counties, zips, towns)
    _write("zips", "zip,town,state,county,latitude,longitude", zips)
    spot_columns = "name,state,county,latitude,longitude,population,zips"
    _write("towns", spot_columns, towns)
    _write("counties", spot_columns, counties)
    _write("bounds", "state,south,west,north,east", _bounds(zips, towns))


def _only(directory: Path, name: str) -> Path:
    found = sorted(directory.rglob(name), key=lambda path: path.stat().st_size)
    if not found:
        raise SystemExit(f"{directory} holds no {name}; see {PLACES / 'CREDITS.md'} for the packages.")
    return found[-1]  # a package may carry tests of the same name; they are small


def _read_sources(directory: Path) -> Sources:
    counties = json.loads(_only(directory, "us_counties.json").read_text(encoding="utf-8"))
    names = {county["fips"]: (county["name"], county["state"]) for county in counties}
    towns = json.loads(_only(directory, "cities500.json").read_text(encoding="utf-8")).values()
    script = _only(directory, "array.js").read_text(encoding="utf-8")
    points = re.findall(r'"latitude":(-?[\d.]+),"longitude":(-?[\d.]+),"zipCode":"(\d{5})"', script)
    areas = {code: (float(latitude), float(longitude)) for latitude, longitude, code in points}
    return Sources(
        zips=list(_zip_rows(_only(directory, "US.txt"), names, areas)),
        areas=areas,
        towns=[spot for town in towns if (spot := _town(town))],
        counties=names,
    )


def _zip_rows(path: Path, county_names: dict[str, tuple[str, str]], areas: dict[str, Point]) -> Iterator[Zip]:
    state_fips = {state: fips[:2] for fips, (_, state) in county_names.items()}
    for line in path.read_text(encoding="utf-8").splitlines():
        _, code, town, _, state, county, county_code, *_, latitude, longitude, accuracy = line.split("\t")
        if state in STATES:
            official = county_names.get(f"{state_fips[state]}{county_code:0>3}")
            row = Zip(code, town, state, official[0] if official else county, float(latitude), float(longitude))
            # Census points of Alaska are the middles of vast empty areas.
            yield _moved(row, areas.get(code)) if accuracy == ESTIMATED and state != "AK" else row


def _moved(row: Zip, area: Point | None) -> Zip:
    """Put a ZIP code where the Census has it when that is far away; nearer by, GeoNames' estimate is the better one."""
    away = miles(row.latitude, row.longitude, *area) if area else 0
    return row._replace(latitude=area[0], longitude=area[1]) if area and away > DISAGREE_MILES else row


def _town(row: dict[str, Any]) -> Spot | None:
    country, name = row["countrycode"], row["name"]
    state = row["admin1code"] if country == "US" else country
    if state not in STATES or country not in {"US", *TERRITORIES} or "(historical)" in name:
        return None
    if row["geonameid"] in NOT_THE_TOWN:
        return None
    name = re.sub(r"\s*\(.*\)|,.*", "", name)
    if country in {"GU", "MP"}:
        name = re.sub(r" [Vv]illage$", "", name)
    return Spot(name, state, "", row["latitude"], row["longitude"], row["population"], 0)


def _all_zips(source: Sources) -> Iterator[Zip]:
    homes: Homes = defaultdict(list)
    for town in source.towns:
        homes[key(town.name), town.state].append(town)
    yield from source.zips
    for code, town_name, state in _hand_written("territories"):
        if code in source.areas:
            row = Zip(code, town_name, state, "", *source.areas[code])
            away = [_apart(row, home) for home in homes[key(town_name), state]]
            if away and min(away) > SLIP_MILES:
                raise SystemExit(f"territories.csv: {code} lies {min(away):.0f} miles from {town_name}, {state}.")
            yield row


def _hand_written(name: str) -> list[list[str]]:
    return [line.split(",") for line in (PLACES / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]]


def _all_towns(known: list[Spot], zips: list[Zip]) -> list[Spot]:
    postal: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    aliases = {(key(alias), state): key(town) for alias, town, state in _hand_written("aliases") if town}
    for row in zips:
        name = key(row.town)
        postal[aliases.get((name, row.state), name), row.state].append(row)
    named: dict[tuple[str, str], list[Spot]] = defaultdict(list)
    for town in sorted(known, key=lambda town: -town.population):
        same = named[key(town.name), town.state]
        if all(_apart(town, other) > SAME_TOWN_MILES for other in same):
            same.append(
                town._replace(
                    zips=sum(_apart(town, row) <= OWN_ZIP_MILES for row in postal[key(town.name), town.state])
                )
            )
    for place, rows in postal.items():
        if place not in named:
            named[place].append(_postal_town(rows))
    return sorted(_one_in_a_county(_in_county([town for same in named.values() for town in same], zips)))


def _apart(one: Spot | Zip, other: Spot | Zip) -> float:
    return miles(one.latitude, one.longitude, other.latitude, other.longitude)


def _postal_town(rows: list[Zip]) -> Spot:
    latitude, longitude = fmean(row.latitude for row in rows), fmean(row.longitude for row in rows)
    return Spot(rows[0].town, rows[0].state, "", latitude, longitude, 0, len(rows))


def _in_county(towns: list[Spot], zips: list[Zip]) -> Iterator[Spot]:
    """Give each town the county of the nearest ZIP code of its state."""
    rows: dict[str, list[Zip]] = defaultdict(list)
    for row in zips:
        rows[row.state].append(row)
    around = {state: np.array([(row.latitude, row.longitude) for row in some]) for state, some in rows.items()}
    for town in towns:
        away = (around[town.state] - (town.latitude, town.longitude)) * (1, np.cos(np.radians(town.latitude)))
        yield town._replace(county=rows[town.state][int((away**2).sum(axis=1).argmin())].county)


def _one_in_a_county(towns: Iterable[Spot]) -> Iterator[Spot]:
    """Keep the largest of the towns that share name and county: no words could tell them apart."""
    seen = set()
    for town in sorted(towns, key=lambda town: (-town.population, -town.zips)):
        identity = (key(town.name), town.state, town.county)
        if identity not in seen:
            seen.add(identity)
            yield town


def _all_counties(names: dict[str, tuple[str, str]], zips: list[Zip], towns: list[Spot]) -> list[Spot]:
    """Place each county amid its ZIP codes, or at the town of its name; independent cities are towns already."""
    rows: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    people: dict[tuple[str, str], int] = defaultdict(int)
    homes: dict[tuple[str, str], Spot] = {}
    for row in zips:
        rows[row.county, row.state].append(row)
    for town in towns:
        people[town.county, town.state] += town.population
        homes[key(town.name), town.state] = town
    counties = []
    for name, state in sorted({*names.values(), *(place for place in rows if place[0])}):
        own = rows.get((name, state), [])
        home = homes.get((key(re.sub(r" (County|Municipio|Municipality|Island)$", "", name)), state))
        if (
            state not in STATES
            or state == "DC"
            or name.endswith((" city", " City", "(city)", "(city"))
            or not (own or home)
        ):
            continue
        point = Spot(name, state, "", home.latitude, home.longitude, home.population, 0) if home and not own else None
        middle = point or _postal_town(own)
        counties.append(middle._replace(name=name, population=people[name, state] or middle.population, zips=len(own)))
    return counties


def _bounds(zips: list[Zip], towns: list[Spot]) -> list[tuple[str, float, float, float, float]]:
    points: dict[str, list[Point]] = defaultdict(list)
    for row in zips:
        if row.code not in FAR_OFF:
            points[row.state].append((row.latitude, row.longitude % 360))
    for town in towns:
        if town.population:
            points[town.state].append((town.latitude, town.longitude % 360))
    for state, (south, west, north, east) in AT_LEAST.items():
        points[state] += [(south, west), (north, east)]
    return [
        (
            state,
            min(map(itemgetter(0), some)),
            min(map(itemgetter(1), some)),
            max(map(itemgetter(0), some)),
            max(map(itemgetter(1), some)),
        )
        for state, some in sorted(points.items())
    ]


def _write(name: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    lines = [columns]
    for row in rows:
        # Four decimals are 36 feet.
        fields = [f"{field:.4f}" if isinstance(field, float) else str(field) for field in row]
        if any("," in field or '"' in field for field in fields):
            raise SystemExit(f"{name}.csv: a comma or quote in {fields}; the reader splits at commas.")
        lines.append(",".join(fields))
    (PLACES / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}.csv: {len(lines) - 1:,} rows")  # noqa: T201 - what the command is asked for


if __name__ == "__main__":
    main()
