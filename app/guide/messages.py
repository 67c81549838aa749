"""Letters about the guide. None says what the guide is about: no medicine, no health word, no page, no question."""

from app.core import outbox
from app.guide import links
from app.guide.models import Subscriber


def please_confirm(subscriber: Subscriber, code: str) -> None:
    """Send the link that puts an address on the list."""
    _write(subscriber, "guide-confirm", confirm=links.confirm_path(code))


def guide_changed(subscriber: Subscriber) -> None:
    """Say that there is something new to read."""
    _write(subscriber, "guide-changed")


def answer_is_there(address: str) -> None:
    """Tell a reader who left an address that their question was answered."""
    if address:
        outbox.post("guide-answer-is-there", to=address)


def no_answer_comes(address: str) -> None:
    """Tell a reader who left an address that their question gets no answer on the site."""
    if address:
        outbox.post("guide-no-answer-comes", to=address)


def _write(subscriber: Subscriber, kind: str, **values: str) -> None:
    subscriber.letter = outbox.post(kind, to=subscriber.address, leave=links.leave_path(subscriber.id), **values)
