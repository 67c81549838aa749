"""The sheet for one call to a center: whom to call, what to ask, what the list says, and what people told us of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.centers.freshness import Field, Freshness, Standing
from app.centers.models import Center
from app.core.words import N_
from app.inquiries.listed import listed_words
from app.inquiries.models import Inquiry, Voice
from app.inquiries.outcomes import FIELD_LABELS

QUESTIONS = {
    Field.PHONE: N_("Is this the right number for people who look for treatment?"),
    Field.ADDRESS: N_("Is this where people come?"),
    Field.CARE: N_("Do you give these kinds of care?"),
    Field.PAYMENT: N_("Can people pay in these ways?"),
    Field.MEDICINES: N_("Do you give these medicines?"),
    Field.SERVICES: N_("Are your name, your program and your web address right?"),
    Field.OPENINGS: N_("Are you taking new people now?"),
    Field.HOURS: N_("Are these your intake hours?"),
    Field.ACCESS: N_("Is this right about getting in and around?"),
    Field.RULES: N_("Are these your rules?"),
    Field.COST: N_("Is this what it costs?"),
    Field.INSURERS: N_("Do you work with these insurance companies?"),
    Field.QUALITY: N_("Is this how you work?"),
    Field.STATUS: N_("Are you open as usual, at the same place?"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One field to ask about. `told` holds the words of those who reported it, and nothing of who they are."""

    field: Field
    label: str
    question: str
    listed: tuple[str, ...]
    fresh: Freshness
    told: tuple[str, ...] = ()


def parts(center: Center, reports: Sequence[Inquiry], at: datetime) -> tuple[list[Part], list[Part]]:
    """Return what is in doubt, and what else is known of a center and may be confirmed on the way."""
    all_parts = [_part(center, field, reports, at) for field in Field]
    doubted = [part for part in all_parts if part.fresh.standing is Standing.DOUBTED]
    others = [part for part in all_parts if part.fresh.standing not in {Standing.DOUBTED, Standing.UNREPORTED}]
    return doubted, others


def _part(center: Center, field: Field, reports: Sequence[Inquiry], at: datetime) -> Part:
    return Part(
        field,
        FIELD_LABELS[field],
        QUESTIONS[field],
        tuple(listed_words(center.profile, field)),
        center.freshness(field, at),
        tuple(words for report in reports if report.field is field for words in _words(report)),
    )


def _words(report: Inquiry) -> list[str]:
    later = [reply.text for reply in report.replies if reply.voice is Voice.PERSON]
    return [words for words in (report.told.get("right", ""), *later) if words]
