"""A center as search engines read it: schema.org's MedicalClinic, with what its page shows and nothing more."""

from typing import Any

from app.centers.profile import Precision, Profile
from app.centers.vocabulary import CARE, PAYMENT
from app.core.translation import _


def clinic(profile: Profile, address: str) -> dict[str, Any]:
    """Return the JSON-LD of a center whose page has this absolute address; what is not known is left out."""
    phone = profile.phone
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalClinic",
        "@id": address,
        "url": address,
        "name": ": ".join(filter(None, (profile.name, profile.program))),
        "address": _address(profile),
        "geo": _geo(profile),
        "telephone": f"+1-{phone.number[:3]}-{phone.number[3:6]}-{phone.number[6:]}" if phone else "",
        "sameAs": profile.website,
        "availableService": [
            {"@type": "MedicalTherapy", "name": _(value.label)} for value in CARE.true_of(profile.codes)
        ],
        "paymentAccepted": ", ".join(_(value.label) for value in PAYMENT.true_of(profile.codes)),
    }
    return _known(told)


def _address(profile: Profile) -> dict[str, str]:
    """Return the postal address; of a center that withholds its street only the town."""
    shown = not profile.street_withheld
    street = ", ".join(filter(None, (profile.street, profile.street2)))
    return _known(
        {
            "@type": "PostalAddress",
            "streetAddress": street if shown else "",
            "addressLocality": profile.city,
            "addressRegion": profile.state,
            "postalCode": profile.zip if shown else "",
            "addressCountry": "US",
        }
    )


def _geo(profile: Profile) -> dict[str, Any]:
    """Return the point of the door; the middle of a ZIP code or of a town is not one."""
    point = profile.point
    if point is None or profile.street_withheld or point.precision is not Precision.ADDRESS:
        return {}
    return {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}
