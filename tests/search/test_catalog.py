"""Each process follows the change log, swaps its index whole, and survives a silent database."""

import threading
import time

import pytest
from factories import make_profile
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import sessionmaker

from app.centers import actions
from app.centers.models import Center, CenterChange
from app.core.db import db, transaction
from app.search import catalog as catalogs
from app.search import queries
from app.search.catalog import Catalog
from app.search.question import Question


@pytest.fixture
def sessions(app):
    return sessionmaker(db.engine)


@pytest.fixture
def watching(sessions, monkeypatch):
    """A catalog that looks at every question."""
    monkeypatch.setattr(catalogs, "LOOK_SECONDS", 0.0)
    return Catalog(sessions)


def add(*names, told=True, **fields):
    with transaction():
        taken = actions.taken_slugs()
        centers = [
            actions.add_center(profile, actions.slug_for(profile, taken))
            for profile in (make_profile(name=name, **fields) for name in names)
        ]
        db.session.flush()
        ids = [center.id for center in centers]
        actions.tell_readers(ids if told else None)
    return ids


def change(center_id, verb, *rest):
    with transaction():
        verb(db.session.get(Center, center_id), *rest)
        actions.tell_readers([center_id])


def found(catalog, *words):
    return catalog.current().index.every(Question(words=words))[0]


def test_a_new_center_is_found_at_the_next_look(watching):
    assert found(watching) == []
    (id_,) = add("Harbor House")
    assert found(watching, "harbor") == [id_]


def test_named_changes_are_patched_and_unnamed_ones_read_everything_again(watching):
    ids = add("Harbor House", "Hill House", told=False)
    assert watching.current().index.tail == 0
    change(ids[0], actions.apply_profile, make_profile(name="Valley House"))
    assert watching.current().index.tail == 1
    assert found(watching, "harbor") == []
    assert found(watching, "valley") == [ids[0]]
    add("River House", told=False)
    assert watching.current().index.tail == 0
    assert len(found(watching, "house")) == 3


def test_a_center_that_left_the_listing_leaves_the_results_and_may_come_back(watching):
    ids = add("Harbor House", "Hill House")
    assert found(watching) == ids
    change(ids[0], actions.mark_gone)
    assert found(watching) == ids[1:]
    change(ids[0], actions.mark_listed)
    assert found(watching) == ids


def test_more_changes_than_are_worth_naming_read_everything_again(watching, monkeypatch):
    monkeypatch.setattr(queries, "MOST_CHANGES", 2)
    add("One House")
    watching.current()
    add("Two House", "Three House", "Four House")
    assert watching.current().index.tail == 0
    assert len(found(watching)) == 4


def test_a_log_that_was_cut_reads_everything_again(watching, sessions):
    add("One House")
    watching.current()
    add("Two House")
    add("Three House")
    with transaction():
        db.session.execute(delete(CenterChange).where(CenterChange.id <= 2))
    assert len(found(watching)) == 3


def test_a_long_tail_is_sorted_in(watching, monkeypatch):
    monkeypatch.setattr(catalogs, "LONGEST_TAIL", 1)
    watching.current()
    add("One House")
    assert watching.current().index.tail == 1
    add("Two House")
    assert watching.current().index.tail == 0
    assert len(found(watching)) == 2


def test_the_database_is_looked_at_four_times_a_second_at_most(sessions, monkeypatch):
    looks = []
    catalog = Catalog(lambda: looks.append(1) or sessions())
    now = [100.0]
    monkeypatch.setattr(catalogs, "monotonic", lambda: now[0])
    for _ in range(50):
        catalog.current()
    assert len(looks) == 2  # the first reading, and the first look
    now[0] += 0.26
    catalog.current()
    catalog.current()
    assert len(looks) == 3


def test_every_process_sees_an_edit_within_a_second(sessions):
    first, second = Catalog(sessions), Catalog(sessions)
    assert found(first) == found(second) == []
    (id_,) = add("Harbor House")
    time.sleep(0.3)
    assert found(first) == found(second) == [id_]
    assert first.current().version == second.current().version


def test_the_version_changes_with_the_data_only(watching, sessions):
    empty = watching.current().version
    add("Harbor House")
    version = watching.current().version
    assert version != empty
    assert Catalog(sessions).current().version == version
    add("Hill House")
    assert watching.current().version != version


def test_what_was_drawn_of_a_center_holds_until_that_center_changes(watching, monkeypatch):
    one, two = add("One House")[0], add("Two House")[0]
    first = watching.current()
    (three,) = add("Three House")
    second = watching.current()
    with transaction():
        actions.tell_readers([one])
    third = watching.current()
    assert third.turn > second.turn > first.turn
    assert first.turn >= third.changed_at(two)
    assert first.turn < third.changed_at(one) <= third.turn
    assert first.turn < second.changed_at(three) <= second.turn
    monkeypatch.setattr(catalogs, "LONGEST_TAIL", 0)
    (four,) = add("Four House")
    sorted_in = watching.current()
    assert first.turn >= sorted_in.changed_at(two)
    assert third.turn < sorted_in.changed_at(four)
    with transaction():
        actions.tell_readers(None)
    anew = watching.current()
    assert all(sorted_in.turn < anew.changed_at(each) <= anew.turn for each in (one, two, three, four))


def test_a_silent_database_leaves_the_last_index_standing(sessions, monkeypatch, caplog):
    monkeypatch.setattr(catalogs, "LOOK_SECONDS", 0.0)
    gone = []

    def flaky():
        if gone:
            raise OperationalError("SELECT", {}, Exception("no route to host"))
        return sessions()

    catalog = Catalog(flaky)
    (id_,) = add("Harbor House")
    assert found(catalog) == [id_]
    gone.append(True)
    assert found(catalog) == [id_]
    assert "goes on with what it has" in caplog.text
    gone.clear()
    add("Hill House")
    assert len(found(catalog)) == 2


def test_before_the_first_answer_of_the_database_there_is_an_error_and_no_demonstration():
    def silent():
        raise OperationalError("SELECT", {}, Exception("no route to host"))

    catalog = Catalog(silent)
    with pytest.raises(SQLAlchemyError):
        catalog.current()
    assert catalog.demonstration is False


class SilentDatabase:
    """Hands out sessions only after `back`; counts who asked, and lets an attempt hang while `hang` is clear."""

    def __init__(self, sessions):
        self.sessions, self.asked, self.back, self.hang = sessions, 0, False, threading.Event()
        self.hang.set()

    def __call__(self):
        self.asked += 1
        assert self.hang.wait(5)
        if self.back:
            return self.sessions()
        raise OperationalError("SELECT", {}, Exception("no route to host"))


def error_of(catalog):
    with pytest.raises(OperationalError) as caught:
        catalog.current()
    return caught.value


def test_after_a_failed_first_reading_the_next_second_refuses_without_asking_again(sessions, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(catalogs, "monotonic", lambda: now[0])
    silent = SilentDatabase(sessions)
    catalog = Catalog(silent)
    first = error_of(catalog)
    now[0] += 0.9
    assert error_of(catalog) is first
    assert silent.asked == 1
    now[0] += 0.2
    assert error_of(catalog) is not first
    assert silent.asked == 2
    now[0] += 1.1
    silent.back = True
    assert found(catalog) == []


def in_threads(count, catalog):
    errors = []
    threads = [threading.Thread(target=lambda: errors.append(error_of(catalog))) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, errors


def test_those_who_waited_for_a_first_reading_that_failed_do_not_try_one_after_another(sessions):
    silent = SilentDatabase(sessions)
    silent.hang.clear()
    catalog = Catalog(silent)
    threads, errors = in_threads(5, catalog)
    time.sleep(0.1)
    silent.hang.set()
    for thread in threads:
        thread.join(5)
    assert len(errors) == 5
    assert silent.asked == 1


def test_nobody_waits_behind_a_later_attempt_that_hangs(sessions, monkeypatch):
    monkeypatch.setattr(catalogs, "REFUSE_SECONDS", 0.0)
    silent = SilentDatabase(sessions)
    catalog = Catalog(silent)
    first = error_of(catalog)
    silent.hang.clear()
    (thread,), errors = in_threads(1, catalog)
    time.sleep(0.1)
    assert silent.asked == 2
    assert error_of(catalog) is first
    assert errors == []
    silent.hang.set()
    thread.join(5)
    assert len(errors) == 1


def test_demonstration_centers_are_told_of(watching):
    assert watching.demonstration is False
    with transaction():
        actions.add_center(make_profile(), "demo", demonstration=True)
        actions.tell_readers(None)
    assert watching.demonstration is True


def test_others_go_on_with_the_old_index_while_one_reads_the_new(watching, monkeypatch):
    add("Harbor House")
    old = watching.current()
    add("Hill House", told=False)
    reading, go_on = threading.Event(), threading.Event()
    build = catalogs.Index.build

    def slow(rows):
        reading.set()
        assert go_on.wait(5)
        return build(rows)

    monkeypatch.setattr(catalogs.Index, "build", slow)
    thread = threading.Thread(target=watching.current)
    thread.start()
    assert reading.wait(5)
    assert watching.current() is old
    go_on.set()
    thread.join(5)
    assert len(found(watching)) == 2


def test_threads_that_ask_first_read_the_database_once(sessions, monkeypatch):
    add("Harbor House")
    built = []
    build = catalogs.Index.build
    monkeypatch.setattr(catalogs.Index, "build", lambda rows: built.append(1) or time.sleep(0.05) or build(rows))
    catalog = Catalog(sessions)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(len(found(catalog)))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert answers == [1] * 6
    assert len(built) == 1


def test_the_app_holds_one_catalog(app):
    assert isinstance(app.extensions["catalog"], Catalog)
