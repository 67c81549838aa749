"""The sheet for one call to a center: whom to call, what to ask, what the list says, and what people told us of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.centers.freshness import Field, Freshness, Standing
from app.centers.models import Center
from app.inquiries.listed import listed_words
from app.inquiries.models import Inquiry, Voice
from app.inquiries.outcomes import FIELD_LABELS


@dataclass(frozen=True, slots=True)
class Part:
    """One field to ask about. `told` holds the words of those who reported it, and nothing of who they are."""

    field: Field
    label: str
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
        tuple(listed_words(center.profile, field)),
        center.freshness(field, at),
        tuple(words for report in reports if report.field is field for words in _words(report)),
    )


def _words(report: Inquiry) -> list[str]:
    later = [reply.text for reply in report.replies if reply.voice is Voice.PERSON]
    return [words for words in (report.told.get("right", ""), *later) if words]
