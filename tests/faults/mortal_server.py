"""A server that is killed and comes back in an instant, at the same port; whoever asks meanwhile waits in its queue."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("forked_server.py")


class MortalServer:
    """The site, served with its worker in a process group of its own. Use it as a context.

    `broken` names one of the sins in `forked_server.py`, that a test must notice.
    """

    def __init__(self, settings, broken="", *, log=None):
        self._words = [str(settings.home), settings.database_url, str(settings.busy_seconds), broken]
        self.log = log or settings.home / "server.log"

    def __enter__(self):
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM), *self._words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log.open("a"),
            env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
            text=True,
        )
        self.port = int(self._answer())
        return self

    def __exit__(self, *_error):
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def start(self):
        self.pid = int(self._tell("start"))

    def kill(self):
        """End the whole group with SIGKILL."""
        self._tell("kill")

    def stop(self):
        """End it with SIGTERM, and wait."""
        self._tell("stop")

    def _tell(self, word):
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self._process.stdout.readline()
        assert line, self.log.read_text()
        return line.strip()
