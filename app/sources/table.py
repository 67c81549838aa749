"""Rows of a file that may be anything: every size is bounded before a parser sees a byte.

The largest real listing has 12,205 rows, 7 MB and lines of 1,500 bytes.
"""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import Refused
from app.sources.record import Rejected
from app.sources.workbook import is_workbook, sheets

MOST_BYTES = 64 * 1024 * 1024
MOST_LINES = 200_000
LONGEST_LINE = 64 * 1024
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the heading: cells by column name, and its line number in the file."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and the rows below it, which can be read once. `lines` is about how many there are."""

    name: str
    header: tuple[str, ...]
    rows: Iterator[Row | Rejected]
    lines: int


def tables(path: Path) -> Iterator[Table]:
    """Yield the table of a CSV file, or one for each sheet of a workbook.

    Raises Refused, with one sentence, for a file that cannot be read, is too large, or is no text.
    """
    start = _start(path)
    if is_workbook(start):
        for rows, lines in sheets(path, MOST_LINES):
            yield _table(path.name, rows, lines)
    else:
        lines = _inspect(path, start)
        yield _table(path.name, _csv_rows(path), lines)


def _start(path: Path) -> bytes:
    try:
        if not path.exists():
            raise Refused(f"There is no file {path}.")
        if not path.is_file():
            raise Refused(f"{path} is not a file.")
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"{path.name} is larger than {MOST_BYTES // 1024 // 1024} MB; no listing is that large.")
        with path.open("rb") as file:
            start = file.read(8)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not one a file can have"
        raise Refused(f"{path.name!r} cannot be read: {reason}.") from error
    if not start:
        raise Refused(f"{path.name} is empty.")
    return start


def _inspect(path: Path, start: bytes) -> int:
    """Look through the bytes once, before any parser does, and count the lines."""
    if start.startswith(_OLD_EXCEL):
        raise Refused(f"{path.name} is an old Excel file; please save it as .xlsx or as CSV.")
    if start.startswith(_UTF16):
        raise Refused(f"{path.name} is written in UTF-16; please save it as “CSV UTF-8”.")
    lines, last = 0, b""
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE + 1):
            lines, last = lines + 1, line
            if b"\0" in line:
                raise Refused(f"{path.name} is not a listing: line {lines} holds a byte that no text has.")
            if len(line) > LONGEST_LINE:
                raise Refused(f"{path.name} is not a listing: line {lines} is longer than 64 KB.")
            if lines > MOST_LINES:
                raise Refused(f"{path.name} has more than {MOST_LINES:,} lines; no listing has that many.")
    if not last.endswith((b"\n", b"\r")):
        raise Refused(
            f"{path.name} ends in the middle of line {lines}, so it looks cut off; "
            "if it is whole, end its last line with a line break."
        )
    return lines


def _csv_rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    with path.open("rb") as file:
        reader = csv.reader((_decode(line) for line in file), strict=True)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise Refused(
                f"{path.name} cannot be read from line {line} on: a quotation mark is missing or the file is cut."
            ) from error


def _decode(line: bytes) -> str:
    """Read one line as UTF-8, or as Windows-1252 when it is not: some files are a mixture."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def _table(name: str, rows: Iterator[tuple[int, Sequence[str]]], lines: int) -> Table:
    columns = [" ".join(cell.split()).lower() for cell in next(rows, (1, ()))[1]]
    while columns and not columns[-1]:
        columns.pop()
    twice = next((column for column, count in Counter(columns).items() if count > 1), None)
    if twice is not None:
        raise Refused(f"{name} is not a listing: two of its columns are named “{twice[:40]}”.")
    header = tuple(columns)
    return Table(name, header, _named(header, rows), lines)


def _named(header: tuple[str, ...], rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[Row | Rejected]:
    width = len(header)
    for line, cells in rows:
        if not cells:
            continue
        if not any(cell.strip() for cell in cells):
            yield Rejected(line, "The row is empty.")
        elif len(cells) < width or any(cells[width:]):
            yield Rejected(line, f"The row has {len(cells)} cells where the heading has {width}.")
        else:
            yield Row(line, dict(zip(header, cells, strict=False)))
