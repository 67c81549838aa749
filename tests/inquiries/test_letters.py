import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from app.core import outbox
from app.core.audit import AuditEvent
from app.core.config import ROOT
from app.core.db import db, transaction
from app.core.outbox import Letter, LetterState


@pytest.fixture
def letter(app):
    """The id of a letter that was given up."""
    with transaction():
        given_up, _waits = [outbox.post("inquiries-answer-waits", to="canary@example.org") for _ in range(2)]
        db.session.flush()
        outbox.note_trouble(given_up, "the mail server said 550", for_good=True)
        return given_up.id


def test_what_failed_and_why_is_seen_and_to_whom_it_went_is_not(letter, moderator):
    page = moderator.get("/desk/letters").text
    for said in (
        "You have an answer",
        "the mail server said 550",
        "after 1 try",
        "1 letter waits to be sent",
    ):
        assert said in page
    assert "canary" not in page
    assert "1 letter could not be sent" in moderator.get("/desk").text


def test_it_can_be_tried_again(letter, moderator):
    moderator.press(f"/desk/letters/{letter}/again", "/desk/letters")
    db.session.expire_all()
    assert db.session.get(Letter, letter).state is LetterState.WAITING
    event = db.session.execute(select(AuditEvent).where(AuditEvent.action == "letter tried again")).scalar_one()
    assert (event.subject, event.by) == (f"letter {letter}", f"user {moderator.id}")
    assert "Every letter was sent, or is on its way." in moderator.get("/desk/letters").text


def test_one_that_is_on_its_way_is_not_tried_again(letter, moderator):
    waiting = db.session.execute(select(Letter.id).where(Letter.state == LetterState.WAITING)).scalar_one()
    fields = moderator.hidden("/desk/letters", f"/desk/letters/{letter}/again")
    answer = moderator.client.post(f"/desk/letters/{waiting}/again", data=fields)
    assert answer.status_code == 422
    assert "This letter was sent already, or is on its way." in answer.text


def test_one_that_is_not_there_is_not_found(moderator):
    assert moderator.client.post("/desk/letters/nothing/again").status_code == 404


@pytest.mark.parametrize(
    "kind", [*sorted(path.stem for path in (ROOT / "templates" / "letters").glob("*.txt")), "gone"]
)
def test_every_kind_of_letter_is_named_by_its_subject_without_being_opened(letter, moderator, monkeypatch, kind):
    with transaction():
        db.session.get(Letter, letter).kind = kind
    monkeypatch.setattr(Letter, "own_key", None)
    heading = BeautifulSoup(moderator.get("/desk/letters").text, "html.parser").select_one(".queue h2").text
    assert len(heading.strip("“”")) > 3
    assert "{" not in heading
