"""A street that a listing withholds is taken out everywhere, with its exact point.

The public profile follows the listing anyhow; what remains are the words of other sources, and the pages
of vanished centers that may be the same house under another name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from rapidfuzz import fuzz

from app.centers.freshness import Field
from app.centers.profile import Precision, Profile
from app.sources.identity import Identity, identity
from app.sources.matching import RELATED
from app.sources.queries import Held
from app.sources.record import Record
from app.sources.statements import Statement, without_street


def shows_door(profile: Profile) -> bool:
    """Say whether the profile tells where the door is."""
    exact = profile.point is not None and profile.point.precision is Precision.ADDRESS
    return bool(profile.street or profile.street2 or exact)


def without_door(statements: Sequence[Statement]) -> list[Statement]:
    """Return the statements, the street taken out of all that are not newer than the last one that withholds it.

    Where the center itself withholds it, or it is confidential, no statement keeps it. One that lost its street does not itself withhold it:
    when the listing that does shows it again, it is shown again.
    """
    hiding = [said for said in statements if said.profile.street_withheld]
    for_good = not hiding or any(said.profile.details.confidential for said in hiding)
    last = date.max if for_good else max(said.as_of for said in hiding)
    return [
        replace(said, profile=without_street(said.profile)) if shows_door(said.profile) and said.as_of <= last else said
        for said in statements
    ]


def may_be_hidden(vanished: Iterable[int], added: Iterable[Record], centers: Mapping[int, Held]) -> list[int]:
    """Return the vanished centers that a newly listed program with a withheld street may be.

    Nobody can tell for certain, so the program stands as a new center; but the old page must not go on
    showing the street that the program now keeps to itself.
    """
    hidden: dict[str, list[Identity]] = {}
    for record in added:
        if record.profile.street_withheld:
            hidden.setdefault(record.profile.zip, []).append(identity(record.profile.to_json()))
    return [
        center_id
        for center_id in vanished
        if Field.ADDRESS not in centers[center_id].confirmed
        and _is_near(identity(centers[center_id].profile), hidden.get(centers[center_id].profile.get("zip", ""), ()))
    ]


def _is_near(old: Identity, hidden: Iterable[Identity]) -> bool:
    return any(new.phone == old.phone or fuzz.token_set_ratio(new.title, old.title) >= RELATED for new in hidden)
