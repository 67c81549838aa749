"""Answers to start from: seeds/inquiries/replies.csv. Whoever answers reads them over and changes them before sending."""

import csv
from functools import cache
from typing import NamedTuple

from app.core.config import SEEDS

FILE = SEEDS / "inquiries" / "replies.csv"


class ReadyAnswer(NamedTuple):
    """One of them: what it is for, and its words."""

    title: str
    text: str


@cache
def ready_answers() -> tuple[ReadyAnswer, ...]:
    """Return them all, in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(ReadyAnswer(row["title"], row["text"]) for row in csv.DictReader(file))


def ready_text(number: int) -> str:
    """Return the words of the one with this number, counted from 1; nothing for a number that none has."""
    return ready_answers()[number - 1].text if 1 <= number <= len(ready_answers()) else ""
