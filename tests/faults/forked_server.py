"""The program behind `MortalServer`: it has everything ready, and forks a server at each “start” on its standard input.

    python tests/faults/forked_server.py HOME DATABASE_URL BUSY_SECONDS SIN

“kill” ends the server's process group with SIGKILL, “stop” ends it with SIGTERM.
"""

import os
import signal
import socket
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from faults import trial
from faults.doors import BEGINNINGS
from faults.sheets import InProcess
from sqlalchemy import select

from app.centers.models import Center
from app.cli import webserver, workers
from app.cli.worker import work
from app.core import audit, once, outbox
from app.core.config import Settings
from app.core.db import Kept, db, leave_some_to_readers


def answer_before_the_commit(_app):
    """Let the answer leave, and the database hear of it a moment later."""

    @contextmanager
    def early():
        db.session.rollback()
        db.session.connection(execution_options={"writes": True})
        yield Kept()
        session = db.session()
        db.session.registry.clear()
        Timer(0.05, session.commit).start()

    once.transaction = early


def forget_what_was_answered(_app):
    """Let a form that is sent again have another effect; the answers are slow, so that some are lost."""
    with_effect = once._with_effect

    def slowly(*what, **values):
        answer = with_effect(*what, **values)
        time.sleep(0.2)
        return answer

    once._with_effect = slowly
    once._earlier = lambda _token: None
    once._hash = lambda _token: os.urandom(32)


def post_letters_afterwards(app):
    """Let the letter be no part of the transaction."""
    post = outbox.post

    def later(kind, *, to, **values):
        def add():
            with app.app_context():
                post(kind, to=to, **values)
                db.session.commit()

        Timer(0.05, add).start()
        return outbox.Letter(kind=kind, recipient=to, values=values)

    outbox.post = later


def write_the_log_afterwards(app):
    """Let what was done be written down when it is done for good, and perhaps never."""
    record = audit.record

    def later(*what, **values):
        def add():
            with app.app_context():
                record(*what, **values)
                db.session.commit()

        Timer(0.05, add).start()

    audit.record = later


def leave_no_thread_to_readers(app):
    """Let writers take every thread while they wait."""
    with app.app_context():
        leave_some_to_readers(1000)


def say_that_all_is_well(app):
    """Answer as if it were kept when the database cannot keep it."""
    handlers = app.error_handler_spec[None][None]
    handlers.clear()
    handlers[Exception] = lambda _error: ("", 303, {"Location": "/"})


SINS = {
    "early answers": answer_before_the_commit,
    "no memory": forget_what_was_answered,
    "late letters": post_letters_afterwards,
    "late log": write_the_log_afterwards,
    "no thread for readers": leave_no_thread_to_readers,
    "all is well": say_that_all_is_well,
}


def main(home, url, busy_seconds, sin):
    app = trial.create(Settings(home=Path(home), database_url=url, busy_seconds=float(busy_seconds)))
    with app.app_context():
        leave_some_to_readers(webserver.THREADS)
        warm(app)
        db.session.remove()
        db.engine.dispose()
    if sin:
        SINS[sin](app)
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    say(listener.getsockname()[1])
    obey([lambda: webserver.answer(app, listener), lambda: work(app)])


def warm(app):
    """Have every template ready; show the forms of beginners and send each once, and take it back."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    db.session.commit = lambda: None
    visitor = InProcess(app)
    visitor.ask("GET", "/centers?near=02360")
    known = {"center": db.session.execute(select(Center.slug)).scalars().first()}
    for door in BEGINNINGS:
        visitor.send(visitor.open(door, known))
    del db.session.commit


def obey(works):
    pid = 0
    for line in sys.stdin:
        if line == "start\n":
            pid = os.fork()
            os.setpgid(pid, pid)  # said by both, so that the group is there before anybody can kill it
            if not pid:
                os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # only this program answers the test
                workers.keep_working(works)
                os._exit(0)
            say(pid)
        else:
            end(pid, kill=line == "kill\n")
            pid = 0
            say("done")
    if pid:
        end(pid, kill=True)


def end(pid, *, kill):
    if kill:
        os.killpg(pid, signal.SIGKILL)
    else:
        os.kill(pid, signal.SIGTERM)
    os.waitpid(pid, 0)


def say(word):
    print(word, flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
