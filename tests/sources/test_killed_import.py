"""An import that is killed at any moment leaves the directory as it was."""

import subprocess
import sys

import pytest
from sources.directory_rows import town, write
from sqlalchemy import func, select

from app.centers.models import Center, FieldCheck
from app.core.config import ROOT
from app.core.db import db
from app.sources.actions import import_listing
from app.sources.models import SourceRecord

SCRIPT = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from app import create_app
from app.core.config import Settings
from app.core.db import db
from app.sources.actions import import_listing

url, path, last = sys.argv[1:]
app = create_app(Settings(home=Path(path).parent, database_url=url))
writes = 0

def count(_connection, _cursor, statement, *_more):
    global writes
    writes += statement.lstrip().split()[0] in {"INSERT", "UPDATE", "DELETE"}
    if writes == int(last):
        os.kill(os.getpid(), signal.SIGKILL)

with app.app_context():
    event.listen(db.engine, "after_cursor_execute", count)
    import_listing(Path(path), by="a test", accept_removals=True)
print(writes)
"""


def counts():
    db.session.rollback()
    tables = (Center, FieldCheck, SourceRecord)
    held = [db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]
    held += db.session.execute(select(func.sum(Center.version))).all()[0]
    db.session.rollback()
    return held


@pytest.mark.parametrize("moment", [1, 2, 5, 9, 12])
def test_a_kill_in_the_middle_changes_nothing(app, settings, tmp_path, moment):
    old = write(tmp_path / "directory_2022.csv", [town(number) for number in range(1500)])
    new = write(tmp_path / "directory_2024.csv", [town(number) for number in range(500, 2500)])
    import_listing(old, by="a test")
    before = counts()
    killed = subprocess.run(
        [sys.executable, "-c", SCRIPT, settings.database_url, str(new), str(moment)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr
    assert counts() == before
    if moment == 12:
        import_listing(new, by="a test", accept_removals=True)
        assert counts()[0] == 2500
