"""The doors of a reader who asks about a page."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.access import form as open_form
from app.core.access import public
from app.core.once import saves
from app.core.throttle import TOO_MANY, seconds_to_wait, wait_words
from app.guide import actions
from app.guide.answered import Answered
from app.guide.changes import Change
from app.guide.forms import AskForm
from app.guide.page import Page
from app.guide.views import guide

blueprint = Blueprint("readers", __name__)
Answer = Response | str | tuple[str, int]
ASKING = "5/hour;10/day"  # questions of one sender


class Readers(NamedTuple):
    """What these doors need, held by the app."""

    answered: Answered
    changes: Sequence[Change]


def readers() -> Readers:
    """Return it for the app at hand."""
    held: Readers = current_app.extensions["readers"]
    return held


@blueprint.route("/naltrexone/<string:slug>/ask", methods=["GET", "POST"])
@open_form
@saves
def ask(slug: str) -> Answer:
    """Take in a question; nobody but the desk sees it before somebody there has answered it."""
    page = _page(slug)
    form, wait = AskForm(), 0
    if request.method == "POST" and form.validate():
        wait = seconds_to_wait("question", ASKING)
        if not wait:
            actions.ask(slug, form.words.data, form.email.data)
            return redirect(url_for("readers.asked", slug=slug), code=303)
    drawn = render_template("guide/question.html", form=form, page=page, wait=wait_words(wait))
    return drawn, (TOO_MANY if wait else 422) if form.is_submitted() else 200


@blueprint.get("/naltrexone/<string:slug>/asked")
@public
def asked(slug: str) -> str:
    """Say what happens next."""
    return render_template("guide/question_asked.html", page=_page(slug))


def _page(slug: str) -> Page:
    leaf = guide().library.leaves.get(slug)
    return leaf.page if leaf else abort(404)
