"""An export of FindTreatment.gov: one column for each service code, `1` where it holds.

A site that treats both stands twice, as a substance use row (SU) and a mental health row (MH).
"""

from collections.abc import Iterator
from dataclasses import replace

from app.centers.code_book import code_book
from app.centers.profile import PhoneKind
from app.sources import samhsa
from app.sources.entry import Entry
from app.sources.record import Record, Rejected
from app.sources.table import Row, Table

CODE = "findtreatment"
NEEDED = frozenset({"name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "type_facility"})
KNOWN = NEEDED | {
    "zip4",
    "county",
    "intake_prompt",
    "intake1",
    "intake2",
    "intake1a",
    "intake2a",
    "hotline1",
    "hotline2",
    "website",
    "latitude",
    "longitude",
}
_PHONES = (*samhsa.PHONES, ("hotline1", PhoneKind.HOTLINE), ("hotline2", PhoneKind.HOTLINE))
_FEWEST_CODES = 20


def words(edition: int) -> str:
    """Name the source for a person."""
    return f"FindTreatment.gov export, {edition}"


def recognises(header: tuple[str, ...]) -> bool:
    """Say whether this is the export's heading."""
    known = sum(column.upper() in code_book() for column in header)
    return set(header) >= NEEDED and known >= _FEWEST_CODES


def strangers(_header: tuple[str, ...]) -> list[str]:
    """Return the columns that are not read: none, because every other column is a code."""
    return []


def read(table: Table) -> Iterator[Record | Rejected]:
    """Read every row."""
    columns = tuple(column for column in table.header if column not in KNOWN)
    for row in table.rows:
        yield _record(row, columns) if isinstance(row, Row) else row


def _record(row: Row, columns: tuple[str, ...]) -> Record | Rejected:
    cells = row.cells
    kind = cells["type_facility"].strip().upper()
    held = tuple(column for column in columns if cells[column].strip() not in {"", "0"})
    record = Entry(
        name=cells["name1"],
        program=cells["name2"],
        street=cells["street1"],
        street2=cells["street2"],
        city=cells["city"],
        state=cells["state"],
        zip=cells["zip"],
        county=cells.get("county", ""),
        phones=tuple((cells.get(column, ""), kind) for column, kind in _PHONES),
        website=cells.get("website", ""),
        codes=held,
        latitude=cells.get("latitude", ""),
        longitude=cells.get("longitude", ""),
    ).record(row.line)
    if isinstance(record, Rejected):
        return record
    if kind == "MH" and "SA" not in record.profile.codes:
        record = replace(record, aside="It offers mental health care only, not treatment for substance use.")
    if record.profile.street_withheld:
        record = replace(record, same=_one_house(record, cells))
    return record


def _one_house(record: Record, cells: dict[str, str]) -> tuple[object, ...]:
    """Return what the two rows of one withheld site share: its coordinates tell the houses apart."""
    profile = record.profile
    main = profile.phones[0] if profile.phones else None
    return profile.name, profile.program, profile.zip, main, cells.get("latitude"), cells.get("longitude")
