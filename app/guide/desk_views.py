"""The desk's doors to what readers ask: read, answer for everyone, put aside, take down."""

from flask import abort, redirect, render_template, request, url_for

from app.accounts.gate import person
from app.core.access import signed_in
from app.core.once import saves
from app.guide import actions, queries
from app.guide.forms import DeclineForm, PublishForm, Reason, WithdrawForm, publish_form
from app.guide.library import Leaf
from app.guide.models import Question, QuestionState
from app.guide.question_views import Answer, blueprint, readers
from app.guide.views import guide

at_the_desk = signed_in("moderator", "admin")


@blueprint.get("/desk/questions")
@at_the_desk
def questions() -> str:
    """List what waits, danger first, and what stands on the site."""
    published = readers().answered.current().newest
    leaves = guide().library.leaves
    return render_template("guide/desk_questions.html", waiting=queries.waiting(), published=published, leaves=leaves)


@blueprint.get("/desk/questions/<string:question_id>")
@at_the_desk
def question(question_id: str) -> str:
    """Show one question, and what may be done with it."""
    asked = _question(question_id)
    return _page(asked, _publish_form(asked), DeclineForm())


@blueprint.post("/desk/questions/<string:question_id>/publish")
@at_the_desk
@saves
def publish(question_id: str) -> Answer:
    """Put a question and its answer on its page."""
    asked = _question(question_id)
    form = _publish_form(asked)
    if not form.validate():
        return _page(asked, form, DeclineForm()), 422
    actions.publish(asked, words=form.words.data, answer=form.answer.data, cited=form.sources(), by=_by())
    return _to_list()


@blueprint.post("/desk/questions/<string:question_id>/decline")
@at_the_desk
@saves
def decline(question_id: str) -> Answer:
    """Put a question aside; who left an address is told, unless it was an advertisement."""
    asked = _question(question_id)
    form = DeclineForm()
    if not form.validate():
        return _page(asked, _publish_form(asked), form), 422
    actions.decline(asked, form.reason.data, by=_by(), tell=form.reason.data != Reason.SPAM)
    return _to_list()


@blueprint.post("/desk/questions/<string:question_id>/withdraw")
@at_the_desk
@saves
def withdraw(question_id: str) -> Answer:
    """Take a published question off the site."""
    asked = _question(question_id)
    if not WithdrawForm().validate():
        return _page(asked, _publish_form(asked), DeclineForm()), 422
    actions.withdraw(asked, by=_by())
    return _to_list()


def _question(question_id: str) -> Question:
    return queries.question(question_id, to_decide=request.method == "POST") or abort(404)


def _publish_form(asked: Question) -> PublishForm:
    library = guide().library
    leaf = library.leaves.get(asked.slug)
    return publish_form(leaf.sources if leaf else (), library.sources)


def _page(asked: Question, publishing: PublishForm, declining: DeclineForm) -> str:
    leaf: Leaf | None = guide().library.leaves.get(asked.slug)
    return render_template(
        "guide/desk_question.html",
        question=asked,
        page=leaf.page if leaf else None,
        published=queries.published_of(asked) if asked.state is QuestionState.PUBLISHED else None,
        waits=asked.state is QuestionState.WAITING,
        publishing=publishing,
        declining=declining,
        withdrawing=WithdrawForm(),
    )


def _to_list() -> Answer:
    return redirect(url_for("readers.questions"), code=303)


def _by() -> str:
    return f"user {person().id}"
