"""Row S05: what readers ask, and what is answered, stays text at the desk and in the guide."""

import pytest
from hostile import again, look_alike, look_at_a_few, records, words  # noqa: F401 - one is a fixture

from app.core.db import db, transaction
from app.guide import actions
from app.guide.models import PublishedQuestion, Question

pytestmark = pytest.mark.databases("sqlite")  # no database draws a page

PAGE = "/naltrexone/stopping"


@pytest.fixture
def asked(app):
    with transaction():
        return actions.ask("stopping", "Calm").id


def test_a_question_stays_text_at_the_desk(desk, asked):
    shown = []
    for record in records("words"):
        with transaction():
            db.session.get(Question, asked).words = words("words", record)
        shown.append(desk.client.get(f"/desk/questions/{asked}").text)
    look_alike(shown)


def test_an_answer_stays_text_wherever_it_is_read(client, desk, asked):
    with transaction():
        actions.publish(db.session.get(Question, asked), words="Calm", answer="Calm", cited=["PI-V"], by="test")
    pages = [(desk.client, f"/desk/questions/{asked}"), (desk.client, "/desk/questions"), (client, PAGE)]
    shown = {page: [] for _who, page in [*pages, (client, "/guide-news")]}
    for record in records("words"):
        with transaction():
            row = db.session.query(PublishedQuestion).one()
            row.words = row.answer = words("words", record)
        for who, page in [*pages, (client, "/guide-news")]:
            shown[page].append(who.get(page).text)
    for page in shown.values():
        look_alike(page)


@pytest.mark.parametrize(
    ("address", "names"),
    [
        (f"{PAGE}/ask", ("email",)),
        ("/naltrexone/newsletter", ("email",)),
        ("/desk/questions/{asked}", ("words", "answer", "others")),
    ],
)
def test_what_was_typed_stays_text_where_a_form_shows_it_again(client, desk, asked, address, names):
    who, press = (desk.client, "/publish") if "desk" in address else (client, "")
    address = address.format(asked=asked)
    look_alike([again(who, address, press and address + press, record, *names) for record in records(*names)])


def test_a_question_that_is_refused_for_its_web_address_stays_text(client):
    typed = [f"www.example.org {words('words', record)}" for record in records("words")]
    look_alike([again(client, f"{PAGE}/ask", "", None, words=each) for each in typed])
