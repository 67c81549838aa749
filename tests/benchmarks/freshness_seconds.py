"""How long an edit takes until every running process shows it."""

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from measuring import ROOT
from sqlalchemy import select

from app.centers.actions import apply_profile, tell_readers
from app.centers.models import Center
from app.core.db import db, transaction

PROCESSES = 2
CONNECTIONS = 24
LIMIT_SECONDS = 20.0
RENAMED = "Zyxomma House"


def seconds_until_every_process_shows(app: Flask, home: Path) -> float:
    """Start `wayhome serve` with two processes, rename a center, and return the seconds until both show it."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", "0"],
        cwd=ROOT,
        env={"WAYHOME_HOME": str(home), "WORKERS": str(PROCESSES), "PATH": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        found = re.search(r":(\d+)$", process.stdout.readline().strip())
        connections = spread(int(found[1]), process.pid)
        path = f"/centers?q={quote(RENAMED)}"
        for connection in connections:
            shows(connection, path)
        with app.app_context():
            rename()
        began = time.monotonic()
        waiting = connections
        while waiting and time.monotonic() - began < LIMIT_SECONDS:
            waiting = [connection for connection in waiting if not shows(connection, path)]
        return time.monotonic() - began
    finally:
        process.terminate()
        process.wait(15)
        process.stdout.close()


def spread(port: int, parent: int) -> Sequence[HTTPConnection]:
    """Return open connections of which each process holds at least one."""
    connections = []
    children = [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    before: dict[int, int] = {}
    until = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connections.append(connection)
        shows(connection, "/livez")
        held = {child: sockets(child) for child in children}
        before = before or held
        if len(connections) >= CONNECTIONS and all(held[child] > before[child] for child in children):
            return connections
    raise RuntimeError("one process took every connection")


def sockets(pid: int) -> int:
    """Return how many sockets a process has open."""
    count = 0
    for file in Path(f"/proc/{pid}/fd").iterdir():
        try:
            count += str(file.readlink()).startswith("socket:")
        except OSError:
            continue
    return count


def shows(connection: HTTPConnection, path: str) -> bool:
    """Ask over a kept connection and tell whether the new name is on the page."""
    connection.request("GET", path)
    return f">{RENAMED}<".encode() in connection.getresponse().read()


def rename() -> None:
    """Give the first center a name that no other has."""
    with transaction():
        center = db.session.scalars(select(Center).order_by(Center.id).limit(1)).one()
        apply_profile(center, replace(center.profile, name=RENAMED))
        tell_readers([center.id])
