"""What a listing says of one part of a center, in the words that somebody on the phone can read out."""

from app.centers.freshness import Field, codes_of
from app.centers.profile import Profile
from app.centers.vocabulary import CARE, MEDICINE, PAYMENT, Group
from app.core.display import phone_words
from app.core.translation import _

GROUPS: dict[Field, Group] = {Field.CARE: CARE, Field.PAYMENT: PAYMENT, Field.MEDICINES: MEDICINE}


def listed_words(profile: Profile, field: Field) -> list[str]:
    """Return what is listed, line by line; nothing for what is not reported, or what only the center's page can tell."""
    if field is Field.PHONE:
        return [
            f"{phone_words(phone.number)} {phone.extension and 'x' + phone.extension}".rstrip()
            for phone in profile.phones
        ]
    if field is Field.ADDRESS:
        return _address(profile)
    if field is Field.SERVICES:
        return [words for words in (profile.name, profile.program, profile.website) if words]
    if group := GROUPS.get(field):
        return [_(value.label) for value in group.true_of(codes_of(profile, field))]
    return []


def _address(profile: Profile) -> list[str]:
    town = f"{profile.city}, {profile.state} {profile.zip}".strip()
    if profile.street_withheld:
        return [_("The street is not public."), town]
    return [line for line in (profile.street, profile.street2, town) if line]
