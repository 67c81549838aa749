"""What a center's page shows, worked out from its profile: nothing is said that no code says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.centers.code_book import code_book
from app.centers.details import InsurerPlan, Status
from app.centers.freshness import Field, Freshness, Standing
from app.centers.models import Center
from app.centers.profile import Phone, PhoneKind, Profile
from app.centers.topics import INSURERS
from app.centers.vocabulary import AGE, CARE, GENDER, INSURER, LANGUAGE, MEDICINE, PAYMENT, SERVES, Value
from app.core.words import N_
from app.directory.before_you_go import Part, parts
from app.directory.opening_words import Aged, aged


@dataclass(frozen=True, slots=True)
class MedicineRow:
    """What a center does with one medicine: yes, no, or None where it does not say."""

    medicine: Value
    starts: bool | None
    continues: bool | None


@dataclass(frozen=True, slots=True)
class Category:
    """Services of one category of SAMHSA's book, by name."""

    label: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A center's page: everything in it is ready to be shown."""

    center: Center
    profile: Profile
    phones: tuple[Phone, ...]
    care: tuple[Value, ...]
    payment: tuple[Value, ...]
    medicines: tuple[MedicineRow, ...]
    serves: tuple[Value, ...]
    ages: tuple[Value, ...]
    genders: tuple[Value, ...]
    languages: tuple[Value, ...]
    licenses: tuple[str, ...]
    categories: tuple[Category, ...]
    notes: tuple[str, ...]
    freshness: dict[str, Freshness]
    parts: dict[str, Part]
    more_sources: tuple[tuple[str, Freshness], ...]
    insurers: tuple[tuple[Value, InsurerPlan], ...]
    status: Status | None
    openings: tuple[Aged, ...]

    @property
    def gives_shot(self) -> bool:
        """Whether the center says that it starts people on the monthly naltrexone shot."""
        return any(row.starts for row in self.medicines if row.medicine.code == "naltrexone-injection")


OPIOID, ALCOHOL = "opioid", "alcohol"
_TREATS = {
    "naltrexone-tablet": {OPIOID, ALCOHOL},
    "naltrexone-injection": {OPIOID, ALCOHOL},
    "buprenorphine": {OPIOID},
    "methadone": {OPIOID},
    "acamprosate": {ALCOHOL},
    "disulfiram": {ALCOHOL},
}
_CONTINUES = {OPIOID: "MOA", ALCOHOL: "ACMA"}
_NONE_USED = {OPIOID: "NMOA", ALCOHOL: "NMAUT"}
_OPIOID_MEDICINES = frozenset({"MU", "BU", "METH", "MM", "DM", "BUM", "DB", "UB", "BWN", "BWON", "BERI", "BSDM", "RPN"})
_DETAILS = (
    (N_("Intake hours"), Field.HOURS),
    (N_("Cost"), Field.COST),
    (N_("Insurance companies"), Field.INSURERS),
    (N_("Admission and house rules"), Field.RULES),
    (N_("Access"), Field.ACCESS),
    (N_("Signs of good care"), Field.QUALITY),
    (N_("Status"), Field.STATUS),
    (N_("Monthly naltrexone shot"), Field.SHOT),
)
_LICENSES = "LCA"
# What the page already says under its own heading is not said again among the services.
_SAID_ELSEWHERE = frozenset({"PAY", "PYAS", "AGE", "GN", "SL", "OL", "AIL", _LICENSES})


def portrait(center: Center, at: datetime) -> Portrait:
    """Work out the page of one center as it stands at the moment `at`."""
    profile = center.profile
    codes = profile.codes
    return Portrait(
        center=center,
        profile=profile,
        phones=_intake_first(profile.phones),
        care=CARE.true_of(codes),
        payment=PAYMENT.true_of(codes),
        medicines=medicine_rows(codes),
        serves=SERVES.true_of(codes),
        ages=AGE.true_of(codes),
        genders=GENDER.true_of(codes),
        languages=LANGUAGE.true_of(codes),
        licenses=tuple(service.name for code, service in code_book().items() if code in codes and _is_license(code)),
        categories=_categories(codes),
        notes=_notes(codes),
        freshness={field.value: center.freshness(field, at) for field in Field},
        parts=parts(profile),
        more_sources=tuple(
            (label, fresh)
            for label, field in _DETAILS
            if (fresh := center.freshness(field, at)).standing is not Standing.UNREPORTED
        ),
        insurers=_insurers(profile),
        status=status_on(profile, at.date()),
        openings=aged(center.openings_at(at), at),
    )


def status_on(profile: Profile, day: date) -> Status | None:
    """Return what keeps the center from taking people as usual, as a page of that day tells it."""
    status = profile.details.status
    return status if status and status.told_on(day) else None


def questions_to_ask(portrait: Portrait) -> tuple[str, ...]:
    """Return what to ask this center on the phone, most pressing first: sentences to be translated by the caller."""
    payers = {value.code for value in portrait.payment}
    open_parts = [part for code, part in portrait.parts.items() if code != INSURERS.code or _may_insure(payers)]
    asked = [
        (True, N_("Do you have an opening for me now? If not, when?")),
        (not portrait.care, N_("Which kinds of care do you give?")),
        (not payers, N_("How can I pay? Do you take Medicaid or Medicare?")),
        (_no_medicine_known(portrait), N_("Do you give medicines for addiction, such as buprenorphine or naltrexone?")),
        (not _continues_known(portrait), N_("Can I keep taking a medicine that I already take?")),
        (portrait.gives_shot, N_("When could I get the monthly naltrexone shot, and who orders it?")),
    ]
    listed = [question for due, question in asked if due]
    return (*listed, *(question for part in open_parts for question in part.questions))


def _may_insure(payers: set[str]) -> bool:
    return not payers or not payers.isdisjoint({"private-insurance", "military-insurance"})


def _no_medicine_known(portrait: Portrait) -> bool:
    return all(row.starts is None for row in portrait.medicines)


def _continues_known(portrait: Portrait) -> bool:
    return any(row.continues is not None for row in portrait.medicines)


def _insurers(profile: Profile) -> tuple[tuple[Value, InsurerPlan], ...]:
    """Pair each insurer of the vocabulary with what the center says of it, in the vocabulary's order."""
    plans = sorted(profile.details.insurers, key=lambda plan: plan.state)
    return tuple((value, plan) for value in INSURER.values for plan in plans if plan.insurer == value.code)


def medicine_rows(codes: frozenset[str]) -> tuple[MedicineRow, ...]:
    """Say for each of the six medicines whether the center starts it and continues it."""
    rows = []
    for code, treats in _TREATS.items():
        value = MEDICINE.value(code)
        if value is not None:
            never = all(_NONE_USED[condition] in codes for condition in treats)
            starts = True if value.true_of(codes) else (False if never else None)
            continues = True if any(_CONTINUES[condition] in codes for condition in treats) else None
            rows.append(MedicineRow(value, starts, continues))
    return tuple(rows)


def _intake_first(phones: Sequence[Phone]) -> tuple[Phone, ...]:
    return tuple(sorted(phones, key=lambda phone: phone.kind is not PhoneKind.INTAKE))


def _is_license(code: str) -> bool:
    return code_book()[code].category_code == _LICENSES


def _categories(codes: frozenset[str]) -> tuple[Category, ...]:
    book = code_book()
    names: dict[str, list[str]] = {}
    for code, service in book.items():
        if code in codes and service.category_code not in _SAID_ELSEWHERE:
            names.setdefault(service.category, []).append(service.name)
    unknown = sorted(codes - book.keys())
    if unknown:
        names.setdefault(book["MSNH"].category, []).extend(unknown)
    return tuple(Category(label, tuple(services)) for label, services in names.items())


def _notes(codes: frozenset[str]) -> tuple[str, ...]:
    notes = []
    payers = [value for value in PAYMENT.true_of(codes) if value.code != "free"]
    if "NP" in codes and payers:
        notes.append(N_("This center reports “no payment accepted” and also other payers. Ask when you call."))
    if "NOOP" in codes and codes & _OPIOID_MEDICINES:
        notes.append(
            N_("This center reports that it does not treat opioid use disorder, and also lists a medicine for it. Ask.")
        )
    return tuple(notes)
