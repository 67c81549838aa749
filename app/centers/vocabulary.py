"""The closed lists of codes a center is described with.

A value's code is permanent: it stands in URLs and exports. Its label is words and may change.
A value is true of a center when any of its codes is present: SAMHSA's, or those of `Profile.search_codes`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.words import N_


@dataclass(frozen=True, slots=True)
class Value:
    """One choice inside a group: what a person may tick, and the SAMHSA codes behind it."""

    code: str
    label: str
    codes: frozenset[str]
    meaning: str = ""

    def true_of(self, codes: Iterable[str]) -> bool:
        """Say whether a center with these SAMHSA codes has this value."""
        return not self.codes.isdisjoint(codes)


@dataclass(frozen=True, slots=True)
class Group:
    """A closed list of values under one name; `code` is the URL parameter."""

    code: str
    label: str
    values: tuple[Value, ...]

    def true_of(self, codes: Iterable[str]) -> tuple[Value, ...]:
        """Return the values that hold for a center with these SAMHSA codes, in the list's order."""
        held = frozenset(codes)
        return tuple(value for value in self.values if value.true_of(held))

    def value(self, code: str) -> Value | None:
        """Return the value with this code, or None."""
        return next((value for value in self.values if value.code == code), None)


def _v(code: str, label: str, codes: str, meaning: str = "") -> Value:
    return Value(code, label, frozenset(codes.split()), meaning)


CARE = Group(
    "care",
    N_("Level of care"),
    (
        _v("detox", N_("Detox"), "DT HID OD RD", N_("Medical help while alcohol or drugs leave the body")),
        _v(
            "hospital",
            N_("Hospital inpatient"),
            "HI HID HIT",
            N_("A hospital stay with doctors day and night (ASAM 4)"),
        ),
        _v("residential", N_("Residential"), "RES RL RS RD", N_("You live there while in treatment (ASAM 3)")),
        _v("residential-short", N_("Short-term residential"), "RS", N_("You live there, usually 30 days or less")),
        _v("residential-long", N_("Long-term residential"), "RL", N_("You live there for more than 30 days")),
        _v(
            "partial-hospitalization",
            N_("Partial hospitalization (day treatment)"),
            "ODT",
            N_("Most of the day, most days; home at night (ASAM 2.5)"),
        ),
        _v(
            "intensive-outpatient",
            N_("Intensive outpatient"),
            "OIT",
            N_("Several hours on several days a week (ASAM 2.1)"),
        ),
        _v("outpatient", N_("Outpatient"), "ORT", N_("Visits of an hour or two, often weekly (ASAM 1)")),
        _v(
            "medication-clinic",
            N_("Medication clinic"),
            "OMB",
            N_("Outpatient treatment with buprenorphine, methadone or naltrexone"),
        ),
        _v(
            "opioid-treatment-program",
            N_("Opioid treatment program"),
            "OTP",
            N_("Federally certified; the only kind that may give methadone for opioid use disorder"),
        ),
        _v("recovery-housing", N_("Recovery housing"), "HH", N_("A sober home, halfway house or transitional housing")),
        _v("telehealth", N_("Telehealth"), "TELE", N_("Care by video or phone")),
    ),
)
PAYMENT = Group(
    "payment",
    N_("Payment option"),
    (
        _v("medicaid", N_("Medicaid"), "MD", N_("State insurance for people with low income")),
        _v("medicare", N_("Medicare"), "MC", N_("Federal insurance from age 65 or with a disability")),
        _v("private-insurance", N_("Private insurance"), "PI", N_("A plan from work, family or the marketplace")),
        _v("military-insurance", N_("Military insurance"), "MI", N_("Such as TRICARE")),
        _v("state-insurance", N_("State-financed insurance"), "SI", N_("A state plan other than Medicaid")),
        _v("tribal-funds", N_("Tribal funds"), "ITU", N_("Indian Health Service, tribal or urban Indian funds")),
        _v("self-pay", N_("Self-pay"), "SF", N_("You pay with cash or a card")),
        _v("sliding-fee", N_("Sliding fee"), "SS", N_("The price follows your income")),
        _v("payment-assistance", N_("Payment assistance"), "PA", N_("Help with the cost; ask the center how")),
        _v("free", N_("Free"), "NP", N_("The center reports that it takes no payment")),
    ),
)
MEDICINE = Group(
    "medicine",
    N_("Medicine"),
    (
        _v("naltrexone", N_("Naltrexone (any form)"), "NU NXN VTRL UN RPN", N_("For alcohol or opioid use disorder")),
        _v("naltrexone-tablet", N_("Naltrexone tablet"), "NXN", N_("Taken by mouth, usually once a day")),
        _v("naltrexone-injection", N_("Naltrexone monthly shot"), "VTRL", N_("Vivitrol, given by a nurse or doctor")),
        _v(
            "buprenorphine",
            N_("Buprenorphine"),
            "BU BWN BWON BERI BSDM UB BUM DB",
            N_("For opioid use disorder; Suboxone is one brand"),
        ),
        _v("methadone", N_("Methadone"), "MU METH MM DM", N_("For opioid use disorder, at certified programs")),
        _v("acamprosate", N_("Acamprosate"), "ACM", N_("For alcohol use disorder")),
        _v("disulfiram", N_("Disulfiram"), "DSF", N_("For alcohol use disorder")),
        _v(
            "continues-medicine",
            N_("Continues a medicine you already take"),
            "MOA ACMA",
            N_("Accepts people whose medicine is prescribed elsewhere"),
        ),
    ),
)
SERVES = Group(
    "serves",
    N_("Special programs for"),
    (
        _v("adolescents", N_("Teens"), "AD"),
        _v("young-adults", N_("Young adults"), "TAY"),
        _v("women", N_("Women"), "WN"),
        _v("pregnant", N_("Pregnant or postpartum women"), "PW"),
        _v("men", N_("Men"), "MN"),
        _v("seniors", N_("Older adults"), "SE"),
        _v("lgbtq", N_("LGBTQ+ people"), "GL"),
        _v("veterans", N_("Veterans"), "VET"),
        _v("active-military", N_("Active-duty military"), "ADM"),
        _v("military-families", N_("Military families"), "MF"),
        _v("justice-involved", N_("People in the justice system"), "CJ"),
        _v("co-occurring", N_("People with a mental health condition too"), "CO"),
        _v("pain", N_("People with pain"), "COPSU"),
        _v("hiv", N_("People with HIV"), "HV"),
        _v("sexual-abuse", N_("Survivors of sexual abuse"), "XA"),
        _v("domestic-violence", N_("Survivors of domestic violence"), "DV"),
        _v("trauma", N_("People who have lived through trauma"), "TRMA"),
    ),
)
AGE = Group(
    "age",
    N_("Age accepted"),
    (
        _v("children", N_("Children and teens"), "CHLD"),
        _v("young-adults", N_("Young adults"), "YAD"),
        _v("adults", N_("Adults"), "ADLT"),
        _v("seniors", N_("Older adults"), "SNR"),
    ),
)
GENDER = Group(
    "gender",
    N_("Gender accepted"),
    (_v("female", N_("Women and girls"), "FEM"), _v("male", N_("Men and boys"), "MALE")),
)
LANGUAGE = Group(
    "language",
    N_("Language"),
    (
        _v("spanish", N_("Spanish"), "SP"),
        _v("sign-language", N_("Sign language"), "AH"),
        _v("american-indian-alaska-native", N_("American Indian or Alaska Native languages"), "NX N13 N18 N23 N24 N40"),
        _v("arabic", N_("Arabic"), "F4"),
        _v("chinese", N_("Chinese"), "F17"),
        _v("creole", N_("Creole"), "F19"),
        _v("farsi", N_("Farsi"), "F25"),
        _v("french", N_("French"), "F28"),
        _v("german", N_("German"), "F30"),
        _v("greek", N_("Greek"), "F31"),
        _v("hebrew", N_("Hebrew"), "F35"),
        _v("hindi", N_("Hindi"), "F36"),
        _v("hmong", N_("Hmong"), "F37"),
        _v("hopi", N_("Hopi"), "N13"),
        _v("italian", N_("Italian"), "F42"),
        _v("japanese", N_("Japanese"), "F43"),
        _v("korean", N_("Korean"), "F47"),
        _v("lakota", N_("Lakota"), "N18"),
        _v("navajo", N_("Navajo"), "N23"),
        _v("ojibwa", N_("Ojibwa"), "N24"),
        _v("polish", N_("Polish"), "F66"),
        _v("portuguese", N_("Portuguese"), "F67"),
        _v("russian", N_("Russian"), "F70"),
        _v("tagalog", N_("Tagalog"), "F81"),
        _v("vietnamese", N_("Vietnamese"), "F92"),
        _v("yupik", N_("Yupik"), "N40"),
        _v("other-languages", N_("Other languages"), "FX"),
    ),
)
ACCESS = Group(
    "access",
    N_("Access needs"),
    (
        _v("step-free", N_("Step-free entrance"), "access:step-free"),
        _v("accessible-bathroom", N_("Accessible bathroom"), "access:accessible-bathroom"),
        _v("accessible-bed", N_("Accessible bed"), "access:accessible-bed"),
        _v("asl", N_("American Sign Language"), "access:asl AH"),
        _v("personal-care", N_("Help with personal care"), "access:personal-care"),
        _v("service-animals", N_("Service animals welcome"), "access:service-animals"),
        _v("oxygen-cpap", N_("Oxygen or CPAP"), "access:oxygen-cpap"),
    ),
)


def _insurer(code: str, label: str) -> Value:
    return _v(code, label, f"insurer:{code}")


# Names of companies are not translated, but the catalogue lists them as it lists every label.
INSURER = Group(
    "insurer",
    N_("Insurance company"),
    (
        _insurer("aetna", N_("Aetna")),
        _insurer("ambetter", N_("Ambetter (Centene)")),
        _insurer("amerigroup", N_("Amerigroup (Wellpoint)")),
        _insurer("anthem", N_("Anthem")),
        _insurer("blue-cross-blue-shield", N_("Blue Cross Blue Shield")),
        _insurer("caresource", N_("CareSource")),
        _insurer("carelon", N_("Carelon (Beacon)")),
        _insurer("cigna", N_("Cigna (Evernorth)")),
        _insurer("health-net", N_("Health Net")),
        _insurer("highmark", N_("Highmark")),
        _insurer("humana", N_("Humana")),
        _insurer("kaiser-permanente", N_("Kaiser Permanente")),
        _insurer("magellan", N_("Magellan")),
        _insurer("molina", N_("Molina")),
        _insurer("optum", N_("Optum")),
        _insurer("oscar", N_("Oscar")),
        _insurer("tricare-east", N_("TRICARE East")),
        _insurer("tricare-west", N_("TRICARE West")),
        _insurer("unitedhealthcare", N_("UnitedHealthcare")),
        _insurer("wellcare", N_("Wellcare (Centene)")),
    ),
)
# What SAMHSA's codes say; the groups after them come from the centers' own details.
LISTED_GROUPS: tuple[Group, ...] = (CARE, PAYMENT, MEDICINE, SERVES, AGE, GENDER, LANGUAGE)
GROUPS: tuple[Group, ...] = (*LISTED_GROUPS, ACCESS, INSURER)
GROUP_BY_CODE: Mapping[str, Group] = {group.code: group for group in GROUPS}
