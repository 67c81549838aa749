"""What the HTTP benchmarks share: a server started and ended, a rate measured, a table printed."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv" / "bin"
START_SECONDS = 30.0
CONNECTIONS = 4
SERVER_CORE, CLIENT_CORE = 0, 1
IN_TURN = """
local paths, turn = {{{paths}}}, 0
request = function()
  turn = turn % #paths + 1
  return wrk.format("GET", paths[turn])
end
"""


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def on_core(core: int) -> list[str]:
    """Return the words that put a command on one core, where the machine has them."""
    if shutil.which("taskset") and core in os.sched_getaffinity(0):
        return ["taskset", "-c", str(core)]
    return []


@contextlib.contextmanager
def started(command: Sequence[str], port: int) -> Iterator[None]:
    """Run a server until the block ends; the block begins when its port accepts connections."""
    paths = [str(Path(__file__).parent), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    with tempfile.TemporaryFile() as errors:  # a pipe that nobody reads would stop a server that says much
        process = subprocess.Popen(
            [*on_core(SERVER_CORE), *command],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            wait_for(port, process, errors)
            yield
        finally:
            process.terminate()
            try:
                process.wait(12)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
    """Return when the port accepts connections; raise what the server said when it died first."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            errors.seek(0)
            raise RuntimeError(f"{process.args}: {errors.read().decode()[-2000:]}")
        time.sleep(0.05)
    raise RuntimeError(f"{process.args} did not open port {port} in {START_SECONDS:.0f} s")


def rate(
    port: int, paths: Sequence[str], seconds: float = 3.0, headers: Sequence[str] = (), connections: int = CONNECTIONS
) -> float:
    """Return the requests answered in a second over kept connections; the paths are asked for in turn.

    Measured by wrk, or by a plain client of our own where there is none: slower, but ratios still hold.
    """
    if not shutil.which("wrk"):
        return plain_rate(port, paths, seconds, headers)
    words = [word for header in headers for word in ("-H", header)]
    command = [
        *on_core(CLIENT_CORE),
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{max(1, round(seconds))}s",
        "--timeout",
        "10s",
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(IN_TURN.format(paths=", ".join(f'"{path}"' for path in paths)))
        script.flush()
        command += ["-s", script.name, *words, f"http://127.0.0.1:{port}"]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    said = answer.stdout
    if answer.returncode or "Non-2xx" in said:
        raise RuntimeError(f"{paths[0]} … do not all answer well: {said}{answer.stderr}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def plain_rate(port: int, paths: Sequence[str], seconds: float, headers: Sequence[str] = ()) -> float:
    """Return the rate of one Python client on one kept connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    sent = dict(header.split(": ", 1) for header in headers)
    answered, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        connection.request("GET", paths[answered % len(paths)], headers=sent)
        connection.getresponse().read()
        answered += 1
    connection.close()
    return answered / (time.perf_counter() - began)


def fetch(port: int, path: str, encoding: str = "identity") -> tuple[bytes, Any, int]:
    """Return the body, the headers and the bytes that came over the wire, status line and headers included."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status >= 400:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body, answer.headers, len(body) + len(bytes(answer.headers)) + len("HTTP/1.1 200 OK\r\n")


def answers(port: int, path: str) -> bool:
    """Tell whether a question has the page it asks for: a short list has no third one."""
    try:
        fetch(port, path)
    except RuntimeError:
        return False
    return True


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return aligned columns, the first to the left and the others to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    )
