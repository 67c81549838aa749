"""What stands on paper about a center: dates instead of ages, for paper does not grow older with its reader."""

from dataclasses import dataclass
from datetime import date, datetime

import segno

from app.centers.freshness import Field, Standing
from app.centers.models import Center
from app.centers.profile import Profile
from app.centers.vocabulary import MEDICINE, Value
from app.core.words import N_
from app.directory.portrait import Portrait, portrait, questions_to_ask

# The parts a sheet names with the day each was checked.
PARTS = (
    (N_("Phone"), Field.PHONE),
    (N_("Levels of care"), Field.CARE),
    (N_("Payment options"), Field.PAYMENT),
    (N_("Medicines"), Field.MEDICINES),
    (N_("Monthly naltrexone shot"), Field.SHOT),
)

# The first page of paper and the second; the center's own page has the rest.
MOST_QUESTIONS = 8
# Weighing all eight masks would take ten times as long, and a camera reads each of them.
ANY_MASK = 2


@dataclass(frozen=True, slots=True)
class Checked:
    """Parts of a profile that share the day they were confirmed, or the day of the listing; None when unreported."""

    parts: tuple[str, ...]
    standing: Standing
    day: date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One center on paper, as of `day`.

    `miles` is None without a place to measure from; `qr` is the `src` of an image or empty.
    """

    portrait: Portrait
    day: date
    miles: float | None
    medicines: tuple[Value, ...]
    checked: list[Checked]
    questions: tuple[str, ...]
    address: str
    qr: str


def sheet(center: Center, at: datetime, *, host: str, miles: float | None = None) -> Sheet:
    """Work out the sheet of a center as it stands at the moment `at`; `host` is this site's own, with its scheme."""
    shown = portrait(center, at)
    address = f"{host}/centers/{center.slug}"
    return Sheet(
        portrait=shown,
        day=at.date(),
        miles=miles,
        medicines=_medicines(center.profile),
        checked=_checked(center, at),
        questions=questions_to_ask(shown)[:MOST_QUESTIONS],
        address=address,
        qr=qr_image(address),
    )


def qr_image(address: str) -> str:
    """Return a QR code that opens an address, as the `src` of an image; empty when the address is too long for one."""
    try:
        code = segno.make(address, error="m", micro=False, mask=ANY_MASK)
    except segno.DataOverflowError:
        return ""
    return code.svg_data_uri(border=2, light="white", omitsize=True, svgclass=None, lineclass=None, encode_minimal=True)


def _medicines(profile: Profile) -> tuple[Value, ...]:
    """Return the medicines of a center; “any form” is left out where a form is named."""
    held = MEDICINE.true_of(profile.codes)
    forms = any(value.code.startswith("naltrexone-") for value in held)
    return tuple(value for value in held if not (forms and value.code == "naltrexone"))


def _checked(center: Center, at: datetime) -> list[Checked]:
    """Say when each part was checked; what was checked alike is said once."""
    verified = {Field(check.field): check.verified_at for check in center.checks}
    doubted = {Field(doubt.field): doubt.at for doubt in center.doubts}
    alike: dict[tuple[Standing, date | None], list[str]] = {}
    for label, field in PARTS:
        if field is Field.SHOT and not center.profile.details.shot:
            continue
        fresh = center.freshness(field, at)
        moment = (doubted if fresh.standing is Standing.DOUBTED else verified).get(field)
        alike.setdefault((fresh.standing, moment.date() if moment else fresh.as_of), []).append(label)
    return [Checked(tuple(labels), standing, day) for (standing, day), labels in alike.items()]
