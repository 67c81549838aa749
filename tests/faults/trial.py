"""The site with one more form, of the kind that all its forms are: it keeps words, posts a letter, writes the log.

The fault tests drive it beside the forms of the product. `create(settings)` builds it; nothing waits for a person here.
"""

from flask import Blueprint, redirect, render_template, request
from jinja2 import ChoiceLoader, DictLoader

from app import create_app
from app.core import access, audit, forms, once, outbox
from app.core.db import db
from app.core.forms import PublicForm, line, text

TEMPLATES = {
    "letters/trial.txt": "There is news\nSomebody wrote to you. Sign in to read it.\n",
    "letters/echo.txt": "{{ subject }}\n{{ text }}\n",  # what no real letter may do; tests try to misuse it
    "trial/form.html": """{% extends "base.html" %}
{%- from "components/form.html" import complaints, field, hidden -%}
{%- set page_title = "A trial" -%}
{% block content %}{{ complaints(form) }}
<form method="post" action="/trial">{{ hidden(form) }}{{ field(form.words) }}{{ field(form.address) }}
<button class="usa-button">Send</button></form>{% endblock %}""",
    "trial/kept.html": """{% extends "base.html" %}{% set page_title = "It is kept" %}
{% block content %}<p>{{ words }}</p>{% endblock %}""",
}

blueprint = Blueprint("trial", __name__)


class TrialForm(PublicForm):
    words = text("Your words")
    address = line("Where to answer")


@blueprint.route("/trial", methods=["GET", "POST"])
@access.form
@once.saves
def trial():
    form = TrialForm()
    if not form.validate_on_submit():
        return render_template("trial/form.html", form=form), 422 if request.method == "POST" else 200
    letter = outbox.post("trial", to=form.address.data, words=form.words.data)
    audit.record("trial received", f"letter {letter.id}", by="a visitor", letters=1)
    return redirect(f"/trial/{letter.id}", 303)


@blueprint.get("/trial/<string:code>")
@access.form
def kept(code):
    letter = db.session.get(outbox.Letter, code)
    if letter is None:
        return render_template("trial/kept.html", words="Nothing is kept here."), 404
    return render_template("trial/kept.html", words=letter.values.get("words", ""))


def create(settings):
    """Build the site with the trial form, for people who type at once and as often as they like."""
    app = create_app(settings)
    add_to(app)
    forms.QUICKEST = 0
    app.extensions["throttle"].wait = lambda *_what: 0
    return app


def add_to(app):
    """Give an app the trial form and the trial letters."""
    app.register_blueprint(blueprint)
    app.jinja_loader = ChoiceLoader([app.jinja_loader, DictLoader(TEMPLATES)])
