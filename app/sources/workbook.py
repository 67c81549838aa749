"""Sheets of an XLSX file, looked through for bombs before openpyxl opens it.

A workbook is a zip of XML: a small file can hold a huge one, one row can hold a million cells,
and openpyxl keeps a whole row, and the whole table of shared words, in memory.
"""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from app.core.errors import Refused

MOST_UNPACKED = 64 * 1024 * 1024
MOST_SHARED = 24 * 1024 * 1024
MOST_MEMBERS = 1000
MOST_RATIO = 100  # sheets of text pack to a tenth; only repetition made on purpose packs to a hundredth
LONGEST_ROW = 1024 * 1024
MOST_COLUMNS = 600
_CHUNK = 256 * 1024
_MARKS = {"xl/worksheets/": b"</row>", "xl/sharedStrings": b"</si>"}


def is_workbook(start: bytes) -> bool:
    """Say whether a file that begins like this is a zip, as every XLSX file is."""
    return start.startswith(b"PK\x03\x04")


def sheets(path: Path, most_rows: int) -> Iterator[tuple[Iterator[tuple[int, Sequence[str]]], int]]:
    """Yield each sheet as numbered rows of text, and about how many rows it has; raises Refused."""
    try:
        _inspect(path)
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part leads it to
        raise Refused(f"{path.name} is not a workbook that can be read, or it is cut.") from error
    try:
        for sheet in book.worksheets:
            lines = min(sheet.max_row or most_rows, most_rows)
            sheet.reset_dimensions()  # a sheet may claim a billion rows
            yield _rows(path.name, sheet, most_rows), lines
    finally:
        book.close()


def _rows(name: str, sheet: ReadOnlyWorksheet, most_rows: int) -> Iterator[tuple[int, Sequence[str]]]:
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    line = 0
    while True:
        line += 1
        try:
            cells = next(rows, None)
        except Exception as error:  # as above, and the XML is parsed while it is read
            raise Refused(f"{name} cannot be read from row {line} on; it is damaged or cut.") from error
        if cells is None:
            return
        if line > most_rows:
            raise Refused(f"{name} has more than {most_rows:,} rows; no listing has that many.")
        if cells.count(None) < len(cells):  # formatted but empty rows are no rows
            yield line, [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _inspect(path: Path) -> None:
    bomb = Refused(f"{path.name} unpacks to far more than a listing holds, so it was not opened.")
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
            raise bomb
        for member in members:
            if member.file_size > _CHUNK and member.file_size > MOST_RATIO * max(member.compress_size, 1):
                raise bomb
            if member.filename.startswith("xl/sharedStrings") and member.file_size > MOST_SHARED:
                raise bomb
            _inspect_member(archive, member, bomb)


def _inspect_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, bomb: Refused) -> None:
    mark = next((mark for start, mark in _MARKS.items() if member.filename.startswith(start)), None)
    with archive.open(member) as file:
        since, tail = 0, b""
        while chunk := file.read(_CHUNK):
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise bomb
            if mark is None:
                continue
            found = text.rfind(mark)
            since = len(text) - found if found >= 0 else since + len(chunk)
            if since > LONGEST_ROW:
                raise bomb
            tail = text[-16:]
