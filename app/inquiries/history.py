"""What was done to a message or a center, in words: the rows of the log as those who answer read them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from app.centers.freshness import Field
from app.core import audit
from app.core.translation import _
from app.core.words import N_
from app.inquiries.outcomes import FIELD_LABELS, NOT_REACHED_LABELS, OUTCOME_LABELS, RESULT_LABELS

DONE = {
    "message received": N_("It came in"),
    "message added": N_("The person wrote again"),
    "message read": N_("Opened and read"),
    "message answered": N_("Answered"),
    "message closed": N_("Closed"),
    "message reopened": N_("Put back into the queue"),
    "message withdrawn": N_("Taken back by the person, and erased"),
    "note added": N_("A note was written"),
    "call told": N_("Somebody told what happened when they called"),
    "call sheet opened": N_("The call sheet was opened"),
    "center checked": N_("Checked by phone"),
    "center not reached": N_("Called, and nothing was found out"),
}
CODES = {code.value: words for labels in (NOT_REACHED_LABELS, OUTCOME_LABELS) for code, words in labels.items()}


class Line(NamedTuple):
    """One thing that was done: when, what, by whom, and what came of it."""

    at: datetime
    what: str
    who: str
    results: list[str]


def lines(subject: str, me: str) -> list[Line]:
    """Return what was done to one row of the database, the latest first. Nobody is named."""
    return [
        Line(event.at, _(DONE[event.action]), _who(event.by, me), list(_results(event.detail)))
        for event in audit.history(subject)
        if event.action in DONE
    ]


def _who(by: str, me: str) -> str:
    if by == f"user {me}":
        return _("you")
    return _("a colleague") if by.startswith("user ") else _("a visitor")


def _results(detail: Mapping[str, str]) -> Iterator[str]:
    for name, code in detail.items():
        if name in set(Field):
            yield f"{_(FIELD_LABELS[Field(name)])}: {_(RESULT_LABELS[code])}"  # type: ignore[index]
        elif code in CODES:
            yield _(CODES[code])
