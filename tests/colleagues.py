"""People who answer, each in a window of their own: at the desk, and for a center."""

from people import Window, make_person

from app.centers import actions as centers
from app.centers.models import Center
from app.core.db import db, transaction


class Colleague(Window):
    """Somebody who works here and is signed in."""

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
