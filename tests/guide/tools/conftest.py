"""What the tests of the tools share. The tools ask no database, so one app on one database serves them all."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from inspector import InspectingClient

from app import create_app
from app.core.config import Settings
from app.core.db import db


@pytest.fixture(scope="session")
def tool_app(tmp_path_factory):
    home = tmp_path_factory.mktemp("tools")
    app = create_app(Settings(home=home, database_url=f"sqlite:///{home / 'wayhome.db'}"))
    app.config["TESTING"] = True
    app.test_client_class = InspectingClient
    with app.app_context():
        db.create_all()
        db.session.remove()
    return app


@pytest.fixture
def client(tool_app):
    """A browser that looks at every page it gets; nothing was drawn and kept before it came."""
    tool_app.extensions["guide_tools"].clear()
    return tool_app.test_client()


@pytest.fixture
def noon():
    """Stand still on a day in November, at an hour when all of the United States has one date."""
    with time_machine.travel("2026-11-25 12:00 +0000", tick=False):
        yield


@pytest.fixture
def ask(client):
    """Open a tool and return the text of its answer, or "" where there is none; one page in four is inspected."""

    client.every = 4

    def ask(address):
        response = client.get("/naltrexone/tools/" + address)
        assert response.status_code == 200, response.text
        return answer_of(response.text)

    return ask


def answer_of(html):
    part = BeautifulSoup(html, "html.parser").find(id="answer")
    for number in part.find_all("sup") if part else []:
        number.decompose()
    return " ".join(part.get_text(" ").split()).replace(" .", ".") if part else ""
