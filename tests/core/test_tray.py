from dataclasses import replace

import pytest
from faults import trial

from app.core import outbox, postman
from app.core.db import home, transaction
from app.core.outbox import LetterState


@pytest.fixture
def app(app):
    trial.add_letters(app)
    with transaction():
        outbox.post("echo", to="somebody@example.org", subject="Ihr Code", text="Für Sie: 12345")
    assert postman.deliver() == 1
    return app


def test_without_a_mail_server_letters_lie_as_files_and_a_page_shows_them(app, client):
    page = client.get("/dev/letters")
    assert (page.status_code, page.mimetype) == (200, "text/plain")
    assert "To: somebody@example.org\nSubject: Ihr Code" in page.text
    assert "Für Sie: 12345" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_newest_letter_comes_first(app, client):
    with transaction():
        outbox.post("echo", to="somebody@example.org", subject="Later", text="Words")
    postman.deliver()
    page = client.get("/dev/letters").text
    assert page.index("Later") < page.index("Ihr Code")


@pytest.mark.parametrize(
    "how",
    [
        {"base_url": "http://wayhome.example"},
        {"base_url": "http://127.0.0.1.wayhome.example"},
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Forwarded": "for=192.0.2.7"}},
        {"headers": {"Via": "1.1 proxy"}},
    ],
)
def test_nobody_else_sees_them(client, how):
    assert client.get("/dev/letters", **how).status_code == 404


@pytest.mark.parametrize("setting", [{"public_url": "https://wayhome.example"}, {"mail_url": "smtp://127.0.0.1:1"}])
def test_a_site_with_an_address_or_a_mail_server_has_no_such_page(app, client, setting):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], **setting)
    assert client.get("/dev/letters").status_code == 404


def test_the_same_letter_is_never_laid_down_twice(app):
    with transaction():
        outbox.post("echo", to="somebody@example.org", subject="Words", text="Words")
    letter_id = None
    with transaction():
        letter_id = outbox.claim()
    message = postman.write_message(postman._waiting(letter_id))
    for _ in range(2):
        postman._carrier(app.config["SETTINGS"])(message, "somebody@example.org")
    assert len(list((home() / "mail").glob("*"))) == 2
    assert outbox.how_many()[LetterState.WAITING] == 1


def test_only_the_owner_may_read_them(app):
    assert (home() / "mail").stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (home() / "mail").iterdir())
