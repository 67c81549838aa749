"""Answers that say no: the same page again, with a sentence at its top."""

from collections.abc import Callable

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from app.core.forms import Form
from app.core.translation import _, ngettext

MINUTE, DAY = 60, 24 * 60 * 60


def refuse(form: Form, sentence: str, page: Callable[[], str]) -> ResponseReturnValue:
    """Answer 422, and say why."""
    form.form_errors.append(_(sentence))
    return page(), 422


def wait_please(form: Form, seconds: int, page: Callable[[], str]) -> Response:
    """Answer 429, and say how long."""
    form.form_errors.append(_wait_words(seconds))
    answer = make_response(page(), 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _wait_words(seconds: int) -> str:
    if seconds >= DAY:
        return _("There were too many wrong tries. This way in is closed now; please use another one.")
    minutes = -(-seconds // MINUTE)
    return ngettext(
        "There were many tries. Please wait %(num)s minute before the next one.",
        "There were many tries. Please wait %(num)s minutes before the next one.",
        minutes,
    )
