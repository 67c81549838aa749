"""Several people who do something in the same moment."""

from threading import Barrier, Thread

from app.core.db import db, transaction
from app.core.errors import Refused


def at_once(app, *verbs):
    """Do all of these in the same moment, each in a transaction of its own; return what refused them."""
    start, refusals, troubles = Barrier(len(verbs)), [], []

    def do(verb):
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    verb()
            except Refused as refused:
                refusals.append(str(refused))
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the test must hear of it
                troubles.append(trouble)
            finally:
                db.session.remove()

    threads = [Thread(target=do, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    db.session.rollback()
    assert troubles == []
    return refusals
