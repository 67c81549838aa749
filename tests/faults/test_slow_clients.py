"""People in need are answered although hundreds of connections are slow on purpose."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from serving import serving

SLOW_CLIENTS = Path(__file__).with_name("slow_clients.py")
SECONDS = 12


@pytest.fixture
def port(tmp_path):
    """The port of `wayhome serve` over the demonstration data."""
    with serving(tmp_path, WORKERS="1") as (_process, port):
        yield port


@pytest.mark.parametrize("asked_for", ["/livez", "/centers?near=02360"])
def test_five_hundred_slow_connections_leave_everybody_else_answered(port, asked_for):
    words = ["--port", str(port), "--page", asked_for, "--large", "/centers", "--post", "/livez"]
    words += ["--slow", "500", "--requests", "1000", "--seconds", str(SECONDS)]
    said = subprocess.run(
        [sys.executable, str(SLOW_CLIENTS), *words], capture_output=True, text=True, timeout=60, check=True
    )
    report = json.loads(said.stdout)
    assert report["share"] >= 0.999, report
    assert report["asked"] == 1000
    assert report["p99_ms"] < 500, report
    assert report["slow_open"] == 500
    assert {kind: slow["connections"] for kind, slow in report["slow"].items()} == {
        "headers": 200,
        "body": 200,
        "read": 100,
    }
    assert all(slow["held_seconds"] >= SECONDS / 2 for slow in report["slow"].values()), "they were slow to the end"
