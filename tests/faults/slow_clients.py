"""Hold many slow connections to a server on this machine while ordinary people ask for a page.

Run by the fault tests and the benchmark of servers, as a process of its own, so that neither side
borrows the other's time. The answer is one line of JSON:

    python tests/faults/slow_clients.py --port 8000 --page /livez --large /centers

Three kinds of slow: headers that never end, bodies that trickle, answers read a byte at a time.
"""

import argparse
import contextlib
import errno
import json
import multiprocessing
import resource
import selectors
import socket
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

TRICKLE_SECONDS = 2.0
PATIENCE_SECONDS = 2.0
SMALL_BUFFER = 2048
HEADERS, BODY, READ = "headers", "body", "read"


class SlowClient:
    """One connection that gives, or takes, a byte every two seconds; it comes back when it is cut."""

    def __init__(self, kind: str, arguments: argparse.Namespace) -> None:
        self.kind = kind
        self.arguments = arguments
        self.cuts = 0
        self.longest = 0.0
        self.greeted = False
        self.open()

    def open(self) -> None:
        """Begin again with a new connection."""
        self.socket = socket.socket()
        self.socket.setblocking(False)
        if self.kind == READ:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        self.opened = time.monotonic()
        self.greeted = False
        self.socket.connect_ex(("127.0.0.1", self.arguments.port))

    def greeting(self) -> bytes:
        """Return the first bytes: a request that is not whole, or one for a large answer."""
        host = f"Host: 127.0.0.1:{self.arguments.port}\r\n"
        if self.kind == HEADERS:
            return f"GET {self.arguments.page} HTTP/1.1\r\n{host}X-Slow: ".encode()
        if self.kind == BODY:
            form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n"
            return f"POST {self.arguments.post} HTTP/1.1\r\n{host}{form}\r\nwords=".encode()
        return f"GET {self.arguments.large} HTTP/1.1\r\n{host}\r\n".encode()

    def tick(self) -> None:
        """Give or take one byte; a connection the server has ended is counted and opened again."""
        try:
            if not self.greeted:
                self.socket.send(self.greeting())
                self.greeted = True
            elif self.kind == READ:
                self.take_one()
            else:
                self.socket.send(b"a")
                self.look_for_the_end()
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.ENOTCONN:  # that one: still waiting in the server's queue
                self.again()

    def take_one(self) -> None:
        """Read one byte of the answer."""
        if not self.socket.recv(1):
            self.again()

    def look_for_the_end(self) -> None:
        """Notice that the server answered early (408, 413, 405 …) or closed."""
        with contextlib.suppress(BlockingIOError):
            if not self.socket.recv(65536):
                self.again()

    def again(self) -> None:
        """Count the cut and come back."""
        self.cuts += 1
        self.longest = max(self.longest, time.monotonic() - self.opened)
        self.socket.close()
        self.open()


def attack(arguments: argparse.Namespace, talk: Connection) -> None:
    """Hold the slow connections until told to stop; say when all are open, and at the end what became of them."""
    kinds = [HEADERS] * (arguments.slow * 2 // 5) + [BODY] * (arguments.slow * 2 // 5)
    kinds += [READ] * (arguments.slow - len(kinds))
    clients = [SlowClient(kind, arguments) for kind in kinds]
    began, told, stopping = time.monotonic(), False, False
    while not stopping:
        round_began = time.monotonic()
        for number, client in enumerate(clients):
            client.tick()
            if number % 25 == 0:
                time.sleep(max(0.0, round_began + TRICKLE_SECONDS * number / len(clients) - time.monotonic()))
        if not told and (all(client.greeted for client in clients) or time.monotonic() - began > 2 * TRICKLE_SECONDS):
            talk.send(sum(client.greeted for client in clients))
            told = True
        stopping = talk.poll(max(0.0, round_began + TRICKLE_SECONDS - time.monotonic()))
    talk.send(
        {
            kind: {
                "connections": len(mine),
                "cuts": sum(client.cuts for client in mine),
                "held_seconds": round(max(max(c.longest, time.monotonic() - c.opened) for c in mine), 1),
            }
            for kind in (HEADERS, BODY, READ)
            if (mine := [client for client in clients if client.kind == kind])
        }
    )


def ask(port: int, path: str) -> float | None:
    """Ask for a page on a new connection; the seconds it took, or None when no whole 200 came in time."""
    began = time.monotonic()
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()
    received = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
            connection.sendall(request)
            with selectors.DefaultSelector() as selector:
                selector.register(connection, selectors.EVENT_READ)
                while (left := began + PATIENCE_SECONDS - time.monotonic()) > 0 and selector.select(left):
                    piece = connection.recv(65536)
                    if not piece:
                        return time.monotonic() - began if whole(received) else None
                    received += piece
    except OSError:
        return None
    return None


def whole(answer: bytes) -> bool:
    """Tell whether this is a complete answer with status 200."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 200 " not in head[:16]:
        return False
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) == int(line.partition(b":")[2])
    return bool(body)


def ordinary(arguments: argparse.Namespace) -> dict[str, float]:
    """Ask as ordinary people do: each on a new connection, evenly over the time, a few at once."""
    times: list[float | None] = []
    until = time.monotonic() + arguments.seconds
    pause = arguments.seconds / (arguments.requests / arguments.people)

    def person() -> None:
        for number in range(arguments.requests // arguments.people):
            time.sleep(max(0.0, until - arguments.seconds + pause * number - time.monotonic()))
            if time.monotonic() > until + PATIENCE_SECONDS:
                return
            times.append(ask(arguments.port, arguments.page))

    run_together(person, arguments.people)
    answered = sorted(seconds for seconds in times if seconds is not None)
    return {
        "asked": len(times),
        "answered": len(answered),
        "share": round(len(answered) / len(times), 5),
        "median_ms": round(1000 * answered[len(answered) // 2], 1) if answered else 0,
        "p99_ms": round(1000 * answered[int(len(answered) * 0.99)], 1) if answered else 0,
    }


def run_together(work: Callable[[], None], how_many: int) -> None:
    """Run the same work in several threads and wait for all."""
    threads = [threading.Thread(target=work) for _ in range(how_many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def allow_files(wanted: int) -> None:
    """Raise this process's limit of open files to what is needed, as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))


def main() -> None:
    """Attack, ask, and print what happened to whom."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--page", default="/", help="what ordinary people ask for")
    parser.add_argument("--large", default="/", help="what is read a byte at a time: the largest answer there is")
    parser.add_argument("--post", default="/", help="where slow bodies are sent")
    parser.add_argument("--slow", type=int, default=500, help="slow connections")
    parser.add_argument("--requests", type=int, default=2000, help="ordinary requests, spread over the time")
    parser.add_argument("--people", type=int, default=4, help="ordinary requests at once")
    parser.add_argument("--seconds", type=float, default=20.0)
    arguments = parser.parse_args()
    allow_files(arguments.slow + 200)
    here, there = multiprocessing.Pipe()
    attacker = multiprocessing.Process(target=attack, args=(arguments, there), daemon=True)
    attacker.start()
    report: dict[str, object] = {"slow_open": here.recv()}
    time.sleep(TRICKLE_SECONDS)  # the large answers are made first: that is work, not slowness
    report |= ordinary(arguments)
    here.send("stop")
    report["slow"] = here.recv()
    attacker.join(5)
    print(json.dumps(report))  # noqa: T201 - this is the answer


if __name__ == "__main__":
    main()
