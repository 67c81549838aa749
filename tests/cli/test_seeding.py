import csv
import functools
import re
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import func, select

from app.centers import actions
from app.centers.code_book import unknown_codes
from app.centers.freshness import Field, Standing
from app.centers.models import Center, CenterChange
from app.centers.openings import OpeningState
from app.centers.profile import Precision, Profile
from app.centers.vocabulary import CARE, GENDER, MEDICINE, PAYMENT
from app.cli import seeding
from app.core.audit import AuditEvent
from app.core.db import db, now, transaction
from app.places.miles import miles
from app.places.queries import position_of
from app.sources.readers import recognise
from app.sources.record import Rejected

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


@functools.cache
def profiles():
    return list(seeding.demonstration(AT))


def rows():
    with seeding.FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def without_openings(profile):
    return profile.with_(details=profile.details.with_(openings=()))


def centers():
    return db.session.execute(select(Center).order_by(Center.id)).scalars().all()


@pytest.fixture
def seed(app, monkeypatch):
    """Run `wayhome seed` with these arguments over the test's own database."""
    monkeypatch.setattr(seeding, "create_app", lambda: app)

    def run(*arguments):
        result = CliRunner().invoke(seeding.seed, arguments, catch_exceptions=False)
        assert result.exit_code == 0
        return result.output.strip()

    return run


def test_the_demonstration_spreads_over_the_country():
    states = Counter(profile.state for profile in profiles())
    assert 290 <= states.total() <= 340
    assert len(states) >= 50
    assert {"PR", "GU"} <= states.keys()


def test_every_value_of_care_payment_and_medicine_is_somewhere_and_nowhere_everywhere():
    for group in (CARE, PAYMENT, MEDICINE):
        for value in group.values:
            share = sum(value.true_of(profile.codes) for profile in profiles()) / len(profiles())
            assert 0.01 < share < 0.95, f"{value.code} is true of {share:.0%}"


def test_some_demonstration_centers_leave_things_out():
    assert any(not PAYMENT.true_of(profile.codes) for profile in profiles())
    assert any(not MEDICINE.true_of(profile.codes) for profile in profiles())
    assert any(not profile.phones for profile in profiles())
    assert any(not profile.website for profile in profiles())
    assert any({"NP", "MD"} <= profile.codes for profile in profiles())  # reported so, and shown with a note
    assert sum(profile.street_withheld for profile in profiles()) >= 10
    assert any(profile.point.precision is Precision.ZIP and profile.street for profile in profiles())


def test_several_programs_share_one_address():
    addresses = Counter((profile.name, profile.street, profile.zip) for profile in profiles() if profile.street)
    assert sum(count > 1 for count in addresses.values()) >= 10


def test_nothing_in_the_demonstration_can_be_called_or_opened_by_mistake():
    for profile in profiles():
        for phone in profile.phones:
            assert re.fullmatch(r"\d{3}55501\d\d", phone.number), f"{profile.name}: {phone.number}"
        assert re.fullmatch(r"|https://[a-z-]+\.example", profile.website), profile.website


def test_the_demonstration_uses_only_codes_of_the_book():
    assert unknown_codes(code for profile in profiles() for code in profile.codes) == []


def test_no_demonstration_center_has_the_name_of_a_real_one(shared_data):
    real = set()
    for path in ("facilities_2022.csv", "facilities_2024.csv"):
        with (shared_data / path).open(encoding="utf-8-sig", newline="") as file:
            real |= {words(row[name]) for row in csv.DictReader(file) for name in ("name1", "name2")}
    assert len(real) > 10_000
    assert {words(profile.name) for profile in profiles()}.isdisjoint(real)


def words(name):
    return re.sub(r"[^a-z0-9]+", " ", (name or "").lower()).strip()


def test_no_demonstration_center_is_a_copy_of_a_real_one(shared_data):
    with (shared_data / "facilities_2024.csv").open(encoding="utf-8-sig", newline="") as file:
        real = {frozenset((row["service_code_info"] or "").split()) - {"*"} for row in csv.DictReader(file)}
    assert real.isdisjoint(profile.codes for profile in profiles())


def test_every_row_of_the_file_is_read_whole():
    reader, table = recognise(seeding.FILE)
    records = list(reader.read(table))
    assert [record.reason for record in records if isinstance(record, Rejected)] == []
    doubts = [note for record in records for note in record.notes if not note.startswith("It reports")]
    assert doubts == []
    assert len(profiles()) == len(rows())
    assert len({record.same for record in records}) == len(records)


def test_every_demonstration_center_stands_near_its_town():
    for profile in profiles():
        town = position_of(profile.zip, profile.city, profile.state)
        away = miles(profile.point.latitude, profile.point.longitude, town.latitude, town.longitude)
        assert away < 40, f"{profile.name} stands {away:.0f} miles from {profile.city}"


def test_seeding_loads_the_centers_with_the_source_of_each_field(seed):
    start = time.perf_counter()
    said = seed()
    assert time.perf_counter() - start < 4  # about half a second where nothing else runs
    assert said.startswith(f"{len(profiles())} demonstration centers are in the directory now")
    assert [without_openings(center.profile) for center in centers()] == [without_openings(each) for each in profiles()]
    assert all(center.demonstration for center in centers())
    stated = centers()[0].freshness(Field.PHONE, now())
    assert stated.standing is Standing.LISTED
    assert stated.source == "Wayhome’s demonstration data"


def test_openings_are_dated_from_the_moment_of_seeding_and_show_every_kind(seed):
    seed()
    held = {(c.profile.name, c.profile.program): c.openings_at(now()) for c in centers()}
    with seeding.OPENINGS.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert {(row["name"], row["program"]) for row in told} <= held.keys()
    openings = [opening for each in held.values() for opening in each]
    assert {opening.state for opening in openings} == set(OpeningState)
    assert any(opening.gender for opening in openings)
    assert len(told) - 3 <= len(openings) <= len(told)
    assert max(now() - opening.reported_at for opening in openings) > timedelta(days=2)


def test_a_demonstration_opening_is_for_care_and_people_that_the_center_has():
    for profile in profiles():
        for opening in profile.details.openings:
            assert CARE.value(opening.care).true_of(profile.codes), f"{profile.name}: {opening.care}"
            assert not opening.gender or GENDER.value(opening.gender).true_of(profile.codes), profile.name
            assert opening.holds_at(AT), f"{profile.name}: {opening}"


def test_a_week_later_the_demonstration_reports_nothing_and_seeding_anew_does(seed):
    seed()
    later = now() + timedelta(days=7)
    assert not any(center.openings_at(later) for center in centers())
    with time_machine.travel(later):
        assert "nothing was changed" in seed()
        seed("--clear")
        seed()
        db.session.rollback()  # what it read before is a week old
        assert any(center.openings_at(now()) for center in centers())


def test_seeding_states_no_source_for_what_a_center_does_not_report(seed):
    seed()
    quiet = next(center for center in centers() if not PAYMENT.true_of(center.profile.codes))
    assert quiet.freshness(Field.PAYMENT, now()).standing is Standing.UNREPORTED


def test_seeding_is_recorded_and_told_to_the_readers_once(seed):
    seed()
    event = db.session.execute(select(AuditEvent)).scalar_one()
    assert (event.action, event.by, event.detail) == (
        "demonstration added",
        "wayhome seed",
        {"centers": len(profiles())},
    )
    assert db.session.execute(select(CenterChange.center_id)).scalars().all() == [None]


def test_seeding_twice_changes_nothing(seed):
    seed()
    assert "nothing was changed" in seed()
    assert db.session.execute(select(func.count()).select_from(Center)).scalar_one() == len(profiles())


def test_clearing_removes_the_demonstration_and_nothing_else(seed):
    with transaction():
        actions.add_center(Profile(name="Harbor House", city="Plymouth", state="MA"), "harbor-house")
    seed()
    assert seed("--clear") == f"{len(profiles())} demonstration centers were removed."
    assert [center.slug for center in centers()] == ["harbor-house"]
    assert "nothing was changed" in seed("--clear")


def test_seeding_beside_a_real_center_of_the_same_name_gives_another_slug(seed):
    first = profiles()[0]
    with transaction():
        taken = actions.add_center(first, actions.slug_for(first, set())).slug
    seed()
    slugs = [center.slug for center in centers()]
    assert f"{taken}-2" in slugs
    assert len(set(slugs)) == len(slugs)


def test_a_directory_with_any_center_is_not_seeded_at_the_start(app):
    with transaction():
        actions.add_center(Profile(name="Harbor House", city="Plymouth", state="MA"), "harbor-house")
    assert seeding.seed_when_empty(by="serve") == 0
    assert len(centers()) == 1


def test_an_empty_directory_is_seeded_at_the_start(app):
    assert seeding.seed_when_empty(by="serve") == len(profiles())
    assert seeding.seed_when_empty(by="serve") == 0


def test_a_seed_that_fails_half_way_leaves_nothing(app, monkeypatch):
    def broken(_ids):
        raise RuntimeError("power cut")

    monkeypatch.setattr(actions, "tell_readers", broken)
    with pytest.raises(RuntimeError):
        seeding.seed_when_empty(by="serve")
    assert centers() == []
