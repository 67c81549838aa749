"""Our own plain CSV, for listings that come in no known shape; `seeds/plain_listing.csv` is an example.

| column | what |
|---|---|
| name, state | needed in each row; the state is two letters |
| city, zip | at least one of them |
| program, street, street2, county, website | as people read them; a street of `---` is withheld |
| latitude, longitude | degrees; without them the ZIP or the town says where |
| phone, intake_phone, hotline | ten digits, ` x12` for an extension |
| care, payment, medicine, serves, age, gender, language | the site's own codes joined by `;` (`detox;outpatient`) |
| codes | SAMHSA service codes joined by `;`, for everything else |
| hours, time_zone, walk_in | intake: `Mon-Fri 8:00-17:00; Sat 9-12` or `24/7`; `America/New_York`; yes or no |
| insurers | `aetna MA in-network 2026-11-01; cigna accepts`: in-network, accepts, does-not or unknown |
| access, quality | `step-free yes 2026-11-01; asl no`: the topics of `app/centers/topics.py`, yes or no |
| house_rules, admission | `phones: kept at the desk; pets: no; visitors: ask` |
| cost_from, cost_to, cost_unit, cost_due_first | whole dollars; day, week, month or episode; due before admission |
| cost_includes, cost_assistance, cost_valid_from, cost_valid_to | words; dates as 2026-11-01 |
| status, status_from, status_to, status_note | closed, moved or not-admitting; dates; a sentence |
| shot_on_site, shot_only, shot_test | the monthly naltrexone shot: given here, also to people who come for it alone, after an opioid test; yes or no |
| shot_days, shot_orders | words; center, pharmacy or person: who gets the medicine |
| shot_next, shot_next_reported | the next free day, and the day that was said; dates |
| openings | `detox female has-opening 2 2026-11-21T14:00Z ask for a bed; outpatient waitlist 5 3w 2026-11-20T09:00-05:00` |
| confidential | yes, when nobody may know the address: the street and the ZIP are dropped, the point is moved |

An opening is a level of care, `female` or `male` or neither, then has-opening, waitlist, full or needs-assessment, how
many (openings, or people who wait), the weeks of a waiting list, the moment of the report with its time zone, and a note.

The groups become SAMHSA codes: one that says just this value (`medicaid` becomes MD).
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.centers.profile import PhoneKind
from app.centers.vocabulary import LISTED_GROUPS, Group, Value
from app.sources import detail_columns
from app.sources.entry import Entry
from app.sources.record import Record, Rejected
from app.sources.table import Row, Table

CODE = "plain"
NEEDED = frozenset({"name", "city", "state"})
KNOWN = (
    NEEDED
    | {
        "program",
        "street",
        "street2",
        "zip",
        "county",
        "latitude",
        "longitude",
        "phone",
        "intake_phone",
        "hotline",
        "website",
        "codes",
    }
    | frozenset(group.code for group in LISTED_GROUPS)
    | detail_columns.COLUMNS
)
_PHONES = (("phone", PhoneKind.MAIN), ("intake_phone", PhoneKind.INTAKE), ("hotline", PhoneKind.HOTLINE))
# Where a value stands for several SAMHSA codes, the one that claims no more than the value does.
_SAYS = {
    "care": {"detox": "DT", "hospital": "HI", "residential": "RES"},
    "medicine": {"naltrexone": "NU", "buprenorphine": "BU", "methadone": "MU", "continues-medicine": "MOA"},
    "language": {"american-indian-alaska-native": "NX"},
}


def words(edition: int) -> str:
    """Name the source for a person."""
    return f"Our own listing, {edition}"


def recognises(header: tuple[str, ...]) -> bool:
    """Say whether this is the heading of a plain listing: no column is strange, or a misspelt one would be lost."""
    return NEEDED <= set(header) <= KNOWN


def strangers(header: tuple[str, ...]) -> list[str]:
    """Return the columns that are not read."""
    return [column for column in header if column not in KNOWN]


def read(table: Table) -> Iterator[Record | Rejected]:
    """Read every row."""
    for row in table.rows:
        yield _record(row) if isinstance(row, Row) else row


def samhsa_code(group: Group, value: Value) -> str:
    """Return the one SAMHSA code that a value of ours is kept as."""
    said = _SAYS.get(group.code, {}).get(value.code)
    return said or min(value.codes)


def _record(row: Row) -> Record | Rejected:
    cells = {column: row.cells.get(column, "") for column in KNOWN}
    held, notes = _codes(cells)
    record = Entry(
        name=cells["name"],
        program=cells["program"],
        street=cells["street"],
        street2=cells["street2"],
        city=cells["city"],
        state=cells["state"],
        zip=cells["zip"],
        county=cells["county"],
        phones=tuple((cells[column], kind) for column, kind in _PHONES),
        website=cells["website"],
        codes=held,
        latitude=cells["latitude"],
        longitude=cells["longitude"],
    ).record(row.line)
    if isinstance(record, Rejected):
        return record
    profile = record.profile.with_(details=detail_columns.details(cells, notes))
    given = record.profile if profile.details.confidential else None
    return replace(record, profile=profile, given=given, notes=(*record.notes, *notes))


def _codes(cells: dict[str, str]) -> tuple[tuple[str, ...], list[str]]:
    held, notes = _listed(cells["codes"].replace("*", " ")), []
    for group in LISTED_GROUPS:
        for said in _listed(cells[group.code].lower()):
            value = group.value(said)
            if value is None:
                notes.append(f"“{said[:40]}” is no value of “{group.code}”.")
            else:
                held.append(samhsa_code(group, value))
    return tuple(held), notes


def _listed(words: str) -> list[str]:
    return [word for word in re.split(r"[;\s]+", words) if word]
