import logging

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import create_app
from app.core import access
from app.core.access import public
from app.core.config import Settings
from app.core.errors import Refused


@pytest.fixture
def broken(tmp_path):
    """The app with views that fail in each way there is."""
    app = create_app(Settings(home=tmp_path, database_url=f"sqlite:///{tmp_path / 'x.db'}"))

    def fails(error):
        @public
        def view():
            raise error

        return view

    app.add_url_rule("/crash", "crash", fails(RuntimeError("secret detail")))
    app.add_url_rule("/refused", "refused", fails(Refused("Choose a day that is not past.")))
    app.add_url_rule(
        "/no-database",
        "no_database",
        fails(OperationalError("SELECT 1", {}, Exception("gone"))),
        methods=["GET", "POST"],
    )
    app.add_url_rule("/unmarked", "unmarked", lambda: "open to all by mistake")
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "code"), [("/crash", 500), ("/refused", 422), ("/no-database", 503), ("/nowhere", 404)]
)
def test_what_goes_wrong_is_a_page_with_numbers_to_call(broken, path, code):
    answer = broken.get(path)
    assert answer.status_code == code
    assert "tel:988" in answer.text
    assert "<h1" in answer.text


def test_a_crash_tells_a_person_nothing_of_its_inside(broken):
    assert "secret detail" not in broken.get("/crash").text


def test_a_crash_is_logged_by_its_kind_and_place_without_a_word_of_the_person(broken, caplog):
    with caplog.at_level(logging.ERROR):
        broken.get("/crash?near=02360")
    assert "RuntimeError" in caplog.text
    assert "test_pages.py" in caplog.text
    assert "secret detail" not in caplog.text
    assert "02360" not in caplog.text


def test_a_refusal_says_its_sentence(broken):
    assert "Choose a day that is not past." in broken.get("/refused").text


def test_a_wrong_method_says_which_are_right(broken):
    assert "GET" in broken.post("/livez").headers["Allow"]


def test_a_view_without_a_mark_is_refused(broken):
    assert broken.get("/unmarked").status_code == 403


def test_a_marked_view_is_open():
    app = Flask(__name__)
    access.deny_unmarked(app)
    app.add_url_rule("/", "home", public(lambda: "open"))
    assert app.test_client().get("/").text == "open"


@pytest.mark.parametrize(("path", "code"), [("/help-now", 200), ("/nowhere", 404)])
@pytest.mark.parametrize("spoken", ["gzip", "zstd"])
def test_a_page_is_made_small_for_the_wire_also_when_it_refuses(broken, path, code, spoken):
    plain, small = broken.get(path), broken.get(path, headers={"Accept-Encoding": spoken})
    assert (small.status_code, small.headers["Content-Encoding"]) == (code, spoken)
    assert len(small.data) < len(plain.data) / 2


@pytest.mark.parametrize(
    ("origin", "is_shown"),
    [("http://localhost", True), ("https://evil.example", False), ("null", False), (None, False)],
)
def test_what_somebody_wrote_is_given_back_where_it_could_not_be_taken_in(broken, origin, is_shown):
    written = {"message": "A long\nanswer </textarea><b>", "password": "never shown", "csrf_token": "nor this"}
    page = broken.post("/no-database", data=written, headers={"Origin": origin} if origin else {})
    assert page.status_code == 503
    assert ("A long\nanswer &lt;/textarea&gt;&lt;b&gt;</textarea>" in page.text) is is_shown
    assert "never shown" not in page.text
    assert "nor this" not in page.text
