from sqlalchemy.exc import OperationalError

from app.core.db import db


def test_a_living_process_says_ok(client):
    assert (client.get("/livez").text, client.get("/readyz").text) == ("ok", "ok")


def test_a_process_without_its_database_lives_but_is_not_ready(client, monkeypatch):
    def gone(*_args, **_kwargs):
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(db.session, "execute", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "unavailable")
    assert client.get("/livez").status_code == 200
