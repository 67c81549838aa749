from sqlalchemy import select

from app.core.db import db
from app.inquiries.models import Inquiry


def only_inquiry():
    db.session.expire_all()
    return db.session.execute(select(Inquiry)).scalar_one()


def test_a_visitor_writes_a_moderator_answers_and_the_visitor_reads_it(visitor, moderator, client):
    code = visitor.write(message="Is there a bed near Plymouth?")
    page = moderator.get("/desk")
    assert "Is there a bed" not in page.text
    lead = moderator.press("/desk/next", "/desk").location
    page = moderator.get(lead)
    assert "Is there a bed near Plymouth?" in page.text
    moderator.press(f"{lead}/answer", lead, message="Please call Harbor House.")
    assert "Please call Harbor House." in client.get(f"/messages/{code}").text
    assert "Nothing waits" in moderator.get("/desk").text
