"""People who play stories while the server goes away and comes back; what they were told is written down."""

import random
import time
from collections import Counter
from threading import Event, Thread

from faults.doors import STORIES
from faults.players import Cast, open_house
from faults.sheets import GONE, NotThere, Sender

PEOPLE = 4
PATIENCE_SECONDS = 60


class Crowd:
    """People who send the forms of one story after the other; each form is sent until its answer came.

    Each plays all stories in an order of their own before any story comes again. `acknowledged` holds the sheets that
    were taken in, `unexpected` what went otherwise, `casts` who played.
    """

    def __init__(self, app, port):
        self.acknowledged, self.unexpected, self.casts = [], [], []
        self.leaving = Event()
        self._app, self._port = app, port
        houses = [open_house(app) for _ in range(PEOPLE)]
        self._threads = [Thread(target=self._play, args=pair, daemon=True) for pair in enumerate(houses)]

    def begin(self):
        for thread in self._threads:
            thread.start()

    def wait_for_answers(self):
        """Return when one more form was acknowledged, or after some seconds."""
        before, until = len(self.acknowledged), time.monotonic() + 5
        while len(self.acknowledged) == before and time.monotonic() < until:
            time.sleep(0.005)

    def unsent(self):
        """Return the forms that nobody has sent yet."""
        sent = {sheet.door for sheet in self.acknowledged}
        return [str(door) for story in STORIES.values() for door in story if door not in sent]

    def prepared(self):
        """Return how many letters stand there that no form made."""
        return sum((cast.prepared for cast in self.casts), Counter())

    def leave(self):
        """Return when everybody has finished the story they were in."""
        self.leaving.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive(), "a form got no answer for a minute"

    def _play(self, number, house):
        chance, stories = random.Random(number), []
        while not self.leaving.is_set():
            stories = stories or chance.sample(list(STORIES), len(STORIES))
            with self._app.app_context():
                cast = Cast(self._app, house, lambda cookie: Sender(self._port, cookie))
                self.casts.append(cast)
                try:
                    self._play_one(cast, STORIES[stories.pop()])
                except Exception as broken:  # noqa: BLE001 - whatever it was, the test must hear of it
                    self.unexpected.append(repr(broken))

    def _play_one(self, cast, story):
        for door in story:
            sheet = _until_answered(lambda door=door: cast.open(door))
            status, headers, _page = _until_taken(cast.browser(door.who), sheet)
            if status != 303:
                raise NotThere(f"{door} is answered {status}")
            self.acknowledged.append(sheet)
            cast.learn(sheet, headers["Location"])


def _until_taken(person, sheet):
    """Press again while the page says to try again in a minute."""
    while True:
        answer = _until_answered(lambda: person.send(sheet))
        if answer[0] != 503:
            return answer
        time.sleep(0.05)


def _until_answered(ask):
    while True:
        try:
            return ask()
        except GONE:
            time.sleep(0.01)
