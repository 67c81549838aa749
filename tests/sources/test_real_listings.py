"""The real federal files: loaded one over the other, in the time and memory promised."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from app.centers.models import Center, CenterChange, Listing
from app.core.config import ROOT
from app.core.db import db
from app.sources.actions import import_listing
from app.sources.readers import recognise
from app.sources.record import Rejected

SECONDS = 30
MEGABYTES = 400
SCRIPT = r"""
import json, re, resource, sys
from pathlib import Path
from app import create_app
from app.core.config import Settings
from app.sources.actions import import_listing

with create_app(Settings(home=Path(sys.argv[3]), database_url=sys.argv[1])).app_context():
    report = import_listing(Path(sys.argv[2]), by="a test", accept_removals=True)
used = resource.getrusage(resource.RUSAGE_SELF)
peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps(report.counts() | {"megabytes": peak // 1024, "seconds": used.ru_utime + used.ru_stime}))
"""


def load(settings, path):
    """Load one file in a process of its own; its seconds are the processor's, so a busy machine changes little.

    The peak of memory is read from /proc, as `ru_maxrss` begins with what the process that started this one had.
    """
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, settings.database_url, str(path), str(settings.home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.timeout(900)
def test_the_2024_directory_loads_over_that_of_2022(app, settings, shared_data):
    first = load(settings, shared_data / "facilities_2022.csv")
    assert (first["rows"], first["joined"]) == (12_176, 4)
    assert first["added"] > 12_160
    slugs = dict(db.session.execute(select(Center.id, Center.slug)).all())
    db.session.rollback()
    second = load(settings, shared_data / "facilities_2024_located.csv")
    for run in (first, second):
        assert run["seconds"] < SECONDS, run
        assert run["megabytes"] < MEGABYTES, run
    assert (second["rows"], second["rejected"], second["joined"]) == (12_205, 5, 4)
    known = second["changed"] + second["moved"] + second["unchanged"]
    assert known > 8_200, second
    assert known + second["added"] == 12_196
    assert second["gone"] == first["added"] - known
    assert second["withheld"] > 250
    listed = dict(db.session.execute(select(Center.listing, func.count()).group_by(Center.listing)).all())
    assert listed == {Listing.LISTED: 12_196, Listing.GONE: second["gone"]}
    now = dict(db.session.execute(select(Center.id, Center.slug)).all())
    assert now.items() >= slugs.items()
    log = select(func.count()).select_from(CenterChange)
    before = db.session.execute(log).scalar_one()
    db.session.rollback()
    again = import_listing(shared_data / "facilities_2024_located.csv", by="a test")
    assert again.unchanged == 12_196
    assert db.session.execute(log).scalar_one() == before
    db.session.rollback()


@pytest.mark.parametrize("name", ["facilities_2024.csv", "facilities_2024_located.csv"])
def test_the_five_junk_rows_are_refused_and_no_other(shared_data, name):
    reader, table = recognise(shared_data / name)
    refused = [row for row in reader.read(table) if isinstance(row, Rejected)]
    assert [row.line for row in refused] == [12_202, 12_203, 12_204, 12_205, 12_206]
    assert {row.reason for row in refused} == {"The row is empty.", "The row has no name."}
