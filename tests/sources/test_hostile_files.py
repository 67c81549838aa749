"""Files that are no listing. There is no database in these tests: each must be refused before one is touched."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook
from sources.directory_rows import SAMHSA, SOUND, town, write

from app.core.config import ROOT
from app.core.errors import Refused
from app.sources.actions import import_listing

SECONDS = 5
MEGABYTES = 100  # more than the process had before
HEADING = ",".join(SAMHSA) + "\n"


def _row(number, *words):
    cells = "".join(f'<c t="inlineStr"><is><t>{word}</t></is></c>' for word in words)
    return f'<row r="{number}">{cells}</row>'


def sqlite(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE name1 (city)")
    connection.commit()
    connection.close()


def directory(path):
    path.mkdir()


def nothing(_path):
    pass


def pipe(path):
    os.mkfifo(path)


def workbook(sheet="", *, shared="", extra=b"", rows=()):
    """Make a workbook; `sheet` stands for its only sheet's rows, `shared` for its table of words."""
    book = Workbook()
    for row in rows or [SAMHSA]:
        book.active.append(row)
    plain = BytesIO()
    book.save(plain)

    def make(path):
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                data = old.read(name)
                if sheet and name == "xl/worksheets/sheet1.xml":
                    data = re.sub(
                        rb"<sheetData>.*</sheetData>", b"<sheetData>" + sheet().encode() + b"</sheetData>", data
                    )
                if shared and name == "xl/sharedStrings.xml":
                    data = shared().encode()
                new.writestr(name, data)
            if extra:
                new.writestr("xl/media/image1.bin", extra())

    return make


def cut(make, keep=0.6):
    def made(path):
        make(path)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * keep)])

    return made


def text(words):
    return lambda path: path.write_bytes(words().encode() if isinstance(words(), str) else words())


def sound(count):
    return lambda path: write(path, [town(number) for number in range(count)])


HOSTILE = {
    "a PDF": text(lambda: b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n"),
    "an image": text(lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1"),
    "a web page": text(lambda: "<!doctype html>\n<html><title>name1,city,state</title></html>\n"),
    "JSON": text(lambda: json.dumps([SOUND] * 3, indent=1) + "\n"),
    "a database": sqlite,
    "an old Excel file": text(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
    "UTF-16": text(lambda: (HEADING + ",".join(SAMHSA)).encode("utf-16")),
    "empty": text(str),
    "only line breaks": text(lambda: "\n\n\n"),
    "only a heading": text(lambda: HEADING),
    "another table": text(lambda: "id,amount\n1,2\n"),
    "missing": nothing,
    "a directory": directory,
    "a pipe": pipe,
    "cut in a row": cut(sound(40), 0.61),
    "cut in a code": text(lambda: HEADING + "1,A House,,1 Way,,Plymouth,MA,02360,,,,,,SA DT SUM"),
    "cut inside quotes": text(lambda: HEADING + '1,"A House,,1 Way,,Plymouth,MA,02360,,,,,,SA\n'),
    "a stray quote": text(lambda: HEADING + '1,"A" House,,1 Way,,Plymouth,MA,02360,,,,,,SA\n'),
    "a million columns": text(lambda: ",".join(f"c{number}" for number in range(1_000_000)) + "\n"),
    "a hundred commas a byte": text(lambda: "," * 65_000 + "\n" + HEADING),
    "a cell of 100 MB": text(lambda: HEADING + "1," + "x" * 100_000_000 + "\n"),
    "a cell of 50 MB": text(lambda: HEADING + "1," + "x" * 50_000_000 + "\n"),
    "a cell of many lines": text(lambda: HEADING + '1,"' + "x\n" * 150_000 + '"\n'),
    "NUL bytes": text(lambda: HEADING + "1,A\0House,,1 Way,,Plymouth,MA,02360,,,,,,SA\n"),
    "a million junk rows": text(lambda: HEADING + "x\n" * 1_000_000),
    "many junk rows": text(lambda: HEADING + ",junk,,,,,,,,,,,,\n" * 190_000),
    "no zip at all": text(lambda: b"PK\x03\x04 this is no zip\n"),
    "a cut workbook": cut(workbook(rows=[SAMHSA] * 50)),
    "an empty workbook": workbook(rows=[[]]),
    "a workbook of something else": workbook(rows=[["id", "amount"], [1, 2]]),
    "a zip of something else": lambda path: zipfile.ZipFile(path, "w").writestr("readme.txt", "hello"),
    "a bomb of zeros": workbook(extra=lambda: bytes(300_000_000)),
    "a bomb within the limit": workbook(extra=lambda: bytes(50_000_000)),
    "a workbook row of a million cells": workbook(
        lambda: '<row r="1">' + "".join(f'<c r="A{n % 9}"><v>{n}</v></c>' for n in range(1_000_000)) + "</row>"
    ),
    "a workbook cell of 40 MB": workbook(
        lambda: '<row r="1"><c t="inlineStr"><is><t>' + os.urandom(20_000_000).hex() + "</t></is></c></row>"
    ),
    "a sheet of a billion rows": workbook(lambda: _row(1, *SAMHSA) + _row(1_000_000_000, "x")),
    "a column far to the right": workbook(lambda: '<row r="1"><c r="ZZZZZZ1" t="n"><v>1</v></c></row>'),
    "a shared word of 30 MB": workbook(
        shared=lambda: "<sst><si><t>" + os.urandom(15_000_000).hex() + "</t></si></sst>"
    ),
    "an entity bomb": workbook(
        shared=lambda: '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    ),
    "broken XML": workbook(lambda: '<row r="1"><c r="A1"></row>'),
}
LARGEST = (
    "a million columns",
    "a cell of 50 MB",
    "a million junk rows",
    "many junk rows",
    "a bomb of zeros",
    "a workbook row of a million cells",
    "a workbook cell of 40 MB",
    "a sheet of a billion rows",
    "a shared word of 30 MB",
)


def suffix(name):
    return ".xlsx" if re.search("workbook|bomb|sheet|zip|shared|XML|column far", name) else ".csv"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence_and_at_once(tmp_path, name):
    path = tmp_path / f"listing_2024{suffix(name)}"
    HOSTILE[name](path)
    start = time.process_time()  # nothing here waits, and other work on the machine does not count
    with pytest.raises(Refused) as refused:
        import_listing(path, by="a test")
    assert time.process_time() - start < SECONDS
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 250


def test_an_unreadable_file_is_refused(tmp_path, monkeypatch):
    path = write(tmp_path / "listing.csv", [SOUND])

    def denied(*_arguments, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", denied)
    with pytest.raises(Refused, match="cannot be read: Permission denied"):
        import_listing(path, by="a test")


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    with pytest.raises(Refused, match="cannot be read"):
        import_listing(tmp_path / ("x" * 5000), by="a test")


def test_hostile_files_take_little_memory(tmp_path):
    paths = []
    for number, name in enumerate(LARGEST):
        paths.append(tmp_path / f"{number}{suffix(name)}")
        HOSTILE[name](paths[-1])
    script = (
        "import sys, resource\n"
        "from pathlib import Path\n"
        "from app.core.errors import Refused\n"
        "from app.places.queries import position_of\n"
        "from app.sources.actions import import_listing\n"
        "position_of('02360', 'Plymouth', 'MA')\n"
        "start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n"
        "        import_listing(Path(path), by='a test')\n"
        "    except Refused:\n"
        "        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, paths)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    megabytes = [int(line) for line in done.stdout.split()]
    assert len(megabytes) == len(LARGEST)
    assert max(megabytes) < MEGABYTES, dict(zip(LARGEST, megabytes, strict=True))
