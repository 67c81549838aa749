"""What tests of this room share: a visitor, people at the desk, and the staff of a center."""

import pytest
from form_filling import Visitor
from people import Window, make_person

from app.centers import actions as centers
from app.centers.models import Center
from app.core.db import db, transaction


@pytest.fixture
def visitor(client):
    return Visitor(client)


class Colleague(Window):
    """Somebody who works here, in a window of their own."""

    def __init__(self, app, *roles):
        super().__init__(app)
        self.person = make_person(*roles)
        self.id = self.person.id
        self.enter(self.person)

    def press(self, path, page=None, **fields):
        """Press the button on a page that leads to `path`; the answer leads on."""
        answer = self.post(path, page, **fields)
        assert answer.status_code == 303, answer.text
        return answer


@pytest.fixture
def moderator(app):
    return Colleague(app, "moderator")


@pytest.fixture
def colleague(app):
    return Colleague(app, "admin")


@pytest.fixture
def staff(app, directory):
    """Somebody who reads what people write to Harbor House, which takes messages."""
    return join(app, directory.harbor_house)


def join(app, center, *, intake=True, takes=True):
    """Give a center somebody who works for it."""
    somebody = Colleague(app, "center")
    with transaction():
        held = db.session.get(Center, center.id)
        centers.add_staff(held, somebody.person.row, intake=intake, by="test")
        if takes:
            db.session.flush()
            centers.start_taking_messages(held, by="test")
    return somebody
