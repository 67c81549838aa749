from datetime import UTC, date, datetime

import pytest
from sources.directory_rows import SAMHSA, town, write
from sqlalchemy import func, select

from app.centers import actions
from app.centers.freshness import DETAILS, Field, Method
from app.centers.models import Center, CenterChange, FieldCheck, Listing
from app.centers.profile import Precision, Profile
from app.core.audit import AuditEvent
from app.core.db import Base, db, now, transaction
from app.core.errors import Refused
from app.sources.actions import import_listing
from app.sources.models import SourceRecord

PLAIN = ["name", "program", "street", "city", "state", "zip", "phone", "website", "payment", "medicine", "codes"]
OURS = {
    "name": "Paper Lantern Recovery",
    "city": "Plymouth",
    "state": "MA",
    "zip": "02360",
    "street": "12 Make-Believe Street",
}


def everything():
    """Return every row of every table as text."""
    db.session.rollback()
    rows = [
        f"{table.name}{row}" for table in Base.metadata.sorted_tables for row in db.session.execute(select(table)).all()
    ]
    db.session.rollback()
    return sorted(rows)


def record_of(center, source="samhsa"):
    return db.session.get(SourceRecord, (source, center.id), populate_existing=True)


@pytest.fixture
def ours(tmp_path):
    """Import rows of our own plain CSV, of a year."""

    def run(*rows, year, **choices):
        path = write(tmp_path / f"ours_{year}.csv", [OURS | row for row in rows], PLAIN)
        return import_listing(path, by="a test", **{"accept_removals": True} | choices)

    return run


def confirm(center, field):
    with transaction():
        check = db.session.get(FieldCheck, (center.id, field))
        check.method, check.source, check.verified_at = Method.CENTER, "the center", datetime(2026, 1, 1, tzinfo=UTC)


def test_a_listing_fills_an_empty_directory(load, centers):
    report = load({}, {"name1": "Tin Kettle House", "street1": "---"})
    first, second = centers()
    assert [line.line for line in report.added] == [2, 3]
    assert first.slug == "paper-lantern-recovery-plymouth-ma"
    assert first.listing == Listing.LISTED
    assert second.profile.street_withheld
    phone = next(check for check in first.checks if check.field == Field.PHONE)
    assert (phone.method, phone.source, phone.as_of) == (Method.LISTING, "SAMHSA’s 2024 directory", date(2024, 1, 1))
    assert {check.field for check in first.checks} == set(Field) - {Field.OPENINGS} - DETAILS.keys()


def test_a_field_that_no_source_reports_is_not_said_to_be_listed(load, centers):
    load({"service_code_info": "SA DT", "phone": ""})
    assert {check.field for check in centers()[0].checks} == {Field.ADDRESS, Field.CARE, Field.SERVICES}


def test_a_second_run_writes_no_row_at_all(load, app):
    rows = [
        {},
        {"name1": "Tin Kettle House", "street1": "- - -"},
        {"name1": "Tin Kettle House", "street1": "- - -", "phone": ""},
    ]
    load(*rows)
    before = everything()
    report = load(*rows)
    assert everything() == before
    assert report.counts() == {
        "rows": 3, "unchanged": 3, "added": 0, "changed": 0, "moved": 0, "back": 0, "gone": 0, "withheld": 0,
        "rejected": 0, "joined": 0,
    }  # fmt: skip


def test_a_dry_run_tells_the_same_and_writes_nothing(load, app):
    load({}, {"name1": "Tin Kettle House"}, year=2022)
    before = everything()
    tried = load({"phone": "508-555-0109"}, {"name1": "Sandcastle"}, year=2024, dry_run=True)
    assert everything() == before
    done = load({"phone": "508-555-0109"}, {"name1": "Sandcastle"}, year=2024)
    assert tried.counts() == done.counts()
    assert [len(done.changed), len(done.added), len(done.gone)] == [1, 1, 1]
    assert everything() != before


def test_a_later_edition_keeps_the_page_and_replaces_the_facts(load, centers):
    load({}, year=2022)
    [before] = centers()
    slug, number, version = before.slug, before.id, before.version
    report = load({"name1": "Paper Lantern Recovery Inc", "service_code_info": "SA ORT MD", "phone": "508-555-0109"})
    [after] = centers()
    assert (after.slug, after.id, after.version) == (slug, number, version + 1)
    assert after.profile.name == "Paper Lantern Recovery Inc"
    assert after.profile.codes == {"SA", "ORT", "MD"}
    assert {check.as_of for check in after.checks} == {date(2024, 1, 1)}
    assert {check.field for check in after.checks} == set(Field) - {Field.OPENINGS, Field.MEDICINES} - DETAILS.keys()
    assert [line.what for line in report.changed] == ["phone, care, payment, medicines, name and services"]


def test_the_same_facts_in_a_later_edition_are_fresher_facts(load, centers):
    load({}, year=2022)
    version = centers()[0].version
    report = load({}, year=2024)
    assert report.unchanged == 1
    assert centers()[0].version == version + 1
    assert {check.source for check in centers()[0].checks} == {"SAMHSA’s 2024 directory"}


def test_a_row_that_vanished_is_marked_and_kept_and_may_come_back(load, centers):
    load({}, {"name1": "Tin Kettle House", "street1": "4 Figment Road"}, year=2021)
    slugs = [center.slug for center in centers()]
    report = load({}, year=2022)
    kettle = centers()[1]
    assert [line.label for line in report.gone] == ["Tin Kettle House, Plymouth, MA"]
    assert kettle.listing == Listing.GONE
    assert kettle.profile.street == "4 Figment Road"
    assert record_of(kettle).gone_at is not None
    version = kettle.version
    report = load({}, {"name1": "Tin Kettle House", "street1": "4 Figment Road"}, year=2024)
    assert [line.label for line in report.back] == ["Tin Kettle House, Plymouth, MA"]
    kettle = centers()[1]
    assert (kettle.listing, kettle.version) == (Listing.LISTED, version + 1)
    assert record_of(kettle).gone_at is None
    assert [center.slug for center in centers()] == slugs


def test_a_program_at_another_address_has_moved(load, centers):
    load({}, year=2022)
    report = load({"street1": "4 Figment Road"}, year=2024)
    assert len(centers()) == 1
    assert [line.what for line in report.moved] == [
        "from 12 Make-Believe Street Plymouth 02360 to 4 Figment Road Plymouth 02360"
    ]
    assert report.changed == []


def test_a_street_spelled_otherwise_has_not_moved(load):
    load({}, year=2022)
    report = load({"street1": "12 Make Believe St"}, year=2024)
    assert (len(report.moved), len(report.changed)) == (0, 1)


def test_what_the_center_confirmed_wins_over_the_feed(load, centers):
    load({}, year=2022)
    [center] = centers()
    confirm(center, Field.PHONE)
    load({"phone": "508-555-0109", "service_code_info": "SA ORT"}, year=2024)
    [center] = centers()
    assert [phone.number for phone in center.profile.phones] == ["5085550101"]
    assert center.profile.codes == {"SA", "ORT"}
    phone = next(check for check in center.checks if check.field == Field.PHONE)
    assert (phone.method, phone.as_of) == (Method.CENTER, date(2022, 1, 1))
    assert [phone.number for phone in record_of(center).profile.phones] == ["5085550109"]
    before = everything()
    load({"phone": "508-555-0109", "service_code_info": "SA ORT"}, year=2024)
    assert everything() == before


def test_a_street_that_is_withheld_now_is_erased_everywhere(load, ours, centers, app):
    ours({"phone": "508-555-0101"}, year=2021)
    load({"street2": "Secret Suite"}, *(town(number) for number in range(40)), year=2022)
    assert "12 Make-Believe Street" in "".join(everything())
    report = load({"street1": "- - -"}, *(town(number) for number in range(40)), year=2024)
    center = centers()[0]
    assert center.profile.street_withheld
    assert [line.label for line in report.withheld] == ["Paper Lantern Recovery, Plymouth, MA"]
    assert report.moved == []
    for words in ("Make-Believe", "Secret Suite"):
        assert words not in "".join(everything())
    if db.engine.dialect.name == "sqlite":
        folder = app.config["SETTINGS"].home
        held = b"".join(path.read_bytes() for path in folder.glob("wayhome.db*"))
        assert b"Paper Lantern" in held
        assert b"Make-Believe" not in held
        assert b"Secret Suite" not in held


def test_an_older_source_cannot_bring_a_withheld_street_back(load, ours, centers):
    load({"street1": "- - -"}, year=2024)
    for _ in range(2):
        ours({"phone": "508-555-0101"}, year=2021)
    [center] = centers()
    assert center.profile.street_withheld
    assert "Make-Believe" not in "".join(everything())


def test_a_newer_source_cannot_show_a_street_that_another_still_withholds(load, ours, centers):
    load({"street1": "- - -"}, year=2024)
    for _ in range(2):
        ours({"phone": "508-555-0101"}, year=2025)
        [center] = centers()
        assert center.profile.street_withheld
        assert center.profile.point.precision is not Precision.ADDRESS
    load({"phone": "508-555-0101"}, year=2025)  # the one that withheld it shows it now
    [center] = centers()
    assert center.profile.street == "12 Make-Believe Street"


def test_a_center_that_confirms_its_street_shows_it_whoever_withholds_it(load, centers):
    load({}, year=2023)
    [center] = centers()
    with transaction():
        actions.confirm_fields(center, [Field.ADDRESS], method=Method.CENTER, at=now())
    load({"street1": "- - -"}, year=2024)
    [center] = centers()
    assert center.profile.street == "12 Make-Believe Street"


def test_a_vanished_house_that_a_withheld_one_may_be_loses_its_street(load, centers):
    load(
        {"name2": "Mens Program"},
        {"name1": "Tin Kettle", "street1": "4 Figment Road", "phone": "508-555-0188"},
        year=2022,
    )
    load({"name2": "Residence for Men", "street1": "---", "phone": "508-555-0107"}, year=2024)
    house, kettle, hidden = centers()
    assert (house.listing, house.profile.street, house.profile.street_withheld) == (Listing.GONE, "", True)
    assert record_of(house).profile.street == ""
    assert kettle.profile.street == "4 Figment Road"
    assert hidden.profile.program == "Residence for Men"


def test_of_two_sources_the_newer_wins_field_by_field(load, ours, centers):
    load({"service_code_info": "SA DT * MD SF * NXN * CBT"}, year=2022)
    report = ours({"phone": "508-555-0109", "website": "https://paper.example", "payment": "free"}, year=2025)
    [center] = centers()
    assert (len(report.added), len(report.changed)) == (0, 1)
    assert [phone.number for phone in center.profile.phones] == ["5085550109"]
    assert center.profile.codes == {"SA", "DT", "NP", "NXN", "CBT"}
    sources = {check.field: check.source for check in center.checks}
    assert sources[Field.PAYMENT] == "Our own listing, 2025"
    assert sources[Field.MEDICINES] == "SAMHSA’s 2022 directory"
    load({"phone": "508-555-0177"}, year=2024)
    [center] = centers()
    assert [phone.number for phone in center.profile.phones] == ["5085550109"]
    assert center.profile.website == "https://paper.example"


def test_a_center_stays_listed_while_another_source_names_it(load, ours, centers):
    load({}, town(1), year=2022)
    ours({"phone": "508-555-0109"}, year=2023)
    report = load(town(1), year=2024)
    center = centers()[0]
    assert (center.listing, report.gone) == (Listing.LISTED, [])
    assert record_of(center).gone_at is not None
    assert {check.source for check in center.checks} == {"Our own listing, 2023"}
    ours({"name": "Somebody Else", "street": "1 Elsewhere"}, year=2025)
    assert centers()[0].listing == Listing.GONE


def test_demonstration_centers_are_never_taken_for_real_ones(load, centers):
    with transaction():
        profile = Profile(
            name="Paper Lantern Recovery", street="12 Make-Believe Street", city="Plymouth", state="MA", zip="02360"
        )
        actions.add_center(profile, "invented", demonstration=True)
    load({})
    assert [center.demonstration for center in centers()] == [True, False]


def test_a_file_that_removes_more_than_a_tenth_is_refused(load, app):
    rows = [town(number) for number in range(20)]
    load(*rows, year=2022)
    before = everything()
    with pytest.raises(Refused, match=r"no longer names 3 of the 20 centers.*--accept-removals"):
        load(*rows[3:], year=2024, accept_removals=False)
    assert everything() == before
    tried = load(*rows[3:], year=2024, accept_removals=False, dry_run=True)
    assert "--accept-removals" in tried.refusal
    assert len(load(*rows[2:], year=2024, accept_removals=False).gone) == 2


def test_an_older_edition_is_refused(load, app):
    load({}, year=2024)
    before = everything()
    with pytest.raises(Refused, match="SAMHSA’s 2024 directory is loaded already"):
        load({}, year=2022)
    assert everything() == before


def test_the_edition_is_told_or_stands_in_the_name_or_is_this_year(load, listing, centers, app):
    import_listing(listing({}, name="directory.csv"), by="a test", edition=2023)
    assert record_of(centers()[0]).words == "SAMHSA’s 2023 directory"
    import_listing(listing({}, name="directory.csv"), by="a test")
    assert record_of(centers()[0]).as_of == date(datetime.now(UTC).year, 1, 1)
    with pytest.raises(Refused, match="edition of 1066"):
        import_listing(listing({}), by="a test", edition=1066)


def test_two_operators_listings_of_one_kind_do_not_remove_each_other(ours, centers):
    ours({}, year=2024, source="Oregon")
    ours({"name": "Tin Kettle House", "street": "4 Figment Road"}, year=2024, source="Maine")
    assert [center.listing for center in centers()] == [Listing.LISTED, Listing.LISTED]
    assert record_of(centers()[0], "Oregon").words == "Oregon, 2024"


def test_a_file_without_a_website_column_says_nothing_of_websites(load, listing, centers, app):
    columns = [*SAMHSA, "website"]
    path = listing({"website": "https://paper.example"}, columns=columns, name="located_2024.csv")
    import_listing(path, by="a test")
    load({}, year=2024)
    assert centers()[0].profile.website == "https://paper.example"
    import_listing(listing({"website": ""}, columns=columns, name="located_2024.csv"), by="a test")
    assert centers()[0].profile.website == ""


def test_a_door_once_known_stays_known_while_the_address_stays(load, listing, centers, app):
    columns = [*SAMHSA, "latitude", "longitude", "geo_precision"]
    door = {"latitude": "41.9584", "longitude": "-70.6673", "geo_precision": "address"}
    import_listing(listing(door, columns=columns, name="located_2022.csv"), by="a test")
    load({}, year=2024)
    assert (centers()[0].profile.point.latitude, centers()[0].profile.point.precision) == (41.9584, "address")
    load({"street1": "4 Figment Road"}, year=2025)
    assert centers()[0].profile.point.precision == "zip"


def test_unknown_codes_are_kept_and_counted(load, centers):
    report = load({"service_code_info": "SA ZZNEW QQ9"}, town(1, service_code_info="ZZNEW"))
    assert dict(report.unknown_codes) == {"ZZNEW": 2, "QQ9": 1}
    assert centers()[0].profile.codes == {"SA", "ZZNEW", "QQ9"}


def test_notes_of_what_was_left_out_are_kept_word_for_word(load, centers):
    report = load({"phone": "call us", "zip": "Outpatient"})
    assert record_of(centers()[0]).notes == [text for _line, text in report.notes]
    assert "“call us”" in report.notes[1][1]


def test_the_log_and_the_readers_are_told_once(load, app):
    load({}, town(1))
    event = db.session.execute(select(AuditEvent)).scalar_one()
    assert (event.action, event.by, event.detail["added"]) == ("listing imported", "a test", 2)
    assert db.session.execute(select(CenterChange.center_id).order_by(CenterChange.id)).scalars().all() == [1, 2]


def test_when_much_changes_the_readers_are_told_to_read_everything_again(load, app):
    load(*(town(number) for number in range(501)))
    assert db.session.execute(select(CenterChange.center_id)).scalars().all() == [None]


def test_a_fault_in_the_middle_leaves_nothing_behind(load, app, monkeypatch):
    load(town(1), year=2022)
    before = everything()

    def break_down(*_ids):
        raise RuntimeError("a fault")

    monkeypatch.setattr("app.centers.actions.tell_readers", break_down)
    with pytest.raises(RuntimeError):
        load(town(1), town(2), year=2024)
    assert everything() == before


def test_too_many_damaged_rows_are_refused(load, app):
    damaged = [{"name1": ""}] * 12
    with pytest.raises(Refused, match=r"too many damaged rows; the first is line 2: The row has no name\."):
        load(*damaged, *(town(number) for number in range(50)))
    assert db.session.execute(select(func.count()).select_from(Center)).scalar_one() == 0
    assert len(load(*damaged[:5], {}).rejected) == 5


def test_the_report_counts_what_the_database_holds(load, centers):
    report = load(*(town(number) for number in range(30)), {"name1": ""}, town(3))
    assert (report.rows, len(report.added), len(report.rejected), report.joined) == (32, 30, 1, [(5, 33)])
    assert len({center.slug for center in centers()}) == 30
