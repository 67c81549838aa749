"""Two to four centers side by side: one row for each thing a person weighs, and an empty cell where nobody told us."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.centers.freshness import Field
from app.centers.topics import ADMISSION, HOUSE_RULES, QUALITY, Block
from app.core.translation import _
from app.core.words import N_
from app.directory.detail_words import answer_words, due_words, hours_lines, price_words, status_words, walk_in_words
from app.directory.opening_words import ago_words, opening_words
from app.directory.portrait import Portrait
from app.directory.words import labels

FEWEST, MOST_COMPARED = 2, 4
# What lowers the price is said in the row of cost, who pays in the row of payment.
_CHEAPER = frozenset({"sliding-fee", "payment-assistance", "free"})
Words = Callable[[Portrait], list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: translated words for each center in their order, none where nobody told us.

    `field` is the part of the profile whose freshness belongs below the words.
    """

    label: str
    cells: tuple[tuple[str, ...], ...]
    field: Field | None


def compared(portraits: Sequence[Portrait]) -> list[Row]:
    """Return the rows for these centers, in the language of the request."""
    return [
        Row(label, tuple(tuple(filter(None, words(each))) for each in portraits), field)
        for label, words, field in _ROWS
    ]


def _openings(each: Portrait) -> list[str]:
    status = [status_words(each.status), each.status.sentence] if each.status else []
    return status + [
        _("%(what)s. Reported %(ago)s: call to check.", what=opening_words(opening), ago=ago_words(age))
        for opening, age in each.openings
    ]


def _hours(each: Portrait) -> list[str]:
    hours = each.profile.details.hours
    return [*hours_lines(hours), walk_in_words(hours)]


def _cost(each: Portrait) -> list[str]:
    cost = each.profile.details.cost
    told = [price_words(cost), _due(due_words(cost)), cost.assistance] if cost else []
    return [*told, *labels(value for value in each.payment if value.code in _CHEAPER)]


def _due(words: str) -> str:
    return _("Before you start: %(price)s", price=words) if words.startswith("$") else words


def _medicines(what: str) -> Words:
    return lambda each: labels(row.medicine for row in each.medicines if getattr(row, what))


def _topics(block: Block) -> Words:
    def words(each: Portrait) -> list[str]:
        part = each.parts.get(block.code)
        told = part.told if part else ()
        return [f"{_(one.topic.label)}: {answer_words(one.said)}" for one in told if one.said]

    return words


_ROWS: tuple[tuple[str, Words, Field | None], ...] = (
    (N_("Opening today"), _openings, None),
    (N_("Intake hours"), _hours, Field.HOURS),
    (N_("Cost"), _cost, None),
    (N_("Payment options"), lambda each: labels(v for v in each.payment if v.code not in _CHEAPER), Field.PAYMENT),
    (
        N_("Insurance companies"),
        lambda each: labels(value for value, plan in each.insurers if plan.standing != "does-not"),
        Field.INSURERS,
    ),
    (N_("Level of care"), lambda each: labels(each.care), Field.CARE),
    (N_("Medicines it starts"), _medicines("starts"), Field.MEDICINES),
    (N_("Medicines it continues"), _medicines("continues"), None),
    (N_("Special programs for"), lambda each: labels(each.serves), Field.SERVICES),
    (N_("Ages accepted"), lambda each: labels(each.ages), None),
    (N_("Genders accepted"), lambda each: labels(each.genders), None),
    (N_("Languages"), lambda each: labels(each.languages), None),
    (N_("Who can come"), _topics(ADMISSION), Field.RULES),
    (N_("House rules"), _topics(HOUSE_RULES), Field.RULES),
    (N_("Signs of good care"), _topics(QUALITY), None),
    (N_("Licenses and accreditation"), lambda each: [_(name) for name in each.licenses], Field.SERVICES),
)
