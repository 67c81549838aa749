"""Loading a listing: read it, work out the difference, apply all of it or nothing."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text, update

from app.centers import actions as centers
from app.centers.code_book import unknown_codes
from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Refused
from app.sources import detail_columns, queries
from app.sources.joining import join
from app.sources.merge import plan, stated_by, told_alone
from app.sources.models import SourceRecord
from app.sources.plan import Edition, Plan, newest, removes
from app.sources.readers import Reader, recognise
from app.sources.record import Record, Rejected
from app.sources.report import Report
from app.sources.table import Table

Progress = Callable[[str, float], None]
MOST_DAMAGED = 10_000  # then reading stops: the file is something else
FEW_DAMAGED = 10  # are nothing to worry about, however small the file
MOST_DAMAGED_SHARE = 0.10
MOST_REMOVED = 0.10
MOST_NAMED = 500  # changed centers; above that every process reads everything again
_FIRST_YEAR = 2000
_BATCH = 1000


def import_listing(  # noqa: PLR0913 - these are the choices an operator has
    path: Path,
    *,
    by: str,
    code: str | None = None,
    source: str | None = None,
    edition: int | None = None,
    dry_run: bool = False,
    accept_removals: bool = False,
    progress: Progress = lambda _words, _share: None,
) -> Report:
    """Apply the listing in a file to the directory, and return what that changed.

    `code` forces a reader; `source` names whose listing it is where one kind of file comes from several;
    `edition` is the year it speaks of, else the year in the file's name, else this year. A dry run works out
    the same report and writes nothing. `progress` is told the step and its share done, from 0 to 1.

    Raises Refused, with one sentence, for a file that is no sound listing, an edition older than the loaded
    one, or a file that removes more than a tenth of what the source gave before (`accept_removals` allows it).
    """
    reader, table = recognise(path, code)
    told = replace(
        _edition(path, reader, source, edition),
        tells_websites="website" in table.header,
        tells_details=not detail_columns.COLUMNS.isdisjoint(table.header),
    )
    report = Report(told.source, told.words, dry_run, strange_columns=reader.strangers(table.header))
    records = _read(path, reader, table, report, progress)
    if dry_run:
        db.session.rollback()
        made, report.refusal = _compare(told, records, report, progress)
        db.session.rollback()
        return report
    with transaction():
        made, report.refusal = _compare(told, records, report, progress)
        if report.refusal and not accept_removals:
            raise Refused(report.refusal)
        report.refusal = ""
        if not made.empty:
            progress("Writing", 0)
            _write(made, told, progress, by=by)
    if made.report.withheld:
        _forget_freed_pages()
    return report


def _edition(path: Path, reader: Reader, source: str | None, year: int | None) -> Edition:
    if year is None:
        found = re.search(r"(?<!\d)20\d\d(?!\d)", path.name)
        year = int(found.group()) if found else now().year
    if not _FIRST_YEAR <= year <= now().year + 1:
        raise Refused(f"An edition of {year} cannot be; say the listing’s year with --edition.")
    name = (source or "").strip()
    if len(name) > SourceRecord.source.type.length:
        raise Refused(f"A source’s name has at most {SourceRecord.source.type.length} letters.")
    return Edition(name or reader.code, f"{name}, {year}" if name else reader.words(year), date(year, 1, 1))


def _read(path: Path, reader: Reader, table: Table, report: Report, progress: Progress) -> list[Record]:
    records: list[Record] = []
    for row in reader.read(table):
        report.rows += 1
        if report.rows % 100 == 0:
            progress("Reading", min(report.rows / max(table.lines, 1), 1))
        if isinstance(row, Record):
            records.append(row)
            continue
        report.rejected.append(row)
        if len(report.rejected) > MOST_DAMAGED:
            break
    damaged = len(report.rejected)
    if not records:
        raise Refused(f"{path.name} holds no row that can be read as a center.")
    if damaged > MOST_DAMAGED or (damaged > FEW_DAMAGED and damaged > report.rows * MOST_DAMAGED_SHARE):
        first = report.rejected[0]
        raise Refused(f"{path.name} holds too many damaged rows; the first is line {first.line}: {first.reason}")
    return _sorted_out(records, report)


def _sorted_out(records: Sequence[Record], report: Report) -> list[Record]:
    """Join what is one program, leave out what is not for this directory, and note both in the report."""
    kept = []
    for record in join(records):
        if record.aside:
            report.rejected.append(Rejected(record.line, record.aside))
            continue
        kept.append(record)
        report.unknown_codes.update(unknown_codes(record.profile.codes))
        report.notes.extend((record.line, note) for note in record.notes)
        if record.also:
            report.joined.append((record.line, *record.also))
    report.rejected.sort(key=lambda row: row.line)
    return kept


def _compare(told: Edition, records: Sequence[Record], report: Report, progress: Progress) -> tuple[Plan, str]:
    progress("Comparing", 0)
    known = queries.everything()
    loaded = newest(told.source, known)
    if loaded and loaded[0] > told.as_of:
        raise Refused(f"{loaded[1]} is loaded already; an edition of {told.as_of.year} would bring back older facts.")
    progress("Comparing", 0.5)
    made = plan(told, records, known, report)
    lost, before = removes(told.source, made, known)
    if lost <= before * MOST_REMOVED:
        return made, ""
    return made, (
        f"This file no longer names {lost:,} of the {before:,} centers that the source gave before, more than a tenth; "
        "if that is right, run again with --accept-removals."
    )


def _write(made: Plan, told: Edition, progress: Progress, *, by: str) -> None:
    at = now()
    if db.session.connection().dialect.name == "sqlite":
        # An erased street must not stay in the freed part of a page.
        db.session.execute(text("PRAGMA secure_delete = ON"))
    taken = centers.taken_slugs()
    alone = [told_alone(told, record.profile) for record in made.added]
    ids = centers.add_centers([(centers.slug_for(one.profile, taken), one.profile) for one in alone])
    centers.revise(made.profiles, made.listings, made.touched, at=at)
    progress("Writing", 0.3)
    centers.restate(made.stated | {center_id: stated_by(one) for center_id, one in zip(ids, alone, strict=True)})
    progress("Writing", 0.6)
    _keep(told, made.said | dict(zip(ids, made.added, strict=True)), at)
    _mark_gone(told.source, made.gone, at)
    for (source, center_id), profile in made.scrubbed.items():
        row = (SourceRecord.source == source, SourceRecord.center_id == center_id)
        db.session.execute(update(SourceRecord).where(*row).values(profile=profile))
    changed = sorted(made.touched.union(ids))
    if changed:
        centers.tell_readers(changed if len(changed) <= MOST_NAMED else None)
    audit.record("listing imported", f"listing {told.source}", by=by, edition=told.as_of.year, **made.report.counts())


def _keep(told: Edition, said: dict[int, Record], at: Any) -> None:
    """Write what the source says now over what it said before."""
    for some in _in_turn(list(said.items())):
        rows = [
            {
                "center_id": center_id,
                "source": told.source,
                "words": told.words,
                "as_of": told.as_of,
                "profile": record.profile,
                "line": record.line,
                "notes": list(record.notes),
                "seen_at": at,
                "gone_at": None,
            }
            for center_id, record in some
        ]
        known = queries.known_records(told.source, [center_id for center_id, _ in some])
        if fresh := [row for row in rows if row["center_id"] not in known]:
            db.session.execute(insert(SourceRecord), fresh)
        if again := [row for row in rows if row["center_id"] in known]:
            db.session.execute(update(SourceRecord), again)


def _mark_gone(source: str, ids: Sequence[int], at: Any) -> None:
    for some in _in_turn(ids):
        gone = update(SourceRecord).where(SourceRecord.source == source, SourceRecord.center_id.in_(some))
        db.session.execute(gone.values(gone_at=at).execution_options(synchronize_session=False))


def _in_turn(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _forget_freed_pages() -> None:
    """Empty SQLite's log, where pages with an erased street may still lie; PostgreSQL vacuums by itself."""
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
