"""The foot of each page: what readers asked about it, and where to ask; drawn again only when an answer comes or goes."""

from typing import Any

from flask import current_app

from app.core.frames import plain
from app.guide.answered import Answered, Answers
from app.guide.library import Leaf
from app.guide.linked_data import QUESTIONS, answers_data

SHOWN = 20  # answers on one page


class FromReaders:
    """Draws the foot of a page in the language of the request."""

    def __init__(self, answered: Answered) -> None:
        self._answered = answered
        self._kept: tuple[Answers, dict[tuple[str, str], str]] = (Answers(), {})

    def draw(self, leaf: Leaf, language: str) -> str:
        """Return the foot of one page as HTML."""
        answers = self._answered.current()
        if self._kept[0] is not answers:
            self._kept = (answers, {})
        kept, key = self._kept[1], (language, leaf.page.slug)
        if key not in kept:
            kept[key] = _drawn(leaf, answers)
        return kept[key]


def _drawn(leaf: Leaf, answers: Answers) -> str:
    here = answers.of(leaf.page.slug)[:SHOWN]
    elsewhere = [answer for answer in answers.newest if answer.slug != leaf.page.slug][:SHOWN]
    macros: Any = current_app.jinja_env.get_template("guide/from_readers.html").module
    html = str(
        macros.from_readers(
            leaf.page, here, elsewhere if leaf.page.slug == QUESTIONS else [], answers_data(leaf.page, here)
        )
    )
    return plain(html)
