"""What readers asked and what was answered, as every process holds it: a page is drawn without asking the database."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.guide import queries
from app.guide.models import PublishedQuestion
from app.guide.references import Source

LOOK_SECONDS = 0.25
REST_SECONDS = 1.0  # after a look that failed: one person a second may wait for the database, not everybody

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer, in the words that everyone reads."""

    id: int
    question_id: str
    slug: str
    question: str
    answer: str
    day: date
    sources: tuple[Source, ...]

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"answer-{self.id}"


@dataclass(frozen=True, slots=True)
class Answers:
    """All that is published, newest first, and by page. `version` changes with it."""

    version: object = None
    newest: Sequence[Answer] = ()
    by_slug: Mapping[str, Sequence[Answer]] | None = None

    def of(self, slug: str) -> Sequence[Answer]:
        """Return what stands on one page."""
        return (self.by_slug or {}).get(slug, ())


class Answered:
    """Holds the newest answers, a quarter of a second behind the database at most.

    Goes on with what it has while the database does not answer; before it ever did, there are none.
    """

    def __init__(self, sessions: Callable[[], Session], sources: Mapping[str, Source]) -> None:
        self._sessions = sessions
        self._sources = sources
        self._lock = Lock()
        self._answers = Answers()
        self._look_at = 0.0

    def current(self) -> Answers:
        """Return the answers; one thread at a time looks for newer ones, the others do not wait."""
        if monotonic() < self._look_at or not self._lock.acquire(blocking=False):
            return self._answers
        rest = LOOK_SECONDS
        try:
            self._refresh()
        except SQLAlchemyError as error:
            log.warning("the guide goes on with the answers it has: %s", type(error).__name__)
            rest = REST_SECONDS
        finally:
            self._look_at = monotonic() + rest
            self._lock.release()
        return self._answers

    def _refresh(self) -> None:
        with self._sessions() as session:
            version = queries.published_version(session)
            if version == self._answers.version:
                return
            newest = [self._answer(row) for row in queries.published(session)]
        by_slug = defaultdict[str, list[Answer]](list)
        for answer in newest:
            by_slug[answer.slug].append(answer)
        self._answers = Answers(version, newest, dict(by_slug))

    def _answer(self, row: PublishedQuestion) -> Answer:
        cited = tuple(self._sources[id_] for id_ in row.cited if id_ in self._sources)
        return Answer(row.id, row.question_id, row.slug, row.words, row.answer, row.published_at.date(), cited)
