"""The command line, run as a person would run it."""

import os
import subprocess
import sys
from pathlib import Path

WAYHOME = Path(sys.executable).with_name("wayhome")


def wayhome(home, *words, **environment):
    """Run one command as a person would, in a directory of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [WAYHOME, *words],
        env=kept | {"WAYHOME_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
