"""The pages a person in danger needs answer when nothing else does."""

import time

import pytest

from app import create_app
from app.core.config import Settings


@pytest.fixture(params=["sqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody@127.0.0.1:1/none"])
def lonely(request, tmp_path):
    """A browser at a server whose database is gone."""
    return create_app(Settings(home=tmp_path, database_url=request.param)).test_client()


@pytest.mark.parametrize("path", ["/help-now", "/", "/about", "/privacy", "/how-we-order"])
def test_a_page_that_needs_no_database_is_there_without_it(lonely, path):
    started = time.monotonic()
    answer = lonely.get(path)
    assert answer.status_code == 200
    assert "tel:988" in answer.text
    assert time.monotonic() - started < 5


def test_a_search_says_that_it_cannot_answer_and_whom_to_call(lonely):
    answer = lonely.get("/centers?near=02360")
    assert answer.status_code == 503
    assert "1-800-662-4357" in answer.text
