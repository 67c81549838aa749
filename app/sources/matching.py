"""Which program of a new listing is which center we know: the same one, or nobody we know.

A wrong match gives one program another's page, so a tier speaks only where its key names exactly one
program on both sides, counted over the whole of both listings. The tiers go from strict to bold.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from app.sources.identity import Identity

ALIKE = 90  # of 100: names that differ by a typing slip, a plural or an "Inc"
RELATED = 60  # of 100: names of one organisation before and after it is renamed


@dataclass(frozen=True, slots=True)
class Tier:
    """One way to know a program again.

    `key` is None where the tier cannot speak of a program. A key must name one program on each side, and the
    two must be alike (0 to 100, at least `least`). With `crowded` a key may name several: they are paired,
    the most alike first.
    """

    name: str
    key: Callable[[Identity], Hashable | None]
    likeness: Callable[[Identity, Identity], float] = lambda _one, _other: 100
    least: float = 0
    crowded: bool = False


def match(
    old: Mapping[int, Identity], new: Mapping[int, Identity], tiers: Iterable[Tier]
) -> dict[int, tuple[int, str]]:
    """Return for each new program that we know which old one it is, and the tier that says so."""
    found: dict[int, tuple[int, str]] = {}
    used: set[int] = set()
    for tier in tiers:
        olds, news = _by_key(old, tier), _by_key(new, tier)
        for key, several in news.items():
            if not tier.crowded and len(several) + len(olds.get(key, ())) != 2:  # noqa: PLR2004 - one on each side
                continue
            free = [one for one in olds.get(key, ()) if one not in used]
            for one, other in _pairs(old, new, free, [other for other in several if other not in found], tier):
                found[other] = one, tier.name
                used.add(one)
    return found


def _by_key(programs: Mapping[int, Identity], tier: Tier) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for number, program in programs.items():
        key = tier.key(program)
        if key is not None:
            groups.setdefault(key, []).append(number)
    return groups


def _pairs(
    old: Mapping[int, Identity], new: Mapping[int, Identity], olds: list[int], news: list[int], tier: Tier
) -> list[tuple[int, int]]:
    """Return pairs, each program in one of them at most."""
    alike = [(-tier.likeness(old[one], new[other]), one, other) for one in olds for other in news]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, one, other in sorted(alike):
        if -score >= tier.least and one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return list(pairs.items())


def _codes_alike(one: Identity, other: Identity) -> float:
    ours, theirs = set(one.codes.split()), set(other.codes.split())
    return 100 * len(ours & theirs) / max(len(ours | theirs), 1)


def _titles_alike(one: Identity, other: Identity) -> float:
    return fuzz.token_sort_ratio(one.title, other.title)


def _programs_related(one: Identity, other: Identity) -> float:
    if not one.program or not other.program:
        return 100
    return max(fuzz.token_set_ratio(one.program, other.program), _codes_alike(one, other))


def _sites_related(one: Identity, other: Identity) -> float:
    titles = fuzz.token_set_ratio(one.title, other.title)
    return min(max(titles, _codes_alike(one, other)), _programs_related(one, other))


_WHOLE = Tier(
    "all the same",
    lambda at: (at.name, at.program, at.street, at.street2, at.city, at.state, at.zip, at.phone),
    _codes_alike,
    crowded=True,
)
_DOOR = Tier(
    "name, program, street, suite, ZIP",
    lambda at: (at.name, at.program, at.street, at.street2, at.zip) if at.street else None,
)
_STREET = Tier("name, program, street, ZIP", lambda at: (at.name, at.program, at.street, at.zip) if at.street else None)
_NAME_HERE = Tier(
    "name, street, ZIP, related program",
    lambda at: (at.name, at.street, at.zip) if at.street else None,
    _programs_related,
    RELATED,
)
_PHONE_HERE = Tier(
    "street, ZIP, phone, related name and program",
    lambda at: (at.street, at.zip, at.phone) if at.street and at.phone else None,
    _sites_related,
    RELATED,
)
_PHONE_ZIP = Tier("name, program, ZIP, phone", lambda at: (at.name, at.program, at.zip, at.phone) if at.phone else None)
_ZIP = Tier("name, program, ZIP", lambda at: (at.name, at.program, at.zip))
_PHONE_TOWN = Tier(
    "name, program, town, phone",
    lambda at: (at.name, at.program, at.city, at.state, at.phone) if at.phone else None,
)
_PHONE_STATE = Tier(
    "name, program, state, phone", lambda at: (at.name, at.program, at.state, at.phone) if at.phone else None
)
_ALIKE_PHONE = Tier(
    "name much alike, ZIP, phone",
    lambda at: (at.zip, at.phone) if at.phone else None,
    _titles_alike,
    ALIKE,
    crowded=True,
)
_ALIKE_HERE = Tier(
    "name much alike, street, ZIP",
    lambda at: (at.street, at.zip) if at.street else None,
    _titles_alike,
    ALIKE,
    crowded=True,
)
# Two editions of one source: most programs are the same, so moved and renamed ones are known again.
EDITIONS = (
    _WHOLE,
    _DOOR,
    _STREET,
    _NAME_HERE,
    _PHONE_HERE,
    _PHONE_ZIP,
    _ALIKE_PHONE,
    _ALIKE_HERE,
    _ZIP,
    _PHONE_TOWN,
    _PHONE_STATE,
)
# Two sources list different programs of one organisation: the name and the place must agree.
SOURCES = (_WHOLE, _DOOR, _STREET, _NAME_HERE, _PHONE_ZIP, _ALIKE_PHONE, _ALIKE_HERE)
