"""The doors of the guide's tools. None stores anything, sets a cookie or takes what could name a person."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import parse_qsl

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask_babel import get_locale
from markupsafe import Markup

from app.core.access import public
from app.core.db import now
from app.core.frames import plain
from app.core.translation import _
from app.guide import (
    checklists,
    comparison,
    drinking_check,
    interactions,
    interval,
    shot_calendar,
    side_effects,
    suitability,
    surgery,
)
from app.guide.entries import Mistake, oldest_today, read_choices, readable
from app.guide.tool_pages import table, tool_pages
from app.guide.views import catalog, guide

blueprint = Blueprint("guide_tools", __name__, url_prefix="/naltrexone/tools")
EMPTY_FIELDS = 4  # for medicines, on a new page
# No cache on the way may keep a person's answers, and no search engine either.
ANSWERED = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
# A table that means nothing is found out when the app starts.
tool_pages(), interval.opioids(), comparison.columns(), side_effects.side_effects()
suitability.points(), interactions.names(), drinking_check.items()


@blueprint.get("/opioid-free-interval")
@public
def opioid_free_interval() -> Response:
    """Say which wait without opioids to ask a clinician about."""
    asked = bool(request.args)
    last = _entered("last")
    found = interval.wait(request.args.getlist("opioid"), last) if asked else None
    wait = found if isinstance(found, interval.Wait) else None
    return _page(
        "opioid-free-interval",
        found,
        wait=wait,
        groups=interval.GROUPS,
        opioids=interval.opioids().values(),
        last=wait.last.isoformat() if wait and wait.last else last,
    )


@blueprint.get("/is-it-for-me")
@public
def is_it_for_me() -> Response:
    """Say what to talk over with a clinician first."""
    reason = request.args.get("for", "both")
    known = read_choices([reason], suitability.REASONS, "for", "")
    found: object = None
    if isinstance(known, Mistake):
        found, reason = known, "both"
    elif request.args.keys() - {"for"}:
        found = suitability.talk(request.args.getlist("true"))
    return _page(
        "is-it-for-me",
        found,
        talk=found if isinstance(found, tuple) else None,
        reason=reason,
        reasons=suitability.REASONS,
        points=[point for point in suitability.points().values() if point.concerns(reason)],
        every_tool=tool_pages(),
    )


@blueprint.get("/medicines-compared")
@public
def medicines_compared() -> Response:
    """Show the same facts of several medicines side by side."""
    found = comparison.chosen(request.args.getlist("medicine")) if request.args else None
    return _page(
        "medicines-compared",
        found,
        columns=found if isinstance(found, tuple) else (),
        medicines=comparison.MEDICINES,
        rows=comparison.ROWS,
        sets=comparison.SETS,
    )


@blueprint.get("/interactions")
@public
def interactions_checked() -> Response:
    """Say what is known of other medicines together with naltrexone."""
    typed = [each for entry in request.args.getlist("medicine") if (each := readable(entry).strip())]
    found = interactions.check(typed, request.args.getlist("kind")) if request.args else None
    return _page(
        "interactions",
        found,
        check=found if isinstance(found, interactions.Check) else None,
        typed=typed[: interactions.MOST],
        fields=max(EMPTY_FIELDS, min(len(typed) + 1, interactions.MOST)),
        kinds=interactions.kinds().values(),
        suggestions=interactions.suggestions(),
    )


@blueprint.get("/side-effects")
@public
def side_effects_sorted() -> Response:
    """Say what to do about side effects."""
    found = side_effects.advice(request.args.getlist("noticed")) if request.args else None
    return _page(
        "side-effects",
        found,
        advice=found if isinstance(found, side_effects.Advice) else None,
        effects=side_effects.side_effects().values(),
    )


@blueprint.get("/visit-sheet")
@public
def visit_sheet() -> Response:
    """Show questions to tick and print; nothing is sent."""
    return _page("visit-sheet", None, parts=checklists.visit_questions())


@blueprint.get("/wallet-card")
@public
def wallet_card() -> Response:
    """Show a card to fill in and print; nothing is sent."""
    return _page("wallet-card", None)


@blueprint.get("/shot-calendar")
@public
def shot_calendar_planned() -> Response:
    """Show the days that follow the last shot."""
    last, rhythm = _entered("last"), request.args.get("every", "28" if not request.args else "")
    found = shot_calendar.plan(last, rhythm) if request.args else None
    plan = found if isinstance(found, shot_calendar.Plan) else None
    return _page(
        "shot-calendar",
        found,
        plan=plan,
        last=plan.last.isoformat() if plan else last,
        rhythm=rhythm,
        rhythms=shot_calendar.RHYTHMS,
        missed=table("missed-tablets"),
    )


@blueprint.get("/shot-calendar.ics")
@public
def shot_calendar_file() -> Response:
    """Give the days as a calendar file, with neutral words unless plain ones were chosen."""
    plan = shot_calendar.plan(_entered("last"), request.args.get("every", ""))
    words = shot_calendar.WORDS.get(request.args.get("words", "neutral")) or abort(404)
    if not isinstance(plan, shot_calendar.Plan) or plan.late:  # whoever is late needs a call, not more days
        return shot_calendar_planned()
    file = shot_calendar.calendar(plan.shots, {kind: _(word) for kind, word in words.items()}, now())
    headers = {"Content-Disposition": 'attachment; filename="dates.ics"'} | ANSWERED
    return Response(file, mimetype="text/calendar", headers=headers)


@blueprint.get("/alcohol-self-check")
@public
def alcohol_self_check() -> Response:
    """Show the three questions of AUDIT-C; the points are added up in the browser or by hand."""
    return _page("alcohol-self-check", None, items=drinking_check.items(), check=drinking_check)


@blueprint.get("/surgery-note")
@public
def surgery_note() -> Response:
    """Show a note for the people who will treat a person, and what to talk over before."""
    form, on = request.args.get("form", ""), _entered("on")
    found = surgery.plan(form, on) if request.args else None
    plan = found if isinstance(found, surgery.Plan) else None
    return _page(
        "surgery-note",
        found,
        plan=plan,
        form=form,
        on=plan.on.isoformat() if plan and plan.on else on,
        forms=surgery.FORMS,
        today=oldest_today(),
    )


@blueprint.get("/leaving-checklist")
@public
def leaving_checklist() -> Response:
    """Show what to do when leaving jail, a hospital or rehab."""
    where = request.args.get("from", "any")
    found = read_choices([where], checklists.PLACES, "from", "")
    known = "any" if isinstance(found, Mistake) else where
    return _page("leaving-checklist", found, where=known, places=checklists.PLACES, parts=checklists.leaving(known))


def _page(slug: str, found: object, **values: object) -> Response:
    """Return a tool's page. `found` is an answer, nothing yet, or what is wrong: then the entries are shown again."""
    mistakes = _mistakes(found)
    draw = partial(_draw, slug, {mistake.field: mistake for mistake in mistakes}, values)
    if request.args:
        return Response(draw(), 422 if mistakes else 200, headers=ANSWERED)
    return Response(_kept(slug, lambda: plain(draw())))


def _draw(slug: str, mistakes: Mapping[str, Mistake], values: Mapping[str, object]) -> str:
    tool = tool_pages()[slug]
    pages = {name: leaf.page for name, leaf in guide().library.leaves.items()}
    foot = partial(
        render_template,
        "guide/tools/foot.html",
        tool=tool,
        find=parse_qsl(tool.find),
        related=[pages[name] for name in tool.related],
    )
    return render_template(
        f"guide/tools/{slug.replace('-', '_')}.html",
        tool=tool,
        mistakes=mistakes,
        overdue=tool.review_due < oldest_today(),
        pages=pages,
        foot=Markup(_kept(f"{slug} foot", foot)),  # noqa: S704 - drawn by our own template
        given=request.args,
        **values,
    )


def _kept(name: str, draw: Callable[[], str]) -> str:
    """Return what is the same for everybody in one language all day, drawn once."""
    of = (oldest_today(), get_locale(), catalog().demonstration)
    kept: dict[str, tuple[object, str]] = current_app.extensions["guide_tools"]
    drawn_for, html = kept.get(name, (None, ""))
    if drawn_for != of:
        html = draw()
        kept[name] = (of, html)
    return html


def _entered(name: str) -> str:
    return readable(request.args.get(name, ""))


def _mistakes(found: object) -> Sequence[Mistake]:
    return [each for each in (found if isinstance(found, tuple) else (found,)) if isinstance(each, Mistake)]
