import pytest
from openpyxl import Workbook
from sources.directory_rows import SAMHSA, SOUND, write

from app.centers.code_book import code_book
from app.centers.profile import Phone, PhoneKind, Precision
from app.centers.vocabulary import GROUPS
from app.core.config import SEEDS
from app.core.errors import Refused
from app.sources import plain
from app.sources.joining import join
from app.sources.readers import recognise
from app.sources.record import Record, Rejected

LOCATED = [*SAMHSA, "zip5", "county", "website", "latitude", "longitude", "geo_precision", "geo_source"]
DOOR = {"latitude": "41.9584", "longitude": "-70.6673", "geo_precision": "address"}


def read(path):
    reader, table = recognise(path)
    return list(reader.read(table))


@pytest.fixture
def one(listing):
    """Read one row of SAMHSA's directory, given by what differs from a sound row."""

    def run(columns=SAMHSA, **cells):
        [record] = read(listing(cells, columns=columns))
        return record

    return run


def test_a_row_of_the_directory_becomes_a_profile(one):
    record = one(
        columns=SAMHSA,
        name1="  Paper  Lantern Recovery ",
        name2="Outpatient Program",
        street2="Suite 4",
        intake1="508-555-0102 x12",
        intake1a="508-555HOPE",
    )
    profile = record.profile
    assert record.line == 2
    assert (profile.name, profile.program) == ("Paper Lantern Recovery", "Outpatient Program")
    assert (profile.street, profile.street2, profile.city) == ("12 Make-Believe Street", "Suite 4", "Plymouth")
    assert (profile.state, profile.zip, profile.county) == ("MA", "02360", "Plymouth")
    assert profile.phones == (
        Phone("5085550101"),
        Phone("5085550102", "12", PhoneKind.INTAKE),
        Phone("5085554673", "", PhoneKind.INTAKE),
    )
    assert profile.codes == {"SA", "DT", "OP", "ORT", "MD", "SF", "NXN"}
    assert profile.point.precision is Precision.ZIP


def test_junk_rows_are_refused_by_line_number(listing):
    nothing = dict.fromkeys(SAMHSA, "")
    path = listing(
        {},
        nothing | {"facility_id": "substance_2"},
        nothing | {"facility_id": "substance_3", "name2": "Substance use treatment", "street1": "Detoxification  "},
        nothing | {"name2": "SA", "street1": "DT", "city": "SUMH", "state": "HI"},
        {"state": "Hospital inpatient/24-hour hospital inpatient"},
        {"state": ""},
        {"city": "", "zip": ""},
    )
    sound, *refused = read(path)
    assert isinstance(sound, Record)
    assert refused == [
        Rejected(3, "The row is empty."),
        Rejected(4, "The row has no name."),
        Rejected(5, "The row has no name."),
        Rejected(6, "“Hospital inpatient/24-hour hospital inpa” is not a state or territory of this directory."),
        Rejected(7, "The row has no state."),
        Rejected(8, "The row has neither a town nor a ZIP code."),
    ]


def test_a_row_with_too_few_cells_is_refused_by_line_number(listing):
    path = listing({}, {})
    path.write_text(path.read_text() + "substance_9,Half a Row\n" + "\n")
    assert read(path)[2:] == [Rejected(4, "The row has 2 cells where the heading has 14.")]


@pytest.mark.parametrize("street", ["- - -", "---"])
def test_a_withheld_street_leaves_no_exact_point(one, street):
    profile = one(LOCATED, street1=street, street2="Rear door", **DOOR).profile
    assert profile.street_withheld
    assert (profile.street, profile.street2) == ("", "")
    assert profile.point.precision is Precision.ZIP
    assert (profile.point.latitude, profile.point.longitude) != (41.9584, -70.6673)


def test_a_point_is_taken_for_what_the_located_file_says_it_is(one):
    door = one(LOCATED, **DOOR).profile.point
    assert (door.latitude, door.longitude, door.precision) == (41.9584, -70.6673, Precision.ADDRESS)
    assert one(LOCATED, **DOOR | {"geo_precision": "name_city_zip"}).profile.point.precision is Precision.ADDRESS
    assert one(LOCATED, **DOOR | {"geo_precision": "zip_centroid"}).profile.point.precision is Precision.ZIP


def test_a_point_in_another_state_is_dropped_for_the_towns_and_noted(one):
    record = one(LOCATED, **DOOR | {"longitude": "70.6673"})
    assert record.profile.point.precision is Precision.ZIP
    assert record.profile.point.longitude < 0
    assert record.notes == ("Its point on the map is not in MA, so the town’s is used.",)


@pytest.mark.parametrize(("latitude", "longitude"), [("nan", "inf"), ("91", "-70"), ("41.9", ""), ("north", "west")])
def test_a_point_that_is_none_is_dropped(one, latitude, longitude):
    record = one(LOCATED, **DOOR | {"latitude": latitude, "longitude": longitude})
    assert record.profile.point.precision is Precision.ZIP
    assert len(record.notes) == 1


def test_guam_lies_east_of_greenwich(one):
    guam = {"city": "Hagatna", "state": "GU", "zip": "96910", "latitude": "13.4745", "longitude": "144.7504"}
    record = one(LOCATED, **DOOR | guam)
    assert record.profile.point.longitude == 144.7504
    assert record.notes == ()


def test_a_zip_that_nobody_knows_falls_back_to_the_town(one):
    profile = one(city="San Juan", state="PR", zip="999").profile
    assert profile.zip == "00999"
    assert profile.point.precision is Precision.TOWN


def test_names_and_boxes_stay_as_they_came(one):
    cut = "Substance Abuse and Mental Health Serv"
    assert len(cut) == 38
    profile = one(name1=cut, name2="DBA NSTARR", street1="PO Box 9", city="Cañon City", state="CO", zip="81212").profile
    assert (profile.name, profile.program) == (cut, "DBA NSTARR")
    assert (profile.street, profile.city) == ("PO Box 9", "Cañon City")


def test_no_payment_beside_a_payer_is_kept_and_noted(one):
    record = one(service_code_info="SA NP MD")
    assert record.profile.codes == {"SA", "NP", "MD"}
    assert record.notes == ("It reports “no payment accepted” beside other payers; it is shown as reported.",)
    assert one(service_code_info="SA NP FSA").notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_listing_may_come_in_three_encodings(tmp_path, encoding):
    path = write(tmp_path / "listing.csv", [SOUND | {"city": "Cañon City", "state": "CO"}], encoding=encoding)
    [record] = read(path)
    assert record.profile.city == "Cañon City"


def test_one_wrong_byte_does_not_spoil_the_other_lines(tmp_path):
    path = write(tmp_path / "listing.csv", [SOUND | {"name1": name} for name in ("Peña House", "Muñoz House")])
    path.write_bytes(path.read_bytes().replace("Muñoz".encode(), "Muñoz".encode("cp1252")))
    assert [record.profile.name for record in read(path)] == ["Peña House", "Muñoz House"]


def test_the_same_sheet_is_read_from_a_workbook(tmp_path, listing):
    rows = [SOUND | {"facility_id": "substance_1"}, SOUND | {"name1": "Tin Kettle House", "street1": "---"}]
    book = Workbook()
    book.active.title = "About this file"
    sheet = book.create_sheet("Facilities")
    sheet.append(SAMHSA)
    for row in rows:
        cells = [row.get(column) for column in SAMHSA]
        cells[SAMHSA.index("zip")] = 2360  # a spreadsheet keeps a ZIP as a number
        sheet.append(cells)
    sheet.append([None] * len(SAMHSA))
    book.save(tmp_path / "directory_2024.xlsx")
    from_csv = [record.profile for record in read(listing(*rows))]
    assert [record.profile for record in read(tmp_path / "directory_2024.xlsx")] == from_csv


def export(path, *rows):
    codes = [code.lower() for code in list(code_book())[:30]] + ["mh", "nxn", "zznew"]
    head = (
        "name1 name2 street1 street2 city state zip zip4 county phone intake_prompt intake1 intake2 website "
        "latitude longitude type_facility"
    )
    base = {name: value for name, value in SOUND.items() if name != "service_code_info"}
    columns = list(dict.fromkeys([*head.split(), *codes]))
    return write(path, [base | {"type_facility": "SU", "sa": "1"} | row for row in rows], columns)


def test_the_two_rows_of_one_site_are_joined_in_an_export(tmp_path):
    path = export(tmp_path / "export.csv", {"nxn": "1"}, {"type_facility": "MH", "sa": "", "mh": "1", "zznew": "1"})
    [record] = join(read(path))
    assert (record.line, record.also, record.aside) == (2, (3,), "")
    assert record.profile.codes == {"SA", "MH", "NXN", "ZZNEW"}


def test_a_site_for_mental_health_only_is_set_aside(tmp_path):
    path = export(tmp_path / "export.csv", {"type_facility": "MH", "sa": ""}, {"type_facility": "MH", "name1": "Other"})
    only, both = read(path)
    assert only.aside
    assert not both.aside


def test_withheld_rows_of_an_export_are_one_house_only_at_one_point(tmp_path):
    house = {"street1": "---", "latitude": "41.95", "longitude": "-70.66"}
    path = export(
        tmp_path / "export.csv", house, house | {"type_facility": "MH"}, house | {"latitude": "41.90", "nxn": "1"}
    )
    assert [(record.line, record.also) for record in join(read(path))] == [(2, (3,)), (4, ())]


def test_our_own_listing_is_read_as_documented():
    first, second, third = (record.profile for record in read(SEEDS / "plain_listing.csv"))
    assert first.phones == (Phone("5085550101"), Phone("5085550102", "12", PhoneKind.INTAKE))
    assert first.codes == {
        "ORT",
        "TELE",
        "MD",
        "SS",
        "NXN",
        "VTRL",
        "WN",
        "VET",
        "ADLT",
        "FEM",
        "MALE",
        "SP",
        "CBT",
        "MOTI",
    }
    assert first.point.precision is Precision.ADDRESS
    assert second.street_withheld
    assert second.phones[1] == Phone("7195550104", "", PhoneKind.HOTLINE)
    assert second.codes == {"RL", "DT", "NP", "MOA", "MN", "YAD", "ADLT", "MALE"}
    assert third.street == "PO Box 9"
    assert third.point.longitude > 0


def test_each_value_of_ours_is_kept_as_a_code_that_claims_no_more():
    for group in GROUPS:
        for value in group.values:
            code = plain.samhsa_code(group, value)
            held = {other.code for other in group.true_of({code})}
            wider = {other.code for other in group.values if value.codes < other.codes or code in other.codes}
            assert value.code in held, value
            assert held <= {value.code} | wider, value
    assert plain.samhsa_code(GROUPS[0], GROUPS[0].value("detox")) == "DT"


def test_an_unknown_value_of_ours_is_noted(tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text("name,city,state,care\nTin Kettle House,Plymouth,MA,detox;spa\n")
    [record] = read(path)
    assert record.profile.codes == {"DT"}
    assert record.notes == ("“spa” is no value of “care”.",)


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("name,city,state,webiste\n", None, "unknown column “webiste”"),
        ("name,city,state,care\n", "samhsa", "lacks the columns name1"),
        ("a,b,c\n", None, "is not a listing we know"),
        ("name,city,state,name\n", None, "two of its columns are named “name”"),
        (
            "name1,name2,street1,street2,city,state,zip,phone,type_facility\n",
            "findtreatment",
            "no columns of service codes",
        ),
    ],
)
def test_a_heading_that_is_none_is_refused_with_what_to_mend(tmp_path, text, code, sentence):
    path = tmp_path / "ours.csv"
    path.write_text(text)
    with pytest.raises(Refused, match=sentence):
        recognise(path, code)


def test_duplicates_are_joined_only_when_they_are_the_same_program(listing):
    hidden = {"street1": "- - -", "name1": "Tin Kettle House"}
    path = listing(
        {"service_code_info": "SA DT"},
        {"service_code_info": "SA ORT", "intake1": "508-555-0102"},  # the same program, told twice
        {"phone": "508-555-0199"},  # another program behind another number
        {"street2": "Building 2"},  # and in another building
        {"name2": "Youth Program"},
        hidden,
        hidden,  # wholly equal
        hidden | {"service_code_info": "SA"},  # another house, as far as anybody can tell
    )
    joined = join(read(path))
    assert [(record.line, record.also) for record in joined] == [
        (2, (3,)),
        (4, ()),
        (5, ()),
        (6, ()),
        (7, (8,)),
        (9, ()),
    ]
    assert joined[0].profile.codes == {"SA", "DT", "ORT"}
    assert [phone.number for phone in joined[0].profile.phones] == ["5085550101", "5085550102"]


def test_the_example_listing_holds_only_invented_numbers():
    numbers = [phone.number for record in read(SEEDS / "plain_listing.csv") for phone in record.profile.phones]
    assert len(numbers) == 5
    assert all(number[3:8] == "55501" for number in numbers)
