"""The doors of what a person takes away: sheets to print, a PDF, and the number for an address book."""

from flask import Response, abort, render_template, request

from app.centers import queries as centers
from app.centers.models import Center
from app.core.access import public
from app.core.canonical import host
from app.core.db import now
from app.directory import paper
from app.directory.asking import current_snapshot, no_such_page, other_place, where
from app.directory.results import PAGE_SIZE, pages
from app.directory.sheets import qr_image, sheet
from app.directory.vcard import vcard
from app.directory.views import blueprint
from app.places.queries import Several, Unknown
from app.search.criteria import Criteria
from app.search.question import question


@blueprint.get("/centers/<string:slug>/print")
@public
def center_sheet(slug: str) -> str:
    """Show one center as a sheet to print."""
    return _center_sheet("directory/sheet.html", _center(slug))


@blueprint.get("/centers/<string:slug>/print.pdf")
@public
def center_pdf(slug: str) -> Response:
    """Give the sheet of one center as a tagged PDF; there is none where this server cannot make one."""
    if not makes_pdf():
        abort(404)
    made = paper.pdf(_center_sheet("directory/sheet_paper.html", _center(slug)), host())
    if made is None:
        abort(503)
    # A neutral name: the file lies where others may see it.
    return Response(made, mimetype="application/pdf", headers=_named("places-to-call.pdf", shown=True))


@blueprint.get("/centers/<string:slug>.vcf")
@public
def center_vcard(slug: str) -> Response:
    """Give a center's number for an address book."""
    found = _center(slug)
    return Response(vcard(found.profile), mimetype="text/vcard", headers=_named(f"{found.slug}.vcf"))


@blueprint.get("/centers/print")
@public
def results_sheet() -> str | Response:
    """Show one page of a search as a list to print, in the same order."""
    criteria = Criteria.from_query(request.args.items(multi=True))
    found = where(criteria.near)
    if isinstance(found, (Several, Unknown)):
        return other_place(criteria, found)
    place = found.place if found else None
    hits = current_snapshot().index.search(question(criteria, place), page=criteria.page, size=PAGE_SIZE)
    if criteria.page > pages(hits.total):
        return no_such_page(criteria, hits.total)
    rows, at = centers.by_ids(hits.ids), now()
    return render_template(
        "directory/sheet_list.html",
        sheets=[
            sheet(rows[each], at, host=host(), miles=miles)
            for each, miles in zip(hits.ids, hits.miles, strict=True)
            if each in rows
        ],
        first=(criteria.page - 1) * PAGE_SIZE + 1,
        total=hits.total,
        place=place,
        printed=at.date(),
        back=criteria.url(),
        qr=qr_image(host() + criteria.url()),
    )


def makes_pdf() -> bool:
    """Say whether this server makes a PDF of a sheet."""
    return paper.weasyprint() is not None


def _center(slug: str) -> Center:
    return centers.by_slug(slug) or abort(404)


def _center_sheet(template: str, found: Center) -> str:
    at = now()
    return render_template(template, sheet=sheet(found, at, host=host()), printed=at.date())


def _named(filename: str, *, shown: bool = False) -> dict[str, str]:
    return {"Content-Disposition": f"{'inline' if shown else 'attachment'}; filename={filename}"}
