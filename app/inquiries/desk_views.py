"""The doors of the desk: the queue, and each message in it."""

from dataclasses import replace

from flask import abort, redirect, render_template, request, url_for

from app.accounts.gate import person
from app.core import outbox
from app.core.access import signed_in
from app.core.db import now
from app.core.errors import Refused
from app.core.once import saves
from app.core.outbox import LetterState
from app.core.translation import _
from app.core.words import N_
from app.inquiries import actions, checks, queries, queue
from app.inquiries.answering import REF, STATES, VERBS, Answering
from app.inquiries.desk_forms import Button
from app.inquiries.in_hand import Answer
from app.inquiries.models import CheckTask, Inquiry
from app.inquiries.queue import CALLS, Asked, Show
from app.inquiries.topics import ABOUT, Topic
from app.inquiries.views import blueprint

DESK = queries.DESK
NOTHING_FREE = N_("Nothing is free to take just now.")
KINDS = {CALLS: N_("Calls to centers")} | {topic.value: ABOUT[topic].label for topic in Topic}


@blueprint.get("/desk")
@signed_in(*DESK)
def desk() -> str:
    """Show what waits, worst first."""
    return _queue_page(Button())


@blueprint.post("/desk/next")
@signed_in(*DESK)
@saves
def take_next() -> Answer:
    """Take the worst thing that nobody has, and lead to it."""
    form, me = Button(), person().id
    if form.validate():
        for item in queue.next_free(me, now()):
            try:
                _open(item, by=me)
            except Refused:
                continue  # a colleague was quicker
            return redirect(_address(item), code=303)
        form.form_errors.append(_(NOTHING_FREE))
    return _queue_page(form), 422


@blueprint.get("/desk/messages/<string:inquiry_id>")
@signed_in(*DESK)
def message(inquiry_id: str) -> str:
    """Show one message: what was written to the one who has taken it, the rest to everyone here."""
    return _at_desk(inquiry_id).page()


@blueprint.post(f"/desk/messages/<string:inquiry_id>/<any({VERBS}):verb>")
@signed_in(*DESK)
@saves
def act(inquiry_id: str, verb: str) -> Answer:
    """Take a message and read it, answer it, note something, close it, or give it back."""
    return _at_desk(inquiry_id).act(verb)


def _at_desk(inquiry_id: str) -> Answering:
    return Answering(queries.at_the_desk(inquiry_id) or abort(404), person().id, "/desk")


def _open(item: Inquiry | CheckTask, *, by: str) -> None:
    if isinstance(item, CheckTask):
        checks.open_sheet(item, by=by)
    else:
        actions.read(item, by=by)


def _address(item: Inquiry | CheckTask) -> str:
    if isinstance(item, CheckTask):
        return url_for("inquiries.sheet", task_id=item.id)
    return url_for("inquiries.message", inquiry_id=item.id)


def _queue_page(form: Button) -> str:
    me, at = person().id, now()
    shown = Asked(me, *_filters())
    count = queue.total(shown, at)
    last = max(1, -(-count // queue.PAGE_SIZE))
    asked = replace(shown, page=min(max(request.args.get("page", 1, type=int), 1), last))
    waiting = queue.counts(at)
    return render_template(
        "inquiries/desk.html",
        entries=queue.entries(asked, at),
        asked=asked,
        last=last,
        previous=_page_link(asked, -1) if asked.page > 1 else "",
        following=_page_link(asked, 1) if asked.page < last else "",
        me=me,
        at=at,
        ref=REF,
        labels=KINDS,
        kinds=[(kind, label, waiting[kind]) for kind, label in KINDS.items() if kind in waiting],
        waiting=sum(waiting.values()),
        mine=queue.total(Asked(me, Show.MINE), at),
        done=queue.total(Asked(me, Show.DONE), at),
        states=STATES,
        unsent=outbox.how_many()[LetterState.FAILED],
        form=form,
    )


def _page_link(asked: Asked, step: int) -> str:
    return url_for("inquiries.desk", show=asked.show.value, kind=asked.kind or None, page=asked.page + step)


def _filters() -> tuple[Show, str]:
    show, kind = request.args.get("show", ""), request.args.get("kind", "")
    return (Show(show) if show in set(Show) else Show.ALL), (kind if kind in KINDS else "")
