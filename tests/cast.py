"""The cast: centers that tests know by name. Each is here for a reason."""

from dataclasses import dataclass, fields
from datetime import date

import pytest
from factories import add_center, confirm, make_profile

from app.centers import actions
from app.centers.details import (
    AccessFact,
    Answer,
    Cost,
    CostUnit,
    Details,
    InsurerPlan,
    InsurerStanding,
    Status,
    StatusKind,
)
from app.centers.freshness import Field
from app.centers.hours import Hours
from app.centers.models import Center
from app.centers.profile import Phone, PhoneKind
from app.core.db import transaction

OUTPATIENT = "SA OP ORT"
HIDDEN_STREET, HIDDEN_ZIP, HIDDEN_DOOR = "32 Secret Garden Row", "01605", (42.28931, -71.78822)


@dataclass(frozen=True)
class Cast:
    """The centers by name."""

    harbor_house: Center
    bayside: Center
    bayside_counseling: Center
    quiet_door: Center
    far_north: Center
    isla: Center
    latte_stone: Center
    gone_meadow: Center
    unplaced: Center
    canon_city: Center
    bare_minimum: Center
    sharp_tongue: Center
    long_name: Center
    free_and_paid: Center
    strange_code: Center
    still_true: Center
    long_ago: Center
    open_book: Center
    hidden_harbor: Center
    closed_for_now: Center

    def all(self):
        """Return every center of the cast, in the order they came in."""
        return [getattr(self, field.name) for field in fields(self)]


PROFILES = {
    # The one most tests mean: residential care with the naltrexone shot, on Medicaid, with everything filled in.
    "harbor_house": make_profile(
        name="Harbor House",
        program="Residential Program",
        street="12 Example Street",
        street2="Floor 2",
        county="Plymouth",
        point=(41.9584, -70.6673),
        phones=(Phone("5085550134"), Phone("5085550135", "7", PhoneKind.INTAKE)),
        website="https://harbor-house.example",
        codes="SA DT RES RS RD NU NXN VTRL UN RPN MD PI SF SS WN MN CO VET ADLT YAD FEM MALE SP AH CBT TELE CARF STAG",
    ),
    # An opioid treatment program: methadone and buprenorphine, open to all, twenty miles from Plymouth.
    "bayside": make_profile(
        name="Bayside",
        program="Opioid Treatment Program",
        street="400 Invention Way",
        city="Quincy",
        zip="02169",
        county="Norfolk",
        point=(42.2529, -71.0023),
        phone="6175550101",
        codes="SA OP OMB ORT OTP MU METH MM BU BUM BWN UB MD MC SF ADLT FEM MALE",
    ),
    # A second program behind the same door, with the same phone: two centers, not one.
    "bayside_counseling": make_profile(
        name="Bayside",
        program="Counseling",
        street="400 Invention Way",
        city="Quincy",
        zip="02169",
        county="Norfolk",
        point=(42.2529, -71.0023),
        phone="6175550101",
        codes=f"{OUTPATIENT} OIT MD PI SF ADLT FEM MALE",
    ),
    # It keeps its street to itself; no page, list or map may show a door.
    "quiet_door": make_profile(
        name="Quiet Door",
        city="Brockton",
        zip="02301",
        county="Plymouth",
        street_withheld=True,
        point=(42.0794, -71.0401),
        phone="5085550150",
        codes="SA HH RES RL WN PW DV TRMA SI SF ADLT FEM",
    ),
    # Beyond the 180th meridian: the nearest way from Nome leads across it.
    "far_north": make_profile(
        name="Far North Clinic",
        street="1 Sketchbook Road",
        city="Attu Station",
        state="AK",
        zip="99502",
        county="Aleutians West",
        point=(52.8285, 173.1725),
        phone="9075550160",
        codes=f"{OUTPATIENT} TELE ITU TBG SF ADLT FEM MALE",
    ),
    # A territory, and a name with accents and Spanish care.
    "isla": make_profile(
        name="Centro de Recuperación Isla",
        street="8 Calle Imaginaria",
        city="San Juan",
        state="PR",
        zip="00901",
        county="San Juan",
        point=(18.4655, -66.1057),
        phone="7875550170",
        codes=f"{OUTPATIENT} BU BUM UB NU NXN MD SF SP ADLT FEM MALE",
    ),
    # A territory with a positive longitude.
    "latte_stone": make_profile(
        name="Latte Stone Recovery",
        street="3 Pretend Boulevard",
        city="Hagåtña",
        state="GU",
        zip="96910",
        county="Guam",
        point=(13.4757, 144.7489),
        phone="6715550180",
        codes=f"{OUTPATIENT} OIT MD MI SF ADLT FEM MALE",
    ),
    # The latest listing no longer names it: its page stays, results leave it out.
    "gone_meadow": make_profile(
        name="Gone Meadow",
        street="77 Storybook Lane",
        county="Plymouth",
        point=(41.9500, -70.6600),
        phone="5085550177",
        codes="SA RES RL MD SF VTRL NU ADLT FEM MALE",
    ),
    # No coordinates at all, in a ZIP the gazetteer does not know: it is found by words and by state only.
    "unplaced": make_profile(
        name="Unplaced Recovery",
        street="PO Box 9",
        city="Nowhere Falls",
        state="MT",
        zip="59999",
        phone="4065550190",
        codes=f"{OUTPATIENT} SF ADLT FEM MALE",
    ),
    # A town whose name a person types without its accent.
    "canon_city": make_profile(
        name="Cañon City Counseling",
        street="5 Fable Court",
        city="Cañon City",
        state="CO",
        zip="81212",
        county="Fremont",
        point=(38.4494, -105.2253),
        phone="7195550140",
        codes=f"{OUTPATIENT} MD PI SF CJ ADLT FEM MALE",
    ),
    # Nothing but a name and a town: every part of its page says "Not reported".
    "bare_minimum": make_profile(name="Bare Minimum"),
    # A name that is markup, and would break a page that trusts it.
    "sharp_tongue": make_profile(
        name="""O’Fallon <b>"Hope"</b> & Sons' <script>alert(1)</script>""",
        street="6 <i>Sample</i> Street",
        city="O'Fallon",
        state="MO",
        zip="63366",
        county="St. Charles",
        point=(38.8106, -90.6998),
        phone="6365550120",
        codes=f"{OUTPATIENT} PI ADLT FEM MALE",
    ),
    # Words too long for a phone's screen.
    "long_name": make_profile(
        name="Comprehensive Countywide Interdenominational Rehabilitation-and-Reintegration Collaborative of Plymouth",
        program="Psychoneuroimmunologicalrehabilitationpartnershipdepartment",
        street="1234 Make Believe Road Extension Northwest",
        point=(41.9000, -70.6000),
        phone="5085550199",
        codes="SA OP ODT OIT ORT MD MC PI MI SI SF SS PA NU NXN VTRL BU BUM UB ACM DSF MOA ADLT FEM MALE",
    ),
    # It reports that it takes no payment, and that it takes Medicaid: shown as reported, with a note.
    "free_and_paid": make_profile(
        name="Free and Paid",
        street="9 Daydream Avenue",
        point=(41.9700, -70.7000),
        phone="5085550144",
        codes=f"{OUTPATIENT} NP MD ADLT FEM MALE",
    ),
    # A code that no book explains: kept and shown, never dropped.
    "strange_code": make_profile(
        name="Strange Code",
        street="10 Placeholder Street",
        city="Taunton",
        zip="02780",
        county="Bristol",
        point=(41.9001, -71.0898),
        phone="5085550145",
        codes=f"{OUTPATIENT} ZZ9 SF ADLT FEM MALE",
    ),
    # The center itself confirmed every part three days ago.
    "still_true": make_profile(
        name="Still True",
        street="21 Marmalade Street",
        city="Boston",
        zip="02118",
        county="Suffolk",
        point=(42.3389, -71.0765),
        phone="6175550146",
        codes=f"{OUTPATIENT} BU BUM UB NU VTRL MD SF ADLT FEM MALE",
    ),
    # It was confirmed once, longer ago than any limit allows.
    "long_ago": make_profile(
        name="Long Ago",
        street="22 Once Upon Drive",
        city="Boston",
        zip="02118",
        county="Suffolk",
        point=(42.3400, -71.0700),
        phone="6175550147",
        codes=f"{OUTPATIENT} NU NXN MD SF ADLT FEM MALE",
    ),
    # It tells everything a center may tell of itself, and every kind of answer is among it.
    "open_book": make_profile(
        name="Open Book",
        street="31 Chapter Lane",
        city="Springfield",
        zip="01103",
        county="Hampden",
        point=(42.1015, -72.5898),
        phone="4135550151",
        codes="SA RES RS CBT FCO MD PI MI SF ADLT FEM MALE",
        details=Details(
            hours=Hours(
                (*((day, 8 * 60, 17 * 60) for day in range(5)), (5, 22 * 60, 26 * 60)), "America/New_York", walk_in=True
            ),
            insurers=(
                InsurerPlan("aetna", InsurerStanding.IN_NETWORK, "MA", date(2026, 11, 1)),
                InsurerPlan("cigna", InsurerStanding.ACCEPTS, "MA"),
                InsurerPlan("humana", InsurerStanding.DOES_NOT, "MA", date(2026, 10, 2)),
                InsurerPlan("tricare-east", InsurerStanding.UNKNOWN),
            ),
            access=(
                AccessFact("step-free", answer=True, as_of=date(2026, 11, 1)),
                AccessFact("accessible-bed", answer=False, as_of=date(2026, 11, 1)),
            ),
            house_rules=(
                ("length-of-stay", "28 days"),
                ("phones", Answer.YES),
                ("pets", Answer.NO),
                ("work", Answer.ASK),
            ),
            admission=(("age-range", "18 to 64"), ("detox-first", Answer.YES), ("documents", Answer.ASK)),
            cost=Cost(
                200,
                350,
                CostUnit.DAY,
                1500,
                "room, meals and counseling",
                "payment plans",
                date(2026, 7, 1),
                date(2027, 6, 30),
            ),
            quality=(("seen-quickly", True), ("continuing-care", False)),
        ),
    ),
    # Nobody may learn where it is: it was given with its street, ZIP and door, and no output may have them.
    "hidden_harbor": make_profile(
        name="Hidden Harbor",
        street=HIDDEN_STREET,
        city="Worcester",
        zip=HIDDEN_ZIP,
        county="Worcester",
        point=HIDDEN_DOOR,
        phone="5085550152",
        codes="SA RES RL WN DV TRMA SI SF ADLT FEM",
        details=Details(confidential=True),
    ),
    # Closed for a time that is not over.
    "closed_for_now": make_profile(
        name="Closed for Now",
        street="33 Intermission Street",
        city="Lowell",
        zip="01852",
        county="Middlesex",
        point=(42.6334, -71.3162),
        phone="9785550153",
        codes=f"{OUTPATIENT} MD SF ADLT FEM MALE",
        details=Details(
            status=Status(StatusKind.CLOSED, date(2026, 11, 1), date(2099, 1, 10), "The building is being repaired.")
        ),
    ),
}
CONFIRMED = (Field.PHONE, Field.ADDRESS, Field.CARE, Field.PAYMENT, Field.MEDICINES)


def put_on_stage() -> Cast:
    """Put the cast into the directory of the app at hand."""
    taken = set()  # said here, and not looked up for each of them

    def enter(name):
        profile = PROFILES[name]
        return add_center(profile, slug=actions.slug_for(profile, taken), gone=name == "gone_meadow")

    with transaction():
        cast = Cast(**{name: enter(name) for name in PROFILES})
        confirm(cast.still_true, *CONFIRMED, days_ago=3)
        confirm(cast.long_ago, *CONFIRMED, days_ago=400)
        actions.tell_readers(None)
    return cast


@pytest.fixture
def directory(app):
    """The cast, in the directory of `app`."""
    return put_on_stage()
