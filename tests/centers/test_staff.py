from factories import make_center
from people import make_person

from app.accounts.actions import disable
from app.accounts.queries import by_id
from app.centers import actions, queries
from app.core.db import transaction


def add(center, person, *, intake):
    with transaction():
        actions.add_staff(center, by_id(person.id), intake=intake, by="test")


def test_a_person_works_where_they_were_added_and_nowhere_else(app):
    here, there, person = make_center(), make_center(name="Elsewhere"), make_person("center")
    add(here, person, intake=True)
    assert [(staff.center_id, staff.intake) for staff in queries.works_at(person.id)] == [(here.id, True)]
    assert [user.id for _staff, user in queries.staff_of(here.id)] == [person.id]
    assert queries.staff_of(there.id) == []


def test_adding_somebody_again_changes_what_they_may_read(app):
    center, person = make_center(), make_person("center")
    add(center, person, intake=True)
    add(center, person, intake=False)
    assert [staff.intake for staff in queries.works_at(person.id)] == [False]


def test_whoever_is_shut_out_works_nowhere(app):
    center, person = make_center(), make_person("center")
    add(center, person, intake=True)
    with transaction():
        disable(by_id(person.id), by="test")
    assert queries.works_at(person.id) == []
    assert queries.staff_of(center.id) == []
