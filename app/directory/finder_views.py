"""The doors of the guided finder and of the page for helpers. Answers stand in the address and nowhere else."""

from urllib.parse import urlencode

from flask import Response, render_template, request

from app.core.access import public
from app.directory import finder
from app.directory.views import blueprint
from app.search.criteria import Criteria

# What narrows the search from the start; the rest is offered, not chosen, so that the list stays long.
TICKED = ("care", "payment", "age")
finder.needs()  # a table that means nothing is found out when the app starts


@blueprint.get("/finder")
@public
def finder_question() -> Response:
    """Ask one question; the answers so far travel in the address."""
    asked = finder.questions()
    codes = [question.code for question in asked]
    step = request.args.get("step", "")
    place = codes.index(step) if step in codes else 0
    answers = finder.answers_from(request.args.items(multi=True))
    question = asked[place]
    page = render_template(
        "directory/finder.html",
        question=question,
        number=place + 1,
        total=len(asked),
        chosen=answers.get(question.code, ()),
        kept=_pairs({code: held for code, held in answers.items() if code != question.code}),
        following=codes[place + 1] if place + 1 < len(codes) else "",
        skip=_step(codes[place + 1], answers) if place + 1 < len(codes) else _fit(answers),
        back=_step(codes[place - 1], answers) if place else "",
        fit=_fit(answers) if answers else "",
        dangers=finder.dangers(answers),
    )
    return Response(page, headers=_headers())


@blueprint.get("/finder/fit")
@public
def finder_fit() -> Response:
    """Show what may fit the answers, each with its reason, and a search that is already filled in."""
    answers = finder.answers_from(request.args.items(multi=True))
    found = finder.suggestions(answers)
    page = render_template(
        "directory/finder_fit.html",
        care=[each for each in found if each.group == "care"],
        ticked=[each for each in found if each.group in TICKED],
        offered=[each for each in found if each.group not in TICKED],
        dangers=finder.dangers(answers),
        helping="teen" in answers.get("who", ()) or "adult" in answers.get("who", ()),
        given=[
            (question.heading, _labels(question, answers[question.code]), _step(question.code, answers))
            for question in finder.questions()
            if question.code in answers
        ],
    )
    return Response(page, headers=_headers())


@blueprint.get("/helping")
@public
def helping() -> str:
    """Say how to look for treatment for somebody else."""
    return render_template("directory/helping.html", teens=Criteria().with_value("age", "children").url())


def _labels(question: finder.Question, given: tuple[str, ...]) -> list[str]:
    return [label for code, label in question.answers if code in given]


def _pairs(answers: finder.Answers) -> list[tuple[str, str]]:
    return [(question, code) for question, codes in answers.items() for code in codes]


def _step(step: str, answers: finder.Answers) -> str:
    return "/finder?" + urlencode([*_pairs(answers), ("step", step)])


def _fit(answers: finder.Answers) -> str:
    return "/finder/fit?" + urlencode(_pairs(answers))


def _headers() -> dict[str, str]:
    # No cache on the way may keep a person's answers, and no search engine either.
    return {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
