"""`wayhome serve` as a process of its own."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager

SERVE = [sys.executable, "-c", "from app.cli import main; main()", "serve"]


@contextmanager
def serving(home, *words, **environment):
    """Run `wayhome serve` on a free port; yields its process and port, and ends it."""
    process = subprocess.Popen(
        [*SERVE, "--port", "0", *words],
        env=os.environ | {"WAYHOME_HOME": str(home)} | environment,
        stdout=subprocess.PIPE,
        stderr=(home / "errors").open("w"),
        text=True,
        start_new_session=True,
    )
    try:
        line = process.stdout.readline()
        found = re.fullmatch(r"Wayhome is at http://127\.0\.0\.1:(\d+)\n", line)
        assert found, (line, (home / "errors").read_text())
        yield process, int(found[1])
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
