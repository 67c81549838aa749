"""People who read and people who send forms, at once and for a while; what each of them got is written down."""

import statistics
import threading
import time
from dataclasses import dataclass, field

from faults.doors import BEGINNINGS
from faults.sheets import GONE, Sender

PAGE = "/centers?near=02360"
PHONE_NUMBERS = ("tel:988", "tel:911", "tel:+18006624357")


@dataclass
class Answer:
    status: int
    seconds: float
    retry_after: str = ""
    helps: bool = False


@dataclass
class Traffic:
    """What readers and senders got. `sheets` are those that were acknowledged."""

    reads: list[Answer] = field(default_factory=list)
    writes: list[Answer] = field(default_factory=list)
    sheets: list = field(default_factory=list)

    def share_read(self):
        return sum(read.status == 200 for read in self.reads) / len(self.reads)

    def slowest_reads(self):
        """The time that 99 of 100 reads stayed below, in seconds."""
        return statistics.quantiles((read.seconds for read in self.reads), n=100)[-1]

    def statuses(self):
        return {write.status for write in self.writes}


def prepared(port, center, count):
    """Open so many forms while all is well; each comes with the person who opened it."""
    people, known = [Sender(port) for _ in range(count)], {"center": center}
    return [(person, person.open(BEGINNINGS[number % len(BEGINNINGS)], known)) for number, person in enumerate(people)]


def run(port, seconds, papers, *, readers=2, senders=2, pause=0.05):
    """Let people read the page and send the prepared forms for so many seconds."""
    traffic, until, lock = Traffic(), time.monotonic() + seconds, threading.Lock()

    def read():
        person = Sender(port)
        while time.monotonic() < until:
            traffic.reads.append(timed(person.ask, "GET", PAGE))
            time.sleep(pause)

    def send():
        while time.monotonic() < until:
            with lock:
                if not papers:
                    return
                person, sheet = papers.pop(0)
            answer = timed(person.send, sheet)
            traffic.writes.append(answer)
            if answer.status == 303:
                traffic.sheets.append(sheet)
            else:
                papers.append((person, sheet))  # to be sent again
            time.sleep(pause)

    threads = [threading.Thread(target=work) for work in [read] * readers + [send] * senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return traffic


def timed(ask, *what):
    began = time.monotonic()
    try:
        status, headers, body = ask(*what)
    except GONE:
        return Answer(0, time.monotonic() - began)
    helps = all(number in body for number in PHONE_NUMBERS)
    return Answer(status, time.monotonic() - began, headers.get("Retry-After", ""), helps)
