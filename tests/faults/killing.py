"""Work in a process that is killed at a moment of the test's choosing."""

import os
import signal
import sys
import time
import traceback

from app.core.db import db

PATIENCE_SECONDS = 20


def killed_after(seconds, work, *, once=lambda: True):
    """Fork a process that does `work`, kill it so many seconds after `once` is true; return whether it was still at it.

    The work must not fail by itself.
    """
    db.session.remove()
    db.engine.dispose()  # no connection is shared with the child
    pid = os.fork()
    if not pid:
        try:
            work()
        except BaseException:  # noqa: BLE001 - whatever it was, the parent must hear of it
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    until = time.monotonic() + PATIENCE_SECONDS
    while not once() and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return os.WIFSIGNALED(status)
