"""What a center's page shows, worked out from its profile: nothing is said that no code says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.centers.freshness import Field, Freshness
from app.centers.models import Center
from app.centers.profile import Phone, PhoneKind, Profile
from app.centers.vocabulary import AGE, CARE, GENDER, LANGUAGE, MEDICINE, PAYMENT, SERVES, Value, code_book
from app.core.words import N_


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
    )


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
