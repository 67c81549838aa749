"""Words that may mean danger now. They bring a message to the front for a person to read; nothing answers by itself."""

import csv
import re
from functools import cache

from app.core.config import SEEDS

FILE = SEEDS / "core" / "crisis_words.csv"


@cache
def _pattern() -> re.Pattern[str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        phrases = [row["words"] for row in csv.DictReader(file)]
    return re.compile(r"\b(?:" + "|".join(re.escape(phrase) for phrase in phrases) + r")\b", re.IGNORECASE)


def may_be_danger(text: str) -> bool:
    """Say whether a text holds one of the words of seeds/core/crisis_words.csv."""
    return _pattern().search(" ".join(text.replace("’", "'").split())) is not None
