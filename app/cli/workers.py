"""Several processes that each have their work, and a parent that keeps their number."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType

import click

STOP_SECONDS = 12.0  # a little more than a worker takes to finish what is under way
SHORTEST_LIFE = 1.0  # seconds; a worker that dies sooner is not started again at once
LOOK_SECONDS = 0.2
ENDING = (signal.SIGTERM, signal.SIGINT)


def keep_working(works: Sequence[Callable[[], None]]) -> None:
    """Run each of `works` in a forked process, put another in the place of one that dies, and end all on SIGTERM or SIGINT."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for ending in ENDING:
        signal.signal(ending, stop)
    workers = {_start(work): (work, time.monotonic()) for work in works}
    while not stopping.is_set():
        wait([worker.sentinel for worker in workers], timeout=LOOK_SECONDS)
        for worker in [worker for worker in workers if not worker.is_alive()]:
            if stopping.is_set():
                break
            work, started = workers.pop(worker)
            click.echo(f"A worker ended by itself (exit code {worker.exitcode}); another takes its place.", err=True)
            stopping.wait(max(0.0, started + SHORTEST_LIFE - time.monotonic()))
            workers[_start(work)] = work, time.monotonic()
    _end(list(workers))


def _start(work: Callable[[], None]) -> BaseProcess:
    worker = multiprocessing.get_context("fork").Process(target=_child, args=(work,), daemon=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    worker.start()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    return worker


def _child(work: Callable[[], None]) -> None:
    # The parent's handlers came along; a signal that reached them here would be lost.
    for ending in ENDING:
        signal.signal(ending, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    threading.Thread(target=_follow_the_parent, daemon=True).start()
    work()


def _follow_the_parent() -> None:
    """End this worker when its parent is gone, however it went: nobody else would free the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)


def _end(workers: list[BaseProcess]) -> None:
    for worker in workers:
        worker.terminate()
    until = time.monotonic() + STOP_SECONDS
    for worker in workers:
        worker.join(max(0.0, until - time.monotonic()))
        if worker.is_alive():
            worker.kill()
            worker.join()
