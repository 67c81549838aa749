"""The guide as search engines read it: schema.org's MedicalWebPage, Drug and FAQPage, with what the page shows."""

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from app.core.frames import slot
from app.guide.answered import Answer
from app.guide.library import Leaf
from app.guide.page import INDEX, Page

QUESTIONS = "questions-and-answers"
SCHEMA = "https://schema.org"
HOST = slot("host")


def linked_data(leaf: Leaf) -> Markup:
    """Return the JSON-LD of one page, ready to stand in a data block; the host of the site is left open as a slot."""
    told = _block({"@context": SCHEMA, "@graph": list(_graph(leaf))})
    # JSON has an escape of its own for the marks of the slot.
    return Markup(told.replace(json.dumps(str(HOST))[1:-1], str(HOST)))  # noqa: S704 - escaped in `_block`


def answers_data(page: Page, answers: Sequence[Answer]) -> Markup:
    """Return the JSON-LD of what readers asked about a page: more of the same FAQPage, where the page is one."""
    told = {
        "@context": SCHEMA,
        "@type": "FAQPage",
        "@id": f"{page.url}#questions",
        "mainEntity": [_question(each.question, each.answer) for each in answers],
    }
    return Markup(_block(told))  # noqa: S704 - escaped there


def _block(told: dict[str, Any]) -> str:
    """Return JSON without the letters that would end a data block."""
    return json.dumps(told, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")


def _graph(leaf: Leaf) -> Any:
    page = leaf.page
    about = {"@id": f"{HOST}/naltrexone#drug"} if page.slug == INDEX else {"@type": "Drug", "name": "Naltrexone"}
    yield _known(
        {
            "@type": "MedicalWebPage",
            "@id": f"{HOST}{page.url}",
            "url": f"{HOST}{page.url}",
            "name": page.title,
            "description": page.summary,
            "inLanguage": "en",
            "dateModified": page.checked_on.isoformat(),
            "lastReviewed": page.checked_on.isoformat() if page.reviewed_by else "",
            "reviewedBy": {"@type": "Person", "name": page.reviewed_by} if page.reviewed_by else "",
            "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
            "about": about,
            "citation": [source.url for source in leaf.sources],
        }
    )
    if page.slug == INDEX:
        yield _drug()
    if page.slug == QUESTIONS:
        yield {"@type": "FAQPage", "@id": f"{HOST}{page.url}#questions", "mainEntity": list(_questions(leaf))}


def _drug() -> dict[str, Any]:
    return {
        "@type": "Drug",
        "@id": f"{HOST}/naltrexone#drug",
        "name": "Naltrexone",
        "nonProprietaryName": "naltrexone",
        "alternateName": ["Vivitrol"],
        "dosageForm": ["tablet", "extended-release injection"],
        "administrationRoute": ["oral", "intramuscular"],
        "prescriptionStatus": f"{SCHEMA}/PrescriptionOnly",
        "isAvailableGenerically": True,
    }


def _questions(leaf: Leaf) -> Any:
    for section in leaf.text.sections:
        if section.title.endswith("?"):
            yield _question(section.title, section.words)


def _question(words: str, answer: str) -> dict[str, Any]:
    return {"@type": "Question", "name": words, "acceptedAnswer": {"@type": "Answer", "text": answer}}


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}
