"""What the index reads from the database."""

from datetime import timedelta

from factories import add_center, confirm, make_profile
from sqlalchemy.orm import Session

from app.centers import actions
from app.centers.details import Details
from app.centers.freshness import Field
from app.centers.hours import Hours
from app.centers.profile import Point
from app.core.db import db, now, transaction
from app.search import queries
from app.search.index import Row


def test_a_listed_center_becomes_a_row_and_a_gone_one_does_not(app):
    profile = make_profile(
        name="Café House",
        program="House Program",
        city="Cañon City",
        state="CO",
        point=Point(38.4, -105.2),
        codes=frozenset({"DT", "ZZZ"}),
    )
    with transaction():
        listed, gone = actions.add_center(profile, "one"), actions.add_center(profile, "two")
        db.session.flush()
        actions.mark_gone(gone)
        id_, gone_id = listed.id, gone.id
    words = ("cafe", "house", "program", "canon", "city")
    row = Row(id_, 38.4, -105.2, "CO", ["DT", "ZZZ"], words)
    with Session(db.engine) as session:
        assert list(queries.rows(session)) == [row]
        assert queries.rows_of(session, [id_, gone_id, 999]) == [row]


def test_a_center_without_a_point_is_a_row_without_degrees(app):
    with transaction():
        actions.add_center(make_profile(point=None, codes=""), "one")
    with Session(db.engine) as session:
        (row,) = queries.rows(session)
    assert (row.latitude, row.longitude, row.codes) == (None, None, [])


def test_a_row_knows_the_newest_day_on_which_any_part_was_confirmed_and_the_hours(app):
    hours = Hours(((0, 540, 1020),), "America/Denver", walk_in=True)
    with transaction():
        center = add_center(make_profile(codes="DT MD", details=Details(hours=hours)))
        confirm(center, Field.CARE, days_ago=400)
        confirm(center, Field.PAYMENT, days_ago=3)
        never = add_center(make_profile(codes="DT MD"))
        db.session.flush()
        ids = [center.id, never.id]
    with Session(db.engine) as session:
        confirmed, listed = queries.rows_of(session, ids)
        assert list(queries.rows(session)) == [confirmed, listed]
    assert confirmed.confirmed == (now() - timedelta(days=3)).toordinal()
    assert (confirmed.hours, "hours:walk-in" in confirmed.codes) == (hours, True)
    assert (listed.confirmed, listed.hours) == (0, None)
