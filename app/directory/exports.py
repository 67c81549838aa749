"""Every match of a search as CSV or GeoJSON, in the page's order, written while it is sent."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from threading import BoundedSemaphore

from app.centers.openings import written
from app.centers.profile import Phone, Point
from app.centers.queries import Listed, listed_by_ids
from app.centers.vocabulary import GROUPS
from app.core.db import now
from app.core.display import phone_words

AT_ONCE = 500
# A whole export is seconds of work; more of them at once would leave no thread for somebody who searches.
TURNS = BoundedSemaphore(2)
COLUMNS = (
    "slug",
    "name",
    "program",
    "street",
    "city",
    "state",
    "zip",
    "phone",
    "miles",
    *(group.code for group in GROUPS),
    "openings",
    "website",
    "latitude",
    "longitude",
    "point_precision",
    "source",
)
# A spreadsheet takes a cell that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Found = Sequence[tuple[int, float | None]]
Writer = Callable[[Found], Iterator[str]]


class InTurn:
    """The pieces of one export; its turn goes back when they are read to the end, or when nobody reads on."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._over = False

    def __iter__(self) -> Iterator[str]:
        """Yield the pieces once."""
        try:
            yield from self._pieces
        finally:
            self.close()

    def close(self) -> None:
        """Give the turn back, once."""
        if not self._over:
            self._over = True
            TURNS.release()


def csv_lines(found: Found) -> Iterator[str]:
    """Write one line for each (center id, miles), below a line of column names."""
    yield "\ufeff" + ",".join(COLUMNS) + "\r\n"
    for rows in _facts(found):
        text = io.StringIO()
        csv.writer(text).writerows([_cell(row[column]) for column in COLUMNS] for row in rows)
        yield text.getvalue()


def geojson_pieces(found: Found) -> Iterator[str]:
    """Write one Feature for each (center id, miles); a withheld point is a null geometry (RFC 7946)."""
    yield '{"type": "FeatureCollection", "features": ['
    before = ""
    for rows in _facts(found):
        yield before + ",\n".join(json.dumps(_feature(row), ensure_ascii=False) for row in rows)
        before = ",\n"
    yield "]}\n"


def _facts(found: Found) -> Iterator[list[dict[str, object]]]:
    remaining = iter(found)
    while part := list(islice(remaining, AT_ONCE)):
        centers = listed_by_ids([center_id for center_id, _miles in part])
        at = now()
        yield [_row(center, miles, at) for center_id, miles in part if (center := centers.get(center_id))]


def _row(center: Listed, miles: float | None, at: datetime) -> dict[str, object]:
    profile = center.profile
    point: Point | None = None if profile.street_withheld else profile.point
    codes = profile.search_codes()
    return {
        "slug": center.slug,
        "name": profile.name,
        "program": profile.program,
        "street": ", ".join(filter(None, (profile.street, profile.street2))),
        "city": profile.city,
        "state": profile.state,
        "zip": profile.zip,
        "phone": _phone(profile.phone),
        "miles": None if miles is None else round(miles, 2),
        **{group.code: ";".join(value.code for value in group.true_of(codes)) for group in GROUPS},
        "openings": ";".join(written(each) for each in center.openings if each.holds_at(at)),
        "website": profile.website,
        "latitude": point and point.latitude,
        "longitude": point and point.longitude,
        "point_precision": point and point.precision.value,
        "source": "; ".join(center.sources),
    }


def _phone(phone: Phone | None) -> str:
    if phone is None:
        return ""
    return phone_words(phone.number) + (f" x{phone.extension}" if phone.extension else "")


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return "" if value is None else value


def _feature(row: dict[str, object]) -> dict[str, object]:
    latitude, longitude = row["latitude"], row["longitude"]
    point = None if latitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    properties = {name: value for name, value in row.items() if name not in {"latitude", "longitude"}}
    return {"type": "Feature", "id": row["slug"], "geometry": point, "properties": properties}
