from sqlalchemy import select

from app.centers import actions
from app.centers.models import CenterChange
from app.centers.profile import Profile
from app.centers.queries import by_slug
from app.core.db import db, transaction


def test_a_new_center_is_found_by_its_slug(app):
    profile = Profile(name="Café Recovery", city="Cañon City", state="CO", codes=frozenset({"DT", "ZZZ"}))
    with transaction():
        center = actions.add_center(profile, actions.slug_for(profile, set()))
        actions.tell_readers([1])
    assert by_slug("cafe-recovery-canon-city-co").profile == profile
    assert center.version == 1
    assert [change.center_id for change in db.session.execute(select(CenterChange)).scalars()] == [1]
