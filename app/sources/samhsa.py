"""SAMHSA's National Directory of substance use treatment facilities.

One row a facility; `service_code_info` holds all codes, with `*` between categories. `facility_id`
is a row number and no key. A located file adds coordinates, county and website.
"""

from collections.abc import Iterator

from app.centers.profile import PhoneKind, Precision
from app.sources.entry import Entry
from app.sources.record import Record, Rejected
from app.sources.table import Row, Table

CODE = "samhsa"
NEEDED = frozenset({"name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "service_code_info"})
KNOWN = NEEDED | {
    "facility_id",
    "intake1",
    "intake2",
    "intake1a",
    "intake2a",
    "zip5",
    "county",
    "website",
    "latitude",
    "longitude",
    "geo_precision",
    "geo_source",
}
# intake1a and intake2a are the intake numbers once more, spelled as words, or further ones.
PHONES = (
    ("phone", PhoneKind.MAIN),
    ("intake1", PhoneKind.INTAKE),
    ("intake2", PhoneKind.INTAKE),
    ("intake1a", PhoneKind.INTAKE),
    ("intake2a", PhoneKind.INTAKE),
)
_PRECISIONS = {"zip_centroid": Precision.ZIP, "town": Precision.TOWN}


def words(edition: int) -> str:
    """Name the source for a person."""
    return f"SAMHSA’s {edition} directory"


def recognises(header: tuple[str, ...]) -> bool:
    """Say whether this is the directory's heading."""
    return set(header) >= NEEDED


def strangers(header: tuple[str, ...]) -> list[str]:
    """Return the columns that are not read."""
    return [column for column in header if column not in KNOWN]


def read(table: Table) -> Iterator[Record | Rejected]:
    """Read every row."""
    for row in table.rows:
        yield _record(row) if isinstance(row, Row) else row


def _record(row: Row) -> Record | Rejected:
    cells = row.cells
    if not any(cells[column].strip() for column in NEEDED):
        return Rejected(row.line, "The row is empty.")
    return Entry(
        name=cells["name1"],
        program=cells["name2"],
        street=cells["street1"],
        street2=cells["street2"],
        city=cells["city"],
        state=cells["state"],
        zip=cells.get("zip5") or cells["zip"],
        county=cells.get("county", ""),
        phones=tuple((cells.get(column, ""), kind) for column, kind in PHONES),
        website=cells.get("website", ""),
        codes=(cells["service_code_info"],),
        latitude=cells.get("latitude", ""),
        longitude=cells.get("longitude", ""),
        precision=_PRECISIONS.get(cells.get("geo_precision", ""), Precision.ADDRESS),
    ).record(row.line)
