"""What a center's page tells beyond the listing, block by block, and what is left to ask on the phone."""

from dataclasses import dataclass
from datetime import date

from app.centers.details import Answer, Details
from app.centers.profile import Profile
from app.centers.topics import ACCESS, ADMISSION, COST, HOURS, HOUSE_RULES, INSURERS, QUALITY, Block, Topic
from app.centers.vocabulary import CARE

_LIVED_IN = frozenset({"residential", "hospital", "recovery-housing"})


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one topic: `said` is an Answer or the center's short text, empty when nobody told us.

    `listed` says that only the listing's codes say it; `as_of` is the day of the answer where one is known.
    """

    topic: Topic
    said: str = ""
    as_of: date | None = None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One block as this center answers it; `told` holds every topic of the block, known or not."""

    block: Block
    told: tuple[Told, ...] = ()
    known: bool = False

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that are left: one for a block of which nothing is known, else one for each open topic."""
        if not self.known:
            return (self.block.ask,)
        return tuple(told.topic.ask for told in self.told if told.said in {"", Answer.ASK})


def parts(profile: Profile) -> dict[str, Part]:
    """Return the blocks of a center by their codes; house rules only where people may live in."""
    details = profile.details
    care = {value.code for value in CARE.true_of(profile.codes)}
    made = [
        Part(HOURS, known=details.hours is not None),
        Part(COST, known=details.cost is not None),
        Part(INSURERS, known=bool(details.insurers)),
        _said(ADMISSION, dict(details.admission)),
        _access(details, profile.codes),
        _quality(details, profile.codes),
    ]
    if details.house_rules or not care or care & _LIVED_IN:
        made.insert(4, _said(HOUSE_RULES, dict(details.house_rules)))
    return {part.block.code: part for part in made}


def _said(block: Block, said: dict[str, str]) -> Part:
    told = tuple(Told(topic, said.get(topic.code, "")) for topic in block.topics)
    return Part(block, told, any(each.said for each in told))


def _access(details: Details, codes: frozenset[str]) -> Part:
    facts = {fact.need: fact for fact in details.access}
    told = []
    for topic in ACCESS.topics:
        fact = facts.get(topic.code)
        told.append(Told(topic, _yes_no(fact.answer), fact.as_of) if fact else _from_listing(topic, codes))
    return Part(ACCESS, tuple(told), any(each.said for each in told))


def _quality(details: Details, codes: frozenset[str]) -> Part:
    signs = dict(details.quality)
    told = tuple(
        Told(topic, _yes_no(signs[topic.code])) if topic.code in signs else _from_listing(topic, codes)
        for topic in QUALITY.topics
    )
    return Part(QUALITY, told, any(each.said for each in told))


def _from_listing(topic: Topic, codes: frozenset[str]) -> Told:
    listed = not topic.codes.isdisjoint(codes)
    return Told(topic, Answer.YES if listed else "", listed=listed)


def _yes_no(answer: bool) -> str:
    return Answer.YES if answer else Answer.NO
