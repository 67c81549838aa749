"""The doors of the letters about changes: ask for them, confirm, leave; and the page of what changed."""

from flask import current_app, redirect, render_template, request, url_for

from app.core.access import form as open_form
from app.core.access import public
from app.core.db import now, transaction
from app.core.once import saves
from app.core.throttle import TOO_MANY, seconds_to_wait, wait_words
from app.guide import actions, links
from app.guide.changes import up_to
from app.guide.forms import ConfirmForm, NewsletterForm
from app.guide.question_views import Answer, Readers, blueprint, readers
from app.guide.views import guide

ASKING = "5/hour;20/day"  # addresses of one sender
NEWEST = 20  # answers


@blueprint.get("/guide-news")
@public
def news() -> str:
    """Say what changed in the guide, day by day, and what was answered last."""
    held: Readers = readers()
    newest = list(held.answered.current().newest[:NEWEST])
    changes = up_to(now().date(), held.changes)
    catalog = current_app.extensions["catalog"]
    return render_template(
        "guide/news.html",
        changes=changes,
        newest=newest,
        leaves=guide().library.leaves,
        demonstration=catalog.demonstration,
    )


@blueprint.route("/naltrexone/newsletter", methods=["GET", "POST"])
@open_form
@saves
def newsletter() -> Answer:
    """Take in an address; the answer is the same whoever it belongs to."""
    form, wait = NewsletterForm(), 0
    if request.method == "POST" and form.validate():
        wait = seconds_to_wait("letters", ASKING)
        if not wait:
            actions.ask_for_letters(form.email.data)
            return redirect(url_for("readers.newsletter_sent"), code=303)
    page = render_template("guide/newsletter.html", form=form, wait=wait_words(wait))
    return page, (TOO_MANY if wait else 422) if form.is_submitted() else 200


@blueprint.get("/naltrexone/newsletter/sent")
@public
def newsletter_sent() -> str:
    """Say that a letter is on its way."""
    return render_template("guide/newsletter_sent.html")


@blueprint.route("/guide-news/confirm/<string:code>", methods=["GET", "POST"])
@open_form
@saves
def confirm(code: str) -> Answer:
    """Show one button, for mail programs follow links by themselves; put the address on the list when it is pressed."""
    form = ConfirmForm()
    if request.method == "POST" and form.validate():
        if not actions.confirm(code):
            return render_template("guide/newsletter_old_link.html"), 404
        return redirect(url_for("readers.confirmed"), code=303)
    page = render_template("guide/newsletter_confirm.html", form=form, code=code)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/guide-news/confirmed")
@public
def confirmed() -> str:
    """Say what comes now."""
    return render_template("guide/newsletter_confirmed.html")


@blueprint.route("/guide-news/leave/<string:token>", methods=["GET", "POST"])
@open_form
def leave(token: str) -> Answer:
    """Show one button; erase the address when it is pressed, here or in a mail program (RFC 8058).

    The signed link is the proof: a mail program has no cookie and no token of a form. Doing it again changes nothing.
    """
    if not links.leaver(token):
        return render_template("guide/newsletter_old_link.html"), 404
    if request.method == "POST":
        with transaction():
            actions.leave(token)
        return render_template("guide/newsletter_left.html")
    return render_template("guide/newsletter_leave.html", token=token)
